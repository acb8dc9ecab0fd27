// Operations on projects.
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "engine/names.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/templates.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"

namespace sdp::api {

namespace {

constinit pg::statement find_user{R"(
    SELECT
    FROM sdp.users u
    WHERE u.id {=} $1)"_sql,
                                  {UUIDOID}};

constinit pg::statement find_provider_owner{R"(
    SELECT c.user_id
    FROM sdp.ai_provider_configs c
    WHERE c.id {=} $1)"_sql,
                                            {UUIDOID}};

// A null slug is made from the name by the table's trigger.
constinit pg::statement insert_project{R"(
    INSERT INTO sdp.projects (user_id, name, description, template_id, ai_provider_id, slug)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id)"_sql,
                                       {UUIDOID, TEXTOID, TEXTOID, UUIDOID, UUIDOID, TEXTOID}};

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

constinit pg::statement read_template{R"(
    SELECT p.template_id
    FROM sdp.projects p
    WHERE p.id {=} $1)"_sql,
                                      {UUIDOID}};

std::int32_t add_missing_stages(pg::session& session, const uuid& project,
                                const std::optional<uuid>& from_template)
{
    // The definitions are the engine's; the stages' own trigger checks every row.
    const pg::as_system_owner owner;
    return static_cast<std::int32_t>(
        session.run(insert_missing_stages, project, from_template).size());
}

Datum create_project(const pg::arguments& call)
{
    const auto owner = call.get<uuid>(0);
    const auto name = call.get<std::string>(1);
    const auto description = call.find<std::string>(2);
    const auto from_template = call.find<uuid>(3);
    const auto provider = call.find<uuid>(4);
    const auto slug = call.find<std::string>(5);

    pg::session session;
    engine::require_installation(session);
    engine::require_not_blank("name", "projects", name);
    if (session.run(find_user, owner).empty()) {
        throw error{sqlstate::user_not_found, fmt::format("user {} does not exist", owner.text()),
                    "There is no such row in sdp.users, or none that you may see."};
    }
    if (provider && session.run(find_provider_owner, *provider).empty()) {
        throw error{sqlstate::provider_not_found,
                    fmt::format("AI provider {} does not exist", provider->text()),
                    "There is no such row in sdp.ai_provider_configs, or none that you may see."};
    }
    const auto id =
        session.run(insert_project, owner, name, description, from_template, provider, slug)
            .one<uuid>();
    add_missing_stages(session, id, from_template);
    return pg::uuid_result(id);
}

Datum create_stages(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session;
    const auto project = engine::open_project(session, id);
    if (project.statuses.all_present()) {
        return Int32GetDatum(0);
    }
    const auto from_template = session.run(read_template, id).one<std::optional<uuid>>();
    return Int32GetDatum(add_missing_stages(session, id, from_template));
}

// When the project's stages last moved; its own beginning where none has.
constinit pg::statement read_last_move{R"(
    SELECT coalesce((SELECT pg_catalog.max(e.occurred_at) FROM sdp_engine.stage_events e
        WHERE e.project_id {=} p.id), p.created_at)
    FROM sdp.projects p WHERE p.id {=} $1)"_sql,
                                       {UUIDOID}};

Datum progress(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    const auto project = engine::require_project_stages(session, id);
    const pg::as_system_owner owner;
    const auto moved = session.run(read_last_move, id).one<pg::timestamp>();
    const std::int64_t microseconds = GetCurrentTimestamp() - moved.microseconds;
    const bool ascii = pg_get_client_encoding() != PG_UTF8;
    return pg::value(
               progress_line(project.statuses, project.status, microseconds / USECS_PER_SEC, ascii))
        .datum;
}

} // namespace

SDP_FUNCTION(sdp_create_project, create_project)
SDP_FUNCTION(sdp_create_stages, create_stages)
SDP_FUNCTION(sdp_progress, progress)

} // namespace sdp::api
