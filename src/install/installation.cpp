#include "core/sqlstates.hpp"

#include "install/installation.hpp"

#include "engine/embedded_files.hpp"
#include "engine/installed.hpp"
#include "install/built_in_rows.hpp"
#include "install/functions.hpp"
#include "install/migrations.hpp"
#include "install/notices.hpp"
#include "install/preconditions.hpp"
#include "install/repairs.hpp"
#include "pg/cage.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"

namespace sdp::install {

namespace {

constexpr std::string_view replayed_folder = "sql/replayed/";

void replay_files(pg::session& session)
{
    for (std::size_t i = 0; i < engine::embedded_file_count; ++i) {
        if (engine::embedded_files[i].name.starts_with(replayed_folder)) {
            session.run_file(engine::embedded_files[i].content);
        }
    }
}

std::string_view install_in_cage(pg::session& session, bool fresh)
{
    require_own_objects(session);
    if (fresh) {
        require_free_names();
        session.run_text("CREATE SCHEMA sdp_engine;"
                         "CREATE TABLE sdp_engine.migrations ("
                         " number integer PRIMARY KEY, name text NOT NULL, version text NOT NULL,"
                         " applied_at timestamptz NOT NULL DEFAULT now());");
    }
    session.run_file("LOCK TABLE sdp_engine.migrations IN SHARE ROW EXCLUSIVE MODE");
    const engine::installing_scope scope;
    const auto migrations = migrate(session);
    // What came back is news only where nothing else was made.
    const bool whole = fresh || migrations.run > 0;
    const int came_back = fresh ? 0 : put_back_what_is_missing(session);
    replay_files(session);
    const auto rows = bring_built_in_rows(session);
    if (!whole && rows > 0) {
        give_notice(fmt::format("{} built-in rows were missing, and are put back", rows));
    }
    if (fresh) {
        return "installed";
    }
    if (migrations.run > 0) {
        return "updated";
    }
    return migrations.adopted > 0 || came_back > 0 || rows > 0 ? "repaired" : "unchanged";
}

bool is_restore()
{
    switch (pg::install_setting()) {
    case pg::install_mode::on:
        return false;
    case pg::install_mode::off:
        return true;
    case pg::install_mode::automatic:
        break;
    }
    // pg_dump's scripts switch it off; nobody else has a reason to.
    return !row_security;
}

std::string_view install_tables(pg::session& session)
{
    const bool fresh = !OidIsValid(engine::find_table("sdp_engine", "migrations"));
    require_rights(session, fresh);
    const pg::cage cage;
    return install_in_cage(session, fresh);
}

constinit pg::statement is_own_schema{R"(
    SELECT FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid {=} e.extnamespace
    WHERE e.oid {=} $1 AND e.extname {=} 'pg_sdp' AND n.nspname {=} 'sdp')"_sql,
                                      {OIDOID}};

} // namespace

std::string_view install()
{
    require_suitable_database();
    std::string_view outcome;
    {
        pg::session session;
        outcome = install_tables(session);
    }
    engine::forget_installation();
    return outcome;
}

std::string_view run_script()
{
    require_suitable_database();
    std::string_view outcome = "skipped";
    {
        pg::session session;
        if (!creating_extension ||
            session.run(is_own_schema, pg::oid_value(CurrentExtensionObject)).empty()) {
            throw error{sqlstate::name_taken,
                        "this is not a script of extension pg_sdp in schema sdp",
                        "Only CREATE EXTENSION and ALTER EXTENSION run such scripts."};
        }
        give_functions_to_owner(session);
        take_functions_from_public(session);
        if (!is_restore()) {
            outcome = install_tables(session);
        }
    }
    engine::forget_installation();
    return outcome;
}

} // namespace sdp::install
