#pragma once
#include "pg/spi.hpp"

// Who may use the server's disk: a role with the rights of the server's own role for that, or one
// that EXECUTE on the function was granted to by name. All others get SD406.
namespace sdp::engine {

// pg_write_server_files, or sdp.export_project. `otherwise` says what to do without them, at the
// end of the HINT.
void require_export_rights(pg::session& session, std::string_view otherwise);
// pg_read_server_files, or sdp.compare_exports.
void require_reading_rights(pg::session& session);

} // namespace sdp::engine
