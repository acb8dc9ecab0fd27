// Archiving, deleting and what undoes them. The table's trigger has the rules; these take the locks
// in everybody's order and say what happened.
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "engine/kept_rows.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "pg/arguments.hpp"

namespace sdp::api {

namespace {

constinit pg::statement set_status{R"(
    UPDATE sdp.projects SET status = $2 WHERE id {=} $1
    RETURNING slug)"_sql,
                                   {UUIDOID, TEXTOID}};

constinit pg::statement find_deleted_before{R"(
    SELECT p.id FROM sdp.projects p
    WHERE p.status {=} 'deleted' AND p.deleted_at {<} $1
    ORDER BY p.id)"_sql,
                                            {TIMESTAMPTZOID}};

constinit pg::statement purge{R"(
    DELETE FROM sdp.projects
    WHERE id {=} $1 AND status {=} 'deleted' AND deleted_at {<} $2)"_sql,
                              {UUIDOID, TIMESTAMPTZOID}};

// The project under its lock, with all stages: what ends a generation moves its stage.
engine::project_stages locked_project(pg::session& session, const uuid& id)
{
    engine::require_installation(session);
    if (!engine::lock_project(session, id, all_stages)) {
        throw engine::project_not_found(id);
    }
    return engine::require_project_stages(session, id);
}

std::string change(pg::session& session, const uuid& id, project_status to)
{
    auto slug = session.run(set_status, id, name_of(to)).first<std::string>();
    if (!slug) {
        throw engine::kept_row(fmt::format("project {}", id.text()));
    }
    return *std::move(slug);
}

// Whether the project went from one of its statuses to another; false where it is there already.
Datum move(const pg::arguments& call, project_status to, bool (*allowed)(project_status from))
{
    const auto id = call.get<uuid>(0);
    pg::session session;
    const auto project = locked_project(session, id);
    if (project.status == to) {
        return BoolGetDatum(false);
    }
    if (!allowed(project.status)) {
        throw project_not_active(project.slug, project.status);
    }
    change(session, id, to);
    return BoolGetDatum(true);
}

Datum archive_project(const pg::arguments& call)
{
    return move(call, project_status::archived,
                [](project_status from) { return from == project_status::active; });
}

Datum unarchive_project(const pg::arguments& call)
{
    return move(call, project_status::active,
                [](project_status from) { return from == project_status::archived; });
}

Datum delete_project(const pg::arguments& call)
{
    return move(call, project_status::deleted, [](project_status) { return true; });
}

Datum restore_project(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session;
    const auto project = locked_project(session, id);
    if (project.status == project_status::active) {
        return pg::value(project.slug).datum;
    }
    if (project.status != project_status::deleted) {
        throw project_not_active(project.slug, project.status);
    }
    return pg::value(change(session, id, project_status::active)).datum;
}

// Whoever restores a project meanwhile keeps it: the condition is asked again under its lock.
Datum purge_projects(const pg::arguments& call)
{
    const auto before = call.get<pg::timestamp>(0);
    pg::session session;
    engine::require_installation(session);
    std::vector<uuid> projects;
    const auto found = session.run(find_deleted_before, before);
    for (std::size_t i = 0; i < found.size(); ++i) {
        projects.push_back(std::get<0>(found.row<uuid>(i)));
    }
    std::int32_t purged = 0;
    for (const auto& id : projects) {
        if (engine::lock_project(session, id, all_stages)) {
            purged += static_cast<std::int32_t>(session.run(purge, id, before).size());
        }
        pg::check_for_interrupts();
    }
    return Int32GetDatum(purged);
}

} // namespace

SDP_FUNCTION(sdp_archive_project, archive_project)
SDP_FUNCTION(sdp_unarchive_project, unarchive_project)
SDP_FUNCTION(sdp_delete_project, delete_project)
SDP_FUNCTION(sdp_restore_project, restore_project)
SDP_FUNCTION(sdp_purge_projects, purge_projects)

} // namespace sdp::api
