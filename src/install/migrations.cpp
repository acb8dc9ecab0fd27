#include "core/sqlstates.hpp"

#include "install/migrations.hpp"

#include "engine/installed.hpp"
#include "install/health.hpp"
#include "install/notices.hpp"

namespace sdp::install {

namespace {

constinit pg::statement record_migration{R"(
    INSERT INTO sdp_engine.migrations (number, name, version) VALUES ($1, $2, $3))"_sql,
                                         {INT4OID, TEXTOID, TEXTOID}};

// Whether what the migration makes is there already.
bool is_made(const engine::migration& one)
{
    const auto objects = objects_made_by(one.sql);
    std::string missing;
    std::size_t missing_count = 0;
    for (const auto& object : objects) {
        if (!is_present(object)) {
            missing += fmt::format("{}{}", missing.empty() ? "" : ", ", object);
            ++missing_count;
        }
    }
    if (missing_count != 0 && missing_count != objects.size()) {
        throw error{
            sqlstate::versions_differ,
            fmt::format("the tables of pg_sdp are not true to migration \"{}\"", one.name),
            fmt::format("It is not recorded, and of what it makes is missing: {}.", missing),
            "Restore what is missing from a dump, or begin anew after DROP SCHEMA sdp_engine "
            "CASCADE and dropping the tables of schema sdp."};
    }
    return !objects.empty() && missing_count == 0;
}

} // namespace

migrated migrate(pg::session& session)
{
    const auto recorded = engine::recorded_migrations(session);
    const int newest = engine::newest_migration();
    if (!recorded.empty() && recorded.back() > newest) {
        throw engine::versions_differ(recorded.back(), newest);
    }
    migrated result;
    for (const auto& one : engine::all_migrations()) {
        if (std::find(recorded.begin(), recorded.end(), one.number) != recorded.end()) {
            continue;
        }
        if (is_made(one)) {
            give_notice(
                fmt::format("migration \"{}\" was made already, and is recorded now", one.name));
            ++result.adopted;
        } else {
            session.run_file(one.sql);
            // Where nothing was recorded, what makes no table or column may have been run before.
            const bool may_be_new = !recorded.empty() || !objects_made_by(one.sql).empty();
            ++(may_be_new ? result.run : result.adopted);
        }
        session.run(record_migration, one.number, one.name, SDP_VERSION);
    }
    return result;
}

} // namespace sdp::install
