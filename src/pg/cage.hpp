#pragma once
#include "pg/call.hpp"

namespace sdp::pg {

// Where install() touches tables: as the owner of schema sdp, in a security-restricted operation
// (no SET ROLE, no deferred triggers, no cursors WITH HOLD), with search_path and what else parses
// SQL text set, and with nothing that is made becoming a member of the extension. What table
// owners have planted therefore runs as themselves, never as the superuser who runs the script of
// a trusted extension. Everything is restored at the end of the scope and, on errors, before them.
class cage {
public:
    cage();
    ~cage();
    cage(const cage&) = delete;
    cage& operator=(const cage&) = delete;

private:
    Oid user_ = InvalidOid;
    int context_ = 0;
    int settings_level_ = 0;
    bool creating_extension_ = false;
    Oid extension_ = InvalidOid;
    int exceptions_at_start_ = 0;
};

} // namespace sdp::pg
