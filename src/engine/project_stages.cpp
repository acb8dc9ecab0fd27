#include "core/sqlstates.hpp"

#include "engine/project_stages.hpp"

#include "engine/installed.hpp"
#include "engine/project_lock.hpp"
#include "engine/sql_operators.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_project_stages{
    "SELECT p.user_id, p.slug, p.status, p.ai_provider_id,"
    " s.id, s.stage_number, s.status, s.data IS NOT NULL, s.ctid"
    " FROM sdp.projects p LEFT JOIN sdp.stages s ON s.project_id" SDP_EQ "p.id"
    " WHERE p.id" SDP_EQ "$1",
    {UUIDOID}};

constinit pg::statement read_statuses{
    "SELECT s.stage_number, s.status FROM sdp.stages s WHERE s.project_id" SDP_EQ "$1", {UUIDOID}};

} // namespace

stage_statuses find_stage_statuses(pg::session& session, const uuid& project)
{
    stage_statuses statuses;
    const auto found = session.run(read_statuses, project);
    for (std::size_t i = 0; i < found.size(); ++i) {
        statuses.set(found.get<std::int32_t>(i, 1),
                     stage_status_named(found.get<std::string>(i, 2)).value());
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
    result.owner = found.get<uuid>(0, 1);
    result.slug = found.get<std::string>(0, 2);
    // Their CHECKs keep unknown names out of both status columns.
    result.status = project_status_named(found.get<std::string>(0, 3)).value();
    result.provider = found.find<uuid>(0, 4);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto id = found.find<uuid>(i, 5);
        if (!id) {
            continue;
        }
        const int number = found.get<std::int32_t>(i, 6);
        const auto status = stage_status_named(found.get<std::string>(i, 7)).value();
        const auto* const version = DatumGetItemPointer(found.get<pg::raw_datum>(i, 9).datum);
        result.rows.at(static_cast<std::size_t>(number - first_stage)) =
            project_stages::row{*id, status, found.get<bool>(i, 8), *version};
        result.statuses.set(number, status);
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

namespace {

void begin_operation(pg::session& session, const uuid& project)
{
    require_installation(session);
    if (!lock_project(session, project)) {
        throw project_not_found(project);
    }
}

} // namespace

void begin_stage_operation(pg::session& session, const uuid& project, int stage)
{
    require_stage_number(stage);
    begin_operation(session, project);
}

project_stages open_project(pg::session& session, const uuid& project)
{
    begin_operation(session, project);
    auto found = require_project_stages(session, project);
    if (found.status != project_status::active) {
        throw project_not_active(found.slug, found.status);
    }
    return found;
}

project_stages open_stage(pg::session& session, const uuid& project, int stage)
{
    require_stage_number(stage);
    auto found = open_project(session, project);
    if (!found.stage(stage)) {
        throw stages_missing(found.slug);
    }
    return found;
}

} // namespace sdp::engine
