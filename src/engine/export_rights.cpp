#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include "engine/export_rights.hpp"

namespace sdp::engine {

namespace {

// Types are named in full: regprocedure looks for them by the session's search_path.
constinit pg::statement has_rights{R"(
    SELECT
    WHERE pg_catalog.pg_has_role($1::pg_catalog.name, 'USAGE') OR EXISTS (SELECT
        FROM pg_catalog.pg_proc p, pg_catalog.aclexplode(p.proacl) a
        WHERE p.oid {=} $2::pg_catalog.regprocedure
        AND a.privilege_type {=} 'EXECUTE' AND a.grantee {<>} 0
        AND pg_catalog.pg_has_role(a.grantee, 'USAGE')))"_sql,
                                   {TEXTOID, TEXTOID}};

} // namespace

void require_export_rights(pg::session& session, std::string_view otherwise)
{
    constexpr const char* function =
        "sdp.export_project(pg_catalog.uuid, pg_catalog.text, pg_catalog.text)";
    if (session.run(has_rights, "pg_write_server_files", function).empty()) {
        throw error{
            sqlstate::access_denied, "this role may not write packages on the server",
            "It neither has the rights of pg_write_server_files, nor was EXECUTE on "
            "sdp.export_project granted to it.",
            fmt::format(
                "GRANT EXECUTE ON FUNCTION sdp.export_project(uuid, text, text) TO the role{}",
                otherwise)};
    }
}

void require_reading_rights(pg::session& session)
{
    constexpr const char* function = "sdp.compare_exports(pg_catalog.uuid, pg_catalog.uuid)";
    if (session.run(has_rights, "pg_read_server_files", function).empty()) {
        throw error{sqlstate::access_denied, "this role may not read packages on the server",
                    "It neither has the rights of pg_read_server_files, nor was EXECUTE on "
                    "sdp.compare_exports granted to it.",
                    "GRANT EXECUTE ON FUNCTION sdp.compare_exports(uuid, uuid) TO the role; or "
                    "compare zips that the client has by sdp.compare_packages(old, new)."};
    }
}

} // namespace sdp::engine
