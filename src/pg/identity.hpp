#pragma once
#include "pg/call.hpp"

namespace sdp::pg {

// The role that owns schema sdp: the system's owner. 3F000 (invalid schema) when there is none.
Oid system_owner();

// The rest of a scope runs as the system's owner, for what the calling role may not do itself: the
// engine's own tables and a trigger's effects. SET ROLE is refused meanwhile, and load mode is off.
class as_system_owner {
public:
    as_system_owner();
    ~as_system_owner();
    as_system_owner(const as_system_owner&) = delete;
    as_system_owner& operator=(const as_system_owner&) = delete;

private:
    friend class as_caller;
    const as_system_owner* outer_;
    Oid owner_;
    Oid user_ = InvalidOid;
    int context_ = 0;
};

// The rest of a scope runs with the rights of who called us: of the user who was there before
// as_system_owner, through nested ones (a trigger of ours under a statement of ours) to the first.
// Where no such scope is in force the user stays. SET ROLE is refused meanwhile, and load mode is
// off, wherever it is called from.
class as_caller {
public:
    as_caller();
    ~as_caller();
    as_caller(const as_caller&) = delete;
    as_caller& operator=(const as_caller&) = delete;

private:
    Oid user_ = InvalidOid;
    int context_ = 0;
};

// True where rows of `relation` are to be taken as they are: row_security is off (as pg_dump and
// pg_restore set it), no user-id change is in force (a foreign key's cascade or a SECURITY DEFINER
// function would pass for the owner), the current user owns the table, and it is no statement of
// our own: an operation whose effects were left out would be half done.
bool load_mode(Relation relation);

// The name of the role that the session acts as: SET ROLE's, never a definer's.
std::string session_role();

} // namespace sdp::pg
