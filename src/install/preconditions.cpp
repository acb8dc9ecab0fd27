#include "core/sqlstates.hpp"

#include "install/preconditions.hpp"

#include "engine/installed.hpp"
#include "pg/identity.hpp"

namespace sdp::install {

namespace {

constinit pg::statement read_extension_owner{R"(
    SELECT e.extowner
    FROM pg_catalog.pg_extension e
    WHERE e.oid {=} $1)"_sql,
                                             {OIDOID}};

// On whose behalf install() runs: a trusted extension's script runs as a superuser for its owner.
Oid installing_user(pg::session& session)
{
    if (!creating_extension) {
        return GetUserId();
    }
    const auto owner = session.run(read_extension_owner, pg::oid_value(CurrentExtensionObject))
                           .one<pg::oid_datum>();
    return DatumGetObjectId(owner.datum);
}

constinit pg::statement objects_of_others{R"(
    SELECT o.kind, o.name
    FROM ( SELECT 'relation' AS kind, pg_catalog.concat(n.nspname, '.', c.relname) AS name
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid {=} c.relnamespace
        WHERE n.nspname {=} ANY (ARRAY['sdp', 'sdp_engine']) AND c.relowner {<>} $1 UNION ALL
        SELECT 'type', pg_catalog.concat(n.nspname, '.', t.typname) FROM pg_catalog.pg_type t JOIN
        pg_catalog.pg_namespace n ON n.oid {=} t.typnamespace WHERE n.nspname {=} ANY
        (ARRAY['sdp', 'sdp_engine']) AND t.typowner {<>} $1 AND NOT EXISTS (SELECT FROM
        pg_catalog.pg_type e WHERE e.typarray {=} t.oid) UNION ALL SELECT 'function',
        pg_catalog.concat(n.nspname, '.', p.proname) FROM pg_catalog.pg_proc p JOIN
        pg_catalog.pg_namespace n ON n.oid {=} p.pronamespace WHERE n.nspname {=} ANY
        (ARRAY['sdp', 'sdp_engine']) AND p.proowner {<>} $1 AND NOT EXISTS (SELECT FROM
        pg_catalog.pg_depend d WHERE d.classid {=} $2 AND d.objid {=} p.oid AND d.deptype {=} 'e')
        UNION ALL SELECT 'schema', n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname {=}
        'sdp_engine' AND n.nspowner {<>} $1) o
    ORDER BY o.kind, o.name LIMIT 1)"_sql,
                                          {OIDOID, OIDOID}};

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

} // namespace

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

void require_own_objects(pg::session& session)
{
    const auto foreign = session.run(objects_of_others, pg::oid_value(GetUserId()),
                                     pg::oid_value(ProcedureRelationId));
    if (const auto found = foreign.first<std::string, std::string>()) {
        const auto& [kind, name] = *found;
        throw error{sqlstate::name_taken, fmt::format("{} {} belongs to another role", kind, name),
                    fmt::format("Everything in the schemas sdp and sdp_engine belongs to the owner "
                                "of schema sdp, {}.",
                                role_name(GetUserId())),
                    "Give it to that role, or drop it."};
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

} // namespace sdp::install
