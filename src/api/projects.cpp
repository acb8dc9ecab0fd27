// Operations on projects.
#include "core/render/pipeline.hpp"

#include "engine/installed.hpp"
#include "engine/new_project.hpp"
#include "engine/project_stages.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"

namespace sdp::api {

namespace {

constinit pg::statement read_template{R"(
    SELECT p.template_id
    FROM sdp.projects p
    WHERE p.id {=} $1)"_sql,
                                      {UUIDOID}};

Datum create_project(const pg::arguments& call)
{
    const auto owner = call.get<uuid>(0);
    const auto name = call.get<std::string>(1);
    const auto description = call.find<std::string>(2);
    const auto from_template = call.find<uuid>(3);
    const auto provider = call.find<uuid>(4);
    const auto slug = call.find<std::string>(5);

    pg::session session;
    return pg::uuid_result(engine::create_project(session, {.owner = owner,
                                                            .name = name,
                                                            .description = description,
                                                            .from_template = from_template,
                                                            .provider = provider,
                                                            .slug = slug}));
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
    return Int32GetDatum(engine::add_missing_stages(session, id, from_template));
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

constinit pg::statement read_labels{R"(
    SELECT s.stage_number, s.stage_label, s.status
    FROM sdp.stages s WHERE s.project_id {=} $1 ORDER BY s.stage_number)"_sql,
                                    {UUIDOID}};

std::vector<pictured_stage> pictured_stages(pg::session& session, const uuid& project)
{
    std::vector<pictured_stage> stages;
    const auto found = session.run(read_labels, project);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [number, label, status] = found.row<pg::stage_number, std::string, stage_status>(i);
        stages.push_back({number, std::move(label), status});
    }
    return stages;
}

Datum draw_mermaid(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    engine::require_project_stages(session, id);
    return pg::value(pipeline_mermaid(pictured_stages(session, id))).datum;
}

Datum draw_svg(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    const auto project = engine::require_project_stages(session, id);
    return pg::value(pipeline_svg(project.slug, pictured_stages(session, id))).datum;
}

} // namespace

SDP_FUNCTION(sdp_pipeline_mermaid, draw_mermaid)
SDP_FUNCTION(sdp_pipeline_svg, draw_svg)
SDP_FUNCTION(sdp_create_project, create_project)
SDP_FUNCTION(sdp_create_stages, create_stages)
SDP_FUNCTION(sdp_progress, progress)

} // namespace sdp::api
