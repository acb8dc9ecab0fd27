// Operations on stages.
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "engine/package_state.hpp"
#include "engine/project_stages.hpp"
#include "engine/providers.hpp"
#include "engine/sql_operators.hpp"
#include "engine/stage_events.hpp"
#include "engine/stage_validation.hpp"
#include "engine/tickets.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"

namespace sdp::api {

namespace {

constinit pg::statement read_version{
    "SELECT coalesce(pg_catalog.max(o.version), 0) FROM sdp.stages s"
    " JOIN sdp.stage_outputs o ON o.stage_id" SDP_EQ "s.id"
    " WHERE s.project_id" SDP_EQ "$1 AND s.stage_number" SDP_EQ "$2",
    {UUIDOID, INT4OID}};

// Saving what a template gave is saving, though the data stays the same.
constinit pg::statement save_editable{
    "UPDATE sdp.stages SET data = $3, user_input = coalesce($4, user_input),"
    " status = CASE WHEN status" SDP_EQ "'active' THEN 'review' ELSE status END"
    " WHERE project_id" SDP_EQ "$1 AND stage_number" SDP_EQ "$2"
    " AND status" SDP_EQ "ANY (ARRAY['active', 'review']) RETURNING status",
    {UUIDOID, INT4OID, JSONBOID, TEXTOID}};

constinit pg::statement complete_incomplete{
    "UPDATE sdp.stages SET status = 'complete' WHERE project_id" SDP_EQ "$1"
    " AND stage_number" SDP_EQ "$2 AND status" SDP_NE "'complete'",
    {UUIDOID, INT4OID}};

constinit pg::statement set_status{"UPDATE sdp.stages SET status = $2 WHERE id" SDP_EQ "$1",
                                   {UUIDOID, TEXTOID}};

std::int32_t version_of(pg::session& session, const uuid& project, int stage)
{
    return session.run(read_version, project, stage).get<std::int32_t>(0, 1);
}

Datum save_stage(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto data = call.get<pg::raw_datum>(2);
    const auto user_input = call.find<std::string>(3);
    const auto expected = call.find<std::int32_t>(4);

    pg::session session;
    engine::begin_stage_operation(session, project_id, number);
    if (expected) {
        const auto present = version_of(session, project_id, number);
        if (present != *expected) {
            const auto project = engine::open_stage(session, project_id, number);
            throw error{sqlstate::version_conflict,
                        fmt::format("stage {} of project \"{}\" was saved meanwhile",
                                    described_stage(number), project.slug),
                        fmt::format("Its version is {}, not {} as expected.", present, *expected),
                        "Read it again, and save with the version found."};
        }
    }
    // The trigger of sdp.stages has the rules; what the stage is, is read only to say why not.
    const auto saved = session.run(save_editable, project_id, number, data, user_input);
    if (saved.empty()) {
        const auto project = engine::open_stage(session, project_id, number);
        throw stage_not_editable(project.slug, number, project.stage(number)->status);
    }
    const auto status = saved.get<std::string>(0, 1);
    return pg::record_of(call, version_of(session, project_id, number), status);
}

Datum complete_stage(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);

    pg::session session;
    engine::begin_stage_operation(session, project_id, number);
    if (session.run(complete_incomplete, project_id, number).empty()) {
        return Int32GetDatum(
            engine::open_stage(session, project_id, number).statuses.current_stage());
    }
    return Int32GetDatum(std::min(number + 1, last_stage));
}

// Cancels what later stages are generating, so that the revert finds none.
void cancel_later(pg::session& session, const engine::project_stages& project, int number)
{
    if (project.statuses.first_after(number, stage_status::generating)) {
        const pg::as_system_owner owner;
        engine::cancel_open_tickets(session, project.id);
    }
}

Datum revert_stage(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto reason = call.find<std::string>(2);
    const auto force = call.find<bool>(3).value_or(false);

    pg::session session;
    const auto project = engine::open_stage(session, project_id, number);
    const auto& stage = *project.stage(number);
    if (stage.status == stage_status::review) {
        return Int32GetDatum(project.statuses.current_stage());
    }
    if (stage.status != stage_status::complete) {
        throw error{
            sqlstate::transition_refused,
            fmt::format("stage {} of project \"{}\" cannot be reverted", described_stage(number),
                        project.slug),
            fmt::format("It is {}; only a complete stage is reverted.", name_of(stage.status)),
            "sdp.allowed_transitions(project, stage) lists what is possible now."};
    }
    if (force) {
        cancel_later(session, project, number);
    }
    const engine::stated_reason scope(stage.id, reason);
    session.run(set_status, stage.id, name_of(stage_status::review));
    return Int32GetDatum(number);
}

// Whether the transition is possible now, and why not.
std::optional<error> refusal_now(pg::session& session, const engine::project_stages& project,
                                 int number, const transition& row)
{
    if (project.status != project_status::active) {
        return project_not_active(project.slug, project.status);
    }
    const auto& stage = *project.stage(number);
    const pg::as_system_owner owner;
    lifecycle_facts facts{
        .project = project.slug, .statuses = project.statuses, .has_data = stage.has_data};
    if (row.needs == guard::generation_requested) {
        facts.provider_resolves = engine::find_provider(session, project, std::nullopt).has_value();
    } else if (row.needs == guard::generation_ended) {
        const auto ticket = engine::latest_ticket(session, stage.id);
        facts.ticket_is_open = ticket && ticket->open;
        facts.ticket_leads_to = ticket ? ticket->leads_to : std::nullopt;
    } else if (row.needs == guard::valid) {
        facts.package_is_current = engine::package_is_current(session, project.id);
    }
    if (auto refused = refusal_of(number, row.from, row.to, facts)) {
        return refused;
    }
    if (row.needs == guard::valid) {
        const auto findings = engine::stored_stage_findings(session, project, number);
        if (has_errors(findings)) {
            return error{sqlstate::validation_failed, findings.front().message};
        }
    }
    return std::nullopt;
}

Datum allowed_transitions(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);

    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    require_stage_number(number);
    const auto project = engine::require_project_stages(session, project_id);
    if (!project.stage(number)) {
        throw stages_missing(project.slug);
    }
    for (const auto& row : transitions) {
        if (row.from != project.stage(number)->status) {
            continue;
        }
        const auto refused = refusal_now(session, project, number, row);
        std::optional<std::string> reason;
        if (refused) {
            reason = refused->detail.empty()
                         ? refused->message
                         : fmt::format("{}: {}", refused->message, refused->detail);
        }
        result.add(name_of(row.to), row.how, !refused.has_value(), reason);
    }
    return pg::result_set::done();
}

Datum stage_number(const pg::arguments& call)
{
    const auto name = call.get<std::string>(0);
    if (const auto number = stage_named(name)) {
        return Int32GetDatum(*number);
    }
    std::string names;
    for (const auto& definition : stage_definitions) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", definition.name);
    }
    throw error{sqlstate::stage_not_found, fmt::format("stage \"{}\" does not exist", name),
                fmt::format("The stages are {}.", names)};
}

} // namespace

SDP_FUNCTION(sdp_save_stage, save_stage)
SDP_FUNCTION(sdp_complete_stage, complete_stage)
SDP_FUNCTION(sdp_revert_stage, revert_stage)
SDP_FUNCTION(sdp_allowed_transitions, allowed_transitions)
SDP_FUNCTION(sdp_stage_number, stage_number)

} // namespace sdp::api
