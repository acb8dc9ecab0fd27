#include "core/sqlstates.hpp"

#include "engine/installed.hpp"

#include "engine/embedded_files.hpp"
#include "pg/identity.hpp"

#include <charconv>

namespace sdp::engine {

namespace {

constexpr std::string_view migrations_folder = "sql/migrations/";
// What require_installation() found, until the migrations' table changes.
constinit bool found_current = false;
constinit Oid migrations_table = InvalidOid;
constinit bool installing = false;

constinit pg::statement read_migrations{R"(
    SELECT m.number FROM sdp_engine.migrations m ORDER BY m.number)"_sql,
                                        {}};

error not_installed()
{
    return {sqlstate::not_installed, "the tables of pg_sdp are not installed",
            "Schema sdp has the functions, but sdp_engine.migrations or a table beside it is "
            "missing.",
            "Run SELECT sdp.install()."};
}

} // namespace

std::vector<migration> all_migrations()
{
    std::vector<migration> result;
    for (std::size_t i = 0; i < embedded_file_count; ++i) {
        auto name = embedded_files[i].name;
        if (!name.starts_with(migrations_folder)) {
            continue;
        }
        name.remove_prefix(migrations_folder.size());
        int number = 0;
        std::from_chars(name.data(), name.data() + 4, number);
        result.push_back({number, name, embedded_files[i].content});
    }
    return result;
}

int newest_migration()
{
    int newest = 0;
    for (const auto& one : all_migrations()) {
        newest = std::max(newest, one.number);
    }
    return newest;
}

std::vector<int> recorded_migrations(pg::session& session)
{
    const auto found = session.run(read_migrations);
    std::vector<int> numbers;
    for (std::size_t i = 0; i < found.size(); ++i) {
        numbers.push_back(std::get<0>(found.row<std::int32_t>(i)));
    }
    return numbers;
}

int present_migration(pg::session& session)
{
    const auto numbers = recorded_migrations(session);
    return numbers.empty() ? 0 : numbers.back();
}

Oid find_table(const char* schema, const char* table)
{
    return pg::call([&] {
        const Oid in = get_namespace_oid(schema, true);
        return OidIsValid(in) ? get_relname_relid(table, in) : InvalidOid;
    });
}

error versions_differ(int here, int known)
{
    return {sqlstate::versions_differ,
            here > known ? "the tables of pg_sdp are newer than its library"
                         : "the tables of pg_sdp are older than its library",
            fmt::format("The tables are at migration {}, the library ({}) knows {}.", here,
                        SDP_VERSION, known),
            here > known ? "Install the newer version of pg_sdp and reconnect."
                         : "Run SELECT sdp.install()."};
}

installing_scope::installing_scope()
{
    installing = true;
}

installing_scope::~installing_scope()
{
    installing = false;
}

void forget_installation()
{
    found_current = false;
    if (const Oid table = find_table("sdp_engine", "migrations"); OidIsValid(table)) {
        // Other sessions look again.
        pg::call([&] { CacheInvalidateRelcacheByRelid(table); });
    }
}

extern "C" {

static void on_relation_change(Datum /*argument*/, Oid relation)
{
    if (!OidIsValid(relation) || relation == migrations_table) {
        found_current = false;
    }
}

} // extern "C"

void watch_installation()
{
    CacheRegisterRelcacheCallback(on_relation_change, 0);
}

bool is_installing()
{
    return installing;
}

void require_installation(pg::session& session)
{
    if (found_current) {
        return;
    }
    const Oid table = find_table("sdp_engine", "migrations");
    if (!OidIsValid(table)) {
        throw not_installed();
    }
    for (const char* const name : document_tables) {
        if (!OidIsValid(find_table("sdp", name))) {
            throw not_installed();
        }
    }
    const pg::as_system_owner owner;
    const int present = present_migration(session);
    if (present != newest_migration()) {
        throw versions_differ(present, newest_migration());
    }
    migrations_table = table;
    found_current = true;
}

} // namespace sdp::engine
