// The trigger of sdp_engine.accepted_findings: what is accepted, and what is no longer, is in the
// log.
#include "core/content/content.hpp"
#include "core/lifecycle.hpp"
#include "core/rules/judgement.hpp"
#include "core/rules/own_rule.hpp"
#include "core/sqlstates.hpp"

#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_events.hpp"
#include "pg/settings.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

Datum before_insert(const pg::trigger_event& event, pg::session& session)
{
    auto row = event.new_row();
    const auto stage = row.find<std::int32_t>("stage_number");
    if (stage) {
        require_stage_number(*stage);
    }
    if (is_blank(row.get<std::string>("reason"))) {
        throw error{sqlstate::blank_value, "reason for accepting a finding must not be blank",
                    "The value is empty or has nothing but white space."};
    }
    // The foreign key refuses a project that is not there.
    static_cast<void>(engine::lock_project(session, row.get<uuid>("project_id")));
    const auto user = pg::acting_user();
    row.set("fingerprint",
            fingerprint_of(stage.value_or(whole_project), row.get<std::string>("rule"),
                           row.get<std::string>("path"), row.get<std::string>("message")));
    row.set("actor", user ? *user : pg::session_role());
    row.set("accepted_at", pg::timestamp{GetCurrentTimestamp()});
    return pg::trigger_event::keep(row);
}

Datum before_update(const pg::trigger_event& event, pg::session& /*session*/)
{
    const auto old_row = event.old_row();
    auto row = event.new_row();
    keep_times(row, old_row, {"accepted_at"});
    if (const auto column = row.first_difference_besides(old_row, {})) {
        throw error{sqlstate::append_only,
                    fmt::format("{} of an accepted finding cannot be changed", *column),
                    "The log has what was accepted, by whom and why.",
                    "DELETE the row, or sdp.withdraw_acceptance(project, stage, rule, path), and "
                    "accept it anew."};
    }
    return pg::trigger_event::keep(row);
}

// Writes into the log of the finding's stage. What is about the whole project is in that of the
// last stage, which exports it.
void record(const pg::trigger_row& row, pg::session& session, bool accepted)
{
    const auto id = row.get<uuid>("project_id");
    if (!engine::lock_project(session, id)) {
        return; // Under a cascade the project is gone by now.
    }
    const auto project = engine::find_project_stages(session, id);
    if (!project) {
        return;
    }
    if (project->status != project_status::active) {
        throw project_not_active(project->slug, project->status);
    }
    const int number =
        row.find<pg::stage_number>("stage_number").value_or(pg::stage_number{last_stage});
    const auto& stage = project->stage(number);
    if (!stage) {
        throw stages_missing(project->slug);
    }
    const auto path = row.get<std::string>("path");
    const auto place =
        fmt::format("{}{}{}", row.get<std::string>("rule"), path.empty() ? "" : " at ", path);
    const engine::stated_reason scope(
        stage->id, accepted ? fmt::format("accepted {}: {}", place, row.get<std::string>("reason"))
                            : fmt::format("no longer accepted: {}", place));
    engine::record_event(session, id, stage->id, number, stage->status, stage->status,
                         std::nullopt);
}

void after_insert(const pg::trigger_event& event, pg::session& session)
{
    record(event.new_row(), session, true);
}

void after_delete(const pg::trigger_event& event, pg::session& session)
{
    record(event.old_row(), session, false);
}

Datum enforce_accepted_findings(const pg::arguments& call)
{
    return enforce(call, "sdp_engine", "accepted_findings",
                   {.before_insert = before_insert,
                    .before_update = before_update,
                    .after_insert = after_insert,
                    .after_delete = after_delete});
}

} // namespace

SDP_FUNCTION(sdp_enforce_accepted_findings, enforce_accepted_findings)

} // namespace sdp::triggers
