// The trigger of sdp.export_packages.
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/names.hpp"
#include "engine/package_state.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_validation.hpp"
#include "pg/jsonb.hpp"
#include "pg/trigger_event.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

void require_unaltered(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    if (const auto column = row.first_difference_besides(old_row, {})) {
        throw error{sqlstate::append_only,
                    fmt::format("{} of export {} cannot be changed", *column,
                                old_row.get<uuid>("id").text()),
                    "Rows of sdp.export_packages are only added and deleted.",
                    "Export the project again: SELECT * FROM sdp.export_project(project, 'zip')."};
    }
}

// The outcome of validation is derived, whatever the client sent.
Datum before_insert(const pg::trigger_event& event, pg::session& session)
{
    auto row = event.new_row();
    const auto id = row.find<uuid>("project_id");
    if (!id || !engine::lock_project(session, *id)) {
        return pg::trigger_event::keep(row); // NOT NULL or the foreign key refuses it.
    }
    if (const auto project = engine::find_project_stages(session, *id)) {
        const auto findings = engine::project_findings(session, *project);
        const auto messages = findings_as_json(findings, findings.size());
        row.set("validation_status", validation_status_of(findings));
        row.set("validation_messages", pg::jsonb_from(messages));
    }
    return pg::trigger_event::keep(row);
}

Datum before_update(const pg::trigger_event& event, pg::session& /*session*/)
{
    const auto old_row = event.old_row();
    auto row = event.new_row();
    keep_times(row, old_row, {"exported_at"});
    require_unaltered(old_row, row);
    return pg::trigger_event::keep(row);
}

void after_update(const pg::trigger_event& event, pg::session& /*session*/)
{
    require_unaltered(event.old_row(), event.new_row());
}

void after_insert(const pg::trigger_event& event, pg::session& session)
{
    const auto row = event.new_row();
    engine::require_not_blank("file_path", "export_packages", row.get<std::string>("file_path"));
    const auto project = engine::find_project_stages(session, row.get<uuid>("project_id"));
    if (!project) {
        return; // Deleted by the same statement.
    }
    if (row.get<std::int32_t>("file_size_bytes") < 0) {
        throw error{sqlstate::invalid_argument,
                    fmt::format("file_size_bytes of an export of project \"{}\" must not be "
                                "negative",
                                project->slug)};
    }
    if (project->status != project_status::active) {
        throw project_not_active(project->slug, project->status);
    }
    if (!project->statuses.all_present()) {
        throw stages_missing(project->slug);
    }
    engine::record_export(session, project->id);
}

void after_delete(const pg::trigger_event& event, pg::session& session)
{
    const auto project =
        engine::find_project_stages(session, event.old_row().get<uuid>("project_id"));
    // Under a cascade the project is gone by now.
    if (project && project->status != project_status::active) {
        throw project_not_active(project->slug, project->status);
    }
}

Datum enforce_export_packages(const pg::arguments& call)
{
    return enforce(call, "sdp", "export_packages",
                   {.before_insert = before_insert,
                    .before_update = before_update,
                    .after_insert = after_insert,
                    .after_update = after_update,
                    .after_delete = after_delete});
}

} // namespace

SDP_FUNCTION(sdp_enforce_export_packages, enforce_export_packages)

} // namespace sdp::triggers
