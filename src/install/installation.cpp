// sdp.install(): makes the tables, or brings them up to date.
#include "core/sqlstates.hpp"

#include "install/built_in_rows.hpp"
#include "engine/embedded_files.hpp"
#include "engine/installed.hpp"
#include "engine/sql_operators.hpp"
#include "pg/arguments.hpp"
#include "pg/cage.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"

namespace sdp::install {

namespace {

constexpr std::string_view replayed_folder = "sql/replayed/";

// ---- Before the cage: as the user who runs the script ----

constinit pg::statement members_of_other_owners{
    "SELECT pg_catalog.concat('ALTER FUNCTION ', p.oid::pg_catalog.regprocedure, ' OWNER TO ',"
    " pg_catalog.quote_ident(r.rolname)), p.oid"
    " FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_proc p ON p.oid" SDP_EQ "d.objid"
    " JOIN pg_catalog.pg_namespace n ON n.oid" SDP_EQ "p.pronamespace"
    " JOIN pg_catalog.pg_roles r ON r.oid" SDP_EQ "n.nspowner"
    " WHERE d.classid" SDP_EQ "$1 AND d.refclassid" SDP_EQ "$2 AND d.refobjid" SDP_EQ "$3"
    " AND d.deptype" SDP_EQ "'e' AND n.nspname" SDP_EQ "'sdp'"
    " AND p.proname" SDP_NE "'install' AND p.proowner" SDP_NE "n.nspowner ORDER BY p.oid",
    {OIDOID, OIDOID, OIDOID}};

// Where default privileges take install() from PUBLIC. Recorded as the extension's own, so that a
// dump leaves it out: who restores it is not the function's owner.
constinit pg::statement missing_grant{
    "SELECT pg_catalog.concat('GRANT EXECUTE ON FUNCTION sdp.install() TO ',"
    " pg_catalog.quote_ident(r.rolname))"
    " FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r ON r.oid" SDP_EQ "n.nspowner"
    " WHERE n.nspname" SDP_EQ "'sdp' AND NOT"
    " pg_catalog.has_function_privilege(n.nspowner, 'sdp.install()', 'EXECUTE')",
    {}};

// The functions that roles are granted belong to the system's owner: only so can they be granted
// on. install() does not: its owner could alter it to run as himself.
void give_functions_to_owner(pg::session& session)
{
    const auto members =
        session.run(members_of_other_owners, pg::raw_datum{ObjectIdGetDatum(ProcedureRelationId)},
                    pg::raw_datum{ObjectIdGetDatum(ExtensionRelationId)},
                    pg::raw_datum{ObjectIdGetDatum(CurrentExtensionObject)});
    std::vector<std::string> commands;
    for (std::size_t i = 0; i < members.size(); ++i) {
        commands.push_back(members.get<std::string>(i, 1));
    }
    if (const auto grant = session.run(missing_grant); !grant.empty()) {
        commands.push_back(grant.get<std::string>(0, 1));
    }
    for (const auto& command : commands) {
        session.run_text(command.c_str());
    }
}

constinit pg::statement read_extension_owner{
    "SELECT e.extowner FROM pg_catalog.pg_extension e WHERE e.oid" SDP_EQ "$1", {OIDOID}};

// On whose behalf install() runs: a trusted extension's script runs as a superuser for its owner.
Oid installing_user(pg::session& session)
{
    if (!creating_extension) {
        return GetUserId();
    }
    const auto owner =
        session.run(read_extension_owner, pg::raw_datum{ObjectIdGetDatum(CurrentExtensionObject)});
    return DatumGetObjectId(owner.get<pg::raw_datum>(0, 1).datum);
}

std::string role_name(Oid role)
{
    const char* const name = pg::call([&] { return GetUserNameFromId(role, true); });
    return name == nullptr ? "?" : name;
}

void require_rights(pg::session& session, bool fresh)
{
    const Oid owner = pg::system_owner();
    const Oid user = installing_user(session);
    const bool may = pg::call([&] { return has_privs_of_role(user, owner); });
    if (!may) {
        throw error{"42501", "permission denied to install pg_sdp",
                    fmt::format("Only the owner of schema sdp, {}, may.", role_name(owner))};
    }
    if (fresh && user != owner) {
        throw error{sqlstate::name_taken, "schema sdp belongs to another role",
                    fmt::format("It belongs to {}, not to {}.", role_name(owner), role_name(user)),
                    "Install as the schema's owner, or drop the schema."};
    }
}

void require_suitable_database()
{
    if (GetDatabaseEncoding() != PG_UTF8) {
        throw error{sqlstate::unsuitable_database, "pg_sdp needs a database in UTF8",
                    fmt::format("The encoding of this one is {}.", GetDatabaseEncodingName()),
                    "CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0 makes one."};
    }
}

// ---- In the cage: as the owner of schema sdp ----

constinit pg::statement objects_of_others{
    "SELECT o.kind, o.name FROM ("
    " SELECT 'relation' AS kind, pg_catalog.concat(n.nspname, '.', c.relname) AS name"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid" SDP_EQ "c.relnamespace"
    " WHERE n.nspname" SDP_EQ "ANY (ARRAY['sdp', 'sdp_engine']) AND c.relowner" SDP_NE "$1"
    " UNION ALL SELECT 'type', pg_catalog.concat(n.nspname, '.', t.typname)"
    " FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid" SDP_EQ "t.typnamespace"
    " WHERE n.nspname" SDP_EQ "ANY (ARRAY['sdp', 'sdp_engine']) AND t.typowner" SDP_NE "$1"
    "  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray" SDP_EQ "t.oid)"
    " UNION ALL SELECT 'function', pg_catalog.concat(n.nspname, '.', p.proname)"
    " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid" SDP_EQ "p.pronamespace"
    " WHERE n.nspname" SDP_EQ "ANY (ARRAY['sdp', 'sdp_engine']) AND p.proowner" SDP_NE "$1"
    "  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid" SDP_EQ "$2"
    "  AND d.objid" SDP_EQ "p.oid AND d.deptype" SDP_EQ "'e')"
    " UNION ALL SELECT 'schema', n.nspname FROM pg_catalog.pg_namespace n"
    " WHERE n.nspname" SDP_EQ "'sdp_engine' AND n.nspowner" SDP_NE "$1"
    ") o ORDER BY o.kind, o.name LIMIT 1",
    {OIDOID, OIDOID}};

void require_own_objects(pg::session& session)
{
    const auto foreign =
        session.run(objects_of_others, pg::raw_datum{ObjectIdGetDatum(GetUserId())},
                    pg::raw_datum{ObjectIdGetDatum(ProcedureRelationId)});
    if (!foreign.empty()) {
        throw error{sqlstate::name_taken,
                    fmt::format("{} {} belongs to another role", foreign.get<std::string>(0, 1),
                                foreign.get<std::string>(0, 2)),
                    fmt::format("Everything in the schemas sdp and sdp_engine belongs to the owner "
                                "of schema sdp, {}.",
                                role_name(GetUserId())),
                    "Give it to that role, or drop it."};
    }
}

// A view of that name would be replaced.
constexpr std::array views = {"stage_overview", "project_overview"};

void require_free_name(const char* relation)
{
    if (OidIsValid(engine::find_table("sdp", relation))) {
        throw error{sqlstate::name_taken, fmt::format("relation sdp.{} exists already", relation),
                    "It is not of an installation of pg_sdp: sdp_engine.migrations is missing.",
                    "Drop or rename it, or restore sdp_engine with it."};
    }
}

void require_free_names()
{
    for (const char* const table : engine::document_tables) {
        require_free_name(table);
    }
    for (const char* const view : views) {
        require_free_name(view);
    }
    if (OidIsValid(pg::call([] { return get_namespace_oid("sdp_engine", true); }))) {
        throw error{
            sqlstate::name_taken, "schema sdp_engine exists already",
            "It does not hold an installation of pg_sdp.",
            "DROP SCHEMA sdp_engine CASCADE removes it with all it holds. Before the restore "
            "of a dump, which brings it, set sdp.install to off."};
    }
}

void require_present_tables()
{
    for (const char* const table : engine::document_tables) {
        if (!OidIsValid(engine::find_table("sdp", table))) {
            throw error{sqlstate::name_taken, fmt::format("table sdp.{} is missing", table),
                        "Schema sdp_engine belongs to an installation whose tables were dropped.",
                        "Restore the table, or begin anew after DROP SCHEMA sdp_engine CASCADE."};
        }
    }
}

constinit pg::statement record_migration{
    "INSERT INTO sdp_engine.migrations (number, name, version) VALUES ($1, $2, $3)",
    {INT4OID, TEXTOID, TEXTOID}};

void run_files(pg::session& session, std::string_view folder)
{
    for (std::size_t i = 0; i < engine::embedded_file_count; ++i) {
        if (engine::embedded_files[i].name.starts_with(folder)) {
            session.run_text(std::string(engine::embedded_files[i].content).c_str());
        }
    }
}

// Runs the migrations that are not recorded yet; how many there were.
int migrate(pg::session& session)
{
    const int present = engine::present_migration(session);
    if (present > engine::newest_migration()) {
        throw engine::versions_differ(present, engine::newest_migration());
    }
    int applied = 0;
    for (const auto& one : engine::all_migrations()) {
        if (one.number > present) {
            session.run_text(std::string(one.sql).c_str());
            session.run(record_migration, one.number, one.name, SDP_VERSION);
            ++applied;
        }
    }
    return applied;
}

std::string_view install_in_cage(pg::session& session, bool fresh)
{
    require_own_objects(session);
    if (fresh) {
        require_free_names();
        session.run_text("CREATE SCHEMA sdp_engine;"
                         "CREATE TABLE sdp_engine.migrations ("
                         " number integer PRIMARY KEY, name text NOT NULL, version text NOT NULL,"
                         " applied_at timestamptz NOT NULL DEFAULT now());"
                         "COMMENT ON TABLE sdp_engine.migrations IS"
                         " 'What install() did to the tables; locked while it works.'");
    } else {
        require_present_tables();
    }
    session.run_text("LOCK TABLE sdp_engine.migrations IN SHARE ROW EXCLUSIVE MODE");
    const engine::installing_scope scope;
    const int applied = migrate(session);
    run_files(session, replayed_folder);
    bring_built_in_rows(session);
    if (fresh) {
        return "installed";
    }
    return applied > 0 ? "updated" : "unchanged";
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

Datum install(const pg::arguments& call)
{
    const bool in_script = creating_extension;
    require_suitable_database();
    std::string_view outcome = "skipped";
    {
        pg::session session;
        if (in_script) {
            give_functions_to_owner(session);
        }
        if (!in_script || !is_restore()) {
            const bool fresh = !OidIsValid(engine::find_table("sdp_engine", "migrations"));
            require_rights(session, fresh);
            const pg::cage cage;
            outcome = install_in_cage(session, fresh);
        }
    }
    engine::forget_installation();
    (void)call;
    return pg::value(outcome).datum;
}

constinit pg::statement read_extension_version{
    "SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname" SDP_EQ "'pg_sdp'", {}};

Datum version(const pg::arguments& call)
{
    const Oid table = engine::find_table("sdp_engine", "migrations");
    std::optional<std::int32_t> tables;
    pg::session session(pg::session::access::read_only);
    if (OidIsValid(table)) {
        const pg::as_system_owner owner;
        tables = engine::present_migration(session);
    }
    const auto extension = session.run(read_extension_version);
    const auto functions = extension.empty() ? std::nullopt : extension.find<std::string>(0, 1);
    return pg::record_of(call, SDP_VERSION, functions, tables);
}

} // namespace

SDP_FUNCTION(sdp_install, install)
SDP_FUNCTION(sdp_version, version)

} // namespace sdp::install
