#include "core/sqlstates.hpp"

#include "engine/project_stages.hpp"

#include "engine/generation_queue.hpp"
#include "engine/installed.hpp"
#include "engine/project_lock.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_project_stages{R"(
    SELECT p.user_id, p.slug, p.status, p.ai_provider_id, s.id, s.stage_number, s.status,
        s.data IS NOT NULL, s.ctid
    FROM sdp.projects p
    LEFT JOIN sdp.stages s ON s.project_id {=} p.id
    WHERE p.id {=} $1)"_sql,
                                            {UUIDOID}};

constinit pg::statement read_statuses{R"(
    SELECT s.stage_number, s.status
    FROM sdp.stages s
    WHERE s.project_id {=} $1)"_sql,
                                      {UUIDOID}};

} // namespace

stage_statuses find_stage_statuses(pg::session& session, const uuid& project)
{
    stage_statuses statuses;
    const auto found = session.run(read_statuses, project);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [number, status] = found.row<pg::stage_number, stage_status>(i);
        statuses.set(number, status);
    }
    return statuses;
}

std::optional<project_stages> find_project_stages(pg::session& session, const uuid& project)
{
    const auto found = session.run(read_project_stages, project);
    if (found.empty()) {
        return std::nullopt;
    }
    project_stages result;
    result.id = project;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [owner, slug, is, provider, id, number, status, has_data, version] =
            found.row<uuid, std::string, project_status, std::optional<uuid>, std::optional<uuid>,
                      std::optional<pg::stage_number>, std::optional<stage_status>, bool,
                      std::optional<ItemPointerData>>(i);
        if (i == 0) {
            result.owner = owner;
            result.slug = slug;
            result.status = is;
            result.provider = provider;
        }
        if (id && number && status && version) {
            result.rows[static_cast<std::size_t>(*number - first_stage)] =
                project_stages::row{*id, *status, has_data, *version};
            result.statuses.set(*number, *status);
        }
    }
    return result;
}

error project_not_found(const uuid& project)
{
    return {sqlstate::project_not_found, fmt::format("project {} does not exist", project.text()),
            "There is no such row in sdp.projects, or none that you may see."};
}

project_stages require_project_stages(pg::session& session, const uuid& project)
{
    auto found = find_project_stages(session, project);
    if (!found) {
        throw project_not_found(project);
    }
    return *std::move(found);
}

project_stages look_at_stage(pg::session& session, const uuid& project, int stage)
{
    require_installation(session);
    require_stage_number(stage);
    auto found = require_project_stages(session, project);
    if (!found.stage(stage)) {
        throw stages_missing(found.slug);
    }
    return found;
}

namespace {

project_stages require_active_project(pg::session& session, const uuid& project)
{
    auto found = require_project_stages(session, project);
    if (found.status != project_status::active) {
        throw project_not_active(found.slug, found.status);
    }
    return found;
}

} // namespace

void begin_stage_operation(pg::session& session, const uuid& project, int stage, stage_range moved)
{
    require_stage_number(stage);
    require_installation(session);
    if (!lock_project(session, project, moved)) {
        throw project_not_found(project);
    }
    end_overdue(session, project, moved);
}

void begin_stage_operation(pg::session& session, const uuid& project, int stage)
{
    begin_stage_operation(session, project, stage, only_stage(stage));
}

project_stages open_project(pg::session& session, const uuid& project)
{
    require_installation(session);
    if (!lock_project(session, project)) {
        throw project_not_found(project);
    }
    return require_active_project(session, project);
}

project_stages open_stage(pg::session& session, const uuid& project, int stage, stage_range moved)
{
    begin_stage_operation(session, project, stage, moved);
    auto found = require_active_project(session, project);
    if (!found.stage(stage)) {
        throw stages_missing(found.slug);
    }
    return found;
}

project_stages open_stage(pg::session& session, const uuid& project, int stage)
{
    return open_stage(session, project, stage, only_stage(stage));
}

} // namespace sdp::engine
