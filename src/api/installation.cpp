// The installation's functions: making the tables, their version, their health.
#include "core/sqlstates.hpp"

#include "engine/embedded_files.hpp"
#include "engine/installed.hpp"
#include "install/health.hpp"
#include "install/installation.hpp"
#include "install/preconditions.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"

extern "C" {
#include "catalog/pg_authid.h"
}

namespace sdp::api {

namespace {

Datum install(const pg::arguments& /*call*/)
{
    return pg::value(install::install()).datum;
}

Datum run_script(const pg::arguments& /*call*/)
{
    return pg::value(install::run_script()).datum;
}

constinit pg::statement read_extension_version{R"(
    SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname {=} 'pg_sdp')"_sql,
                                               {}};

Datum version(const pg::arguments& call)
{
    std::optional<std::int32_t> tables;
    pg::session session(pg::session::access::read_only);
    if (OidIsValid(engine::find_table("sdp_engine", "migrations"))) {
        const pg::as_system_owner owner;
        tables = engine::present_migration(session);
    }
    const auto functions = session.run(read_extension_version).first<std::string>();
    return pg::record_of(call, SDP_VERSION, functions, tables);
}

// What is broken is told to the owner of schema sdp and to those who watch over the server.
void require_monitor()
{
    const Oid user = GetUserId();
    const Oid owner = pg::system_owner();
    const bool may = pg::call(
        [=] { return has_privs_of_role(user, owner) || has_privs_of_role(user, ROLE_PG_MONITOR); });
    if (!may) {
        throw error{sqlstate::access_denied, "permission denied to check the tables of pg_sdp",
                    fmt::format("Only the owner of schema sdp, {}, and members of pg_monitor may.",
                                install::role_name(owner)),
                    "GRANT pg_monitor TO the role, and USAGE ON SCHEMA sdp."};
    }
}

Datum check_installation(const pg::arguments& call)
{
    pg::result_set result(call);
    require_monitor();
    const pg::as_system_owner owner;
    pg::session session(pg::session::access::read_only);
    for (const auto& one : install::installation_problems(session, true)) {
        result.add(fmt::format("{} {}", one.kind, one.object), one.what, one.repair);
    }
    return pg::result_set::done();
}

Datum check_integrity(const pg::arguments& call)
{
    const auto project = call.find<uuid>(0);
    pg::result_set result(call);
    require_monitor();
    const pg::as_system_owner owner;
    pg::session session(pg::session::access::read_only);
    bool readable = true;
    for (const auto& one : install::installation_problems(session, true)) {
        result.add(std::nullopt, one.kind == "trigger" ? "triggers" : "installation", std::nullopt,
                   fmt::format("{} {} {}; {}", one.kind, one.object, one.what, one.repair));
        readable = readable && one.kind != "table" && one.kind != "column";
    }
    if (!readable) {
        return pg::result_set::done();
    }
    const std::string invariants(engine::embedded_file_named("sql/health/invariants.sql"));
    const auto found = session.run_text(invariants.c_str(), project);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [id, invariant, stage, message] =
            found.row<std::optional<uuid>, std::string, std::optional<std::int32_t>, std::string>(
                i);
        result.add(id, invariant, stage, message);
    }
    return pg::result_set::done();
}

} // namespace

SDP_FUNCTION(sdp_install, install)
SDP_FUNCTION(sdp_run_script, run_script)
SDP_FUNCTION(sdp_version, version)
SDP_FUNCTION(sdp_check_installation, check_installation)
SDP_FUNCTION(sdp_check_integrity, check_integrity)

} // namespace sdp::api
