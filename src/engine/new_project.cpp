#include "core/sqlstates.hpp"

#include "engine/new_project.hpp"

#include "pg/identity.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement find_user{R"(
    SELECT
    FROM sdp.users u
    WHERE u.id {=} $1)"_sql,
                                  {UUIDOID}};

constinit pg::statement insert_missing_stages{R"(
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status, data)
        SELECT $1, d.number, d.name, coalesce(d.custom_label, d.label), CASE WHEN d.number {=} 1
        THEN 'active' ELSE 'locked' END, (SELECT t.stage_defaults {->} d.name FROM sdp.templates t
        WHERE t.id {=} $2)
    FROM sdp_engine.stage_definitions d
    WHERE NOT EXISTS (SELECT FROM sdp.stages s WHERE s.project_id {=} $1 AND s.stage_number
        {=} d.number)
    ORDER BY d.number)"_sql,
                                              {UUIDOID, UUIDOID}};

} // namespace

void require_user(pg::session& session, const uuid& user)
{
    if (session.run(find_user, user).empty()) {
        throw error{sqlstate::user_not_found, fmt::format("user {} does not exist", user.text()),
                    "There is no such row in sdp.users, or none that you may see."};
    }
}

std::int32_t add_missing_stages(pg::session& session, const uuid& project,
                                const std::optional<uuid>& from_template)
{
    // The definitions are the engine's; the stages' own trigger checks every row.
    const pg::as_system_owner owner;
    return static_cast<std::int32_t>(
        session.run(insert_missing_stages, project, from_template).size());
}

} // namespace sdp::engine
