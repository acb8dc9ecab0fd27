#pragma once
#include "pg/spi.hpp"

// Who may use the server's disk: a role with the rights of the server's own role for that, or one
// that EXECUTE on the function was granted to by name. All others get SD406.
namespace sdp::engine {

// pg_write_server_files, or sdp.export_project.
void require_export_rights(pg::session& session);
// pg_read_server_files, or sdp.compare_exports.
void require_reading_rights(pg::session& session);

} // namespace sdp::engine
