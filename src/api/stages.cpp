// Operations on stages.
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/budgets.hpp"
#include "engine/installed.hpp"
#include "engine/kept_rows.hpp"
#include "engine/lifecycle_facts.hpp"
#include "engine/model_prices.hpp"
#include "engine/project_stages.hpp"
#include "engine/providers.hpp"
#include "engine/stage_events.hpp"
#include "engine/stage_outputs.hpp"
#include "engine/stage_rows.hpp"
#include "engine/stage_validation.hpp"
#include "engine/tickets.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"
#include "pg/jsonb.hpp"
#include "pg/settings.hpp"

namespace sdp::api {

namespace {

constinit pg::statement read_version{R"(
    SELECT o.version
    FROM sdp.stages s
    JOIN sdp.stage_outputs o ON o.stage_id {=} s.id
    WHERE s.project_id {=} $1 AND s.stage_number {=} $2 AND o.format {=} 'json' AND o.is_active)"_sql,
                                     {UUIDOID, INT4OID}};

// The version of the active json output, which has the stage's data; 0 where there is none.
std::int32_t version_of(pg::session& session, const uuid& project, int stage)
{
    return session.run(read_version, project, stage).first<std::int32_t>().value_or(0);
}

// Where an application has deactivated the output of the data and they are saved as they were.
constinit pg::statement insert_output_of_data{R"(
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    SELECT s.id, 0, 'json', s.data::pg_catalog.text, 'human'
    FROM sdp.stages s
    WHERE s.project_id {=} $1 AND s.stage_number {=} $2
    RETURNING version)"_sql,
                                              {UUIDOID, INT4OID}};

// The stage is as it was, though it was to be changed and could be.
error kept_stage(const engine::project_stages& project, int number)
{
    return engine::kept_row(
        fmt::format("stage {} of project \"{}\"", described_stage(number), project.slug));
}

Datum save(const pg::arguments& call, pg::jsonb_datum data)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
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
    auto status = engine::save_data(session, project_id, number, data, user_input);
    if (!status) {
        const auto project = engine::open_stage(session, project_id, number);
        const auto present = project.stage(number)->status;
        if (!is_editable(present)) {
            throw stage_not_editable(project.slug, number, present);
        }
        // The lease on it has ended since this began.
        status = engine::save_data(session, project_id, number, data, user_input);
        if (!status) {
            throw kept_stage(project, number);
        }
    }
    auto version = version_of(session, project_id, number);
    if (version == 0) {
        const auto written = session.run(insert_output_of_data, project_id, number);
        engine::require_written(written, fmt::format("an output of stage {}", number));
        version = written.one<std::int32_t>();
    }
    return pg::record_of(call, version, name_of(*status));
}

Datum save_stage(const pg::arguments& call)
{
    return save(call, call.get<pg::jsonb_datum>(2));
}

// Data as a text: what json, and drivers that send no type, give. Their output is the text itself,
// where it may be one.
Datum save_stage_text(const pg::arguments& call)
{
    const auto text = call.get<std::string>(2);
    const auto parsed = pg::parse_object(text, pg::duplicate_keys::last_counts);
    if (parsed.document == nullptr) {
        const auto number = call.get<std::int32_t>(1);
        pg::session session;
        const auto project = engine::open_stage(session, call.get<uuid>(0), number);
        throw engine::unacceptable_data(project.slug, number,
                                        fmt::format("because {}", parsed.fault.message));
    }
    std::optional<engine::written_text> scope;
    if (!parsed.has_key_twice && text.size() <= pg::most_content_bytes()) {
        scope.emplace(text, parsed.document);
    }
    return save(call, {JsonbPGetDatum(parsed.document)});
}

Datum complete_stage(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);

    pg::session session;
    engine::begin_stage_operation(
        session, project_id, number,
        stages_moved_with(number, stage_status::review, stage_status::complete));
    if (!engine::complete_if_incomplete(session, project_id, number)) {
        const auto project = engine::open_stage(session, project_id, number);
        if (project.stage(number)->status != stage_status::complete) {
            throw kept_stage(project, number);
        }
        return Int32GetDatum(project.statuses.current_stage());
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

// An operation that is for one status alone, asked for in another.
error refused_from(stage_status status, const engine::project_stages& project, int number,
                   std::string_view done, std::string_view to_what)
{
    return {sqlstate::transition_refused,
            fmt::format("stage {} of project \"{}\" cannot be {}", described_stage(number),
                        project.slug, done),
            fmt::format("It is {}; only {} is {}.", name_of(status), to_what, done),
            "sdp.allowed_transitions(project, stage) lists what is possible now."};
}

Datum revert_stage(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto reason = call.find<std::string>(2);
    const auto force = call.find<bool>(3).value_or(false);

    pg::session session;
    const auto project =
        engine::open_stage(session, project_id, number,
                           stages_moved_with(number, stage_status::complete, stage_status::review));
    const auto& stage = *project.stage(number);
    if (stage.status == stage_status::review) {
        return Int32GetDatum(project.statuses.current_stage());
    }
    if (stage.status != stage_status::complete) {
        throw refused_from(stage.status, project, number, "reverted", "a complete stage");
    }
    if (force) {
        cancel_later(session, project, number);
    }
    const engine::stated_reason scope(stage.id, reason);
    engine::change_status(session, stage.id, stage_status::review);
    return Int32GetDatum(number);
}

Datum send_back_stage(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto reason = call.get<std::string>(2);

    pg::session session;
    if (is_blank(reason)) {
        throw error{sqlstate::blank_value, "the reason for sending a stage back must not be blank",
                    "The value is empty or has nothing but white space."};
    }
    const auto project = engine::open_stage(session, project_id, number);
    const auto& stage = *project.stage(number);
    if (stage.status != stage_status::review && stage.status != stage_status::active) {
        throw refused_from(stage.status, project, number, "sent back", "a stage in review");
    }
    if (stage.status == stage_status::review) {
        const engine::stated_reason scope(stage.id, reason);
        engine::change_status(session, stage.id, stage_status::active);
    }
    return pg::value(name_of(stage_status::active)).datum;
}

// A plain UPDATE of the status, in everybody's order of locks and with a reason: the trigger has
// the rules.
Datum transition_stage(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto name = call.get<std::string>(2);
    const auto reason = call.find<std::string>(3);
    const auto to = require_stage_status(name);

    pg::session session;
    const auto project = engine::open_stage(session, project_id, number, {number, last_stage});
    const auto& stage = *project.stage(number);
    const engine::stated_reason scope(stage.id, reason);
    engine::change_status(session, stage.id, to);
    return pg::value(name_of(engine::find_stage_statuses(session, project_id).of(number).value()))
        .datum;
}

constinit pg::statement read_history{R"(
    SELECT e.seq, e.from_status, e.to_status, e.actor, e.reason, e.occurred_at
    FROM sdp_engine.stage_events e
    WHERE e.project_id {=} $1 AND e.stage_number {=} $2
    ORDER BY e.seq)"_sql,
                                     {UUIDOID, INT4OID}};

Datum stage_history(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    require_stage_number(number);
    engine::require_project_stages(session, project_id);
    // The log is the engine's own: whoever sees the project sees what happened to it.
    const pg::as_system_owner owner;
    const auto found = session.run(read_history, project_id, number);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [seq, from, to, actor, reason, at] =
            found.row<std::int32_t, std::string, std::string, std::string,
                      std::optional<std::string>, pg::timestamp>(i);
        result.add(seq, from, to, actor, reason, at);
    }
    return pg::result_set::done();
}

constinit pg::statement find_by_data{R"(
    SELECT p.id, p.slug, s.stage_number, s.stage_name, s.status
    FROM sdp.stages s JOIN sdp.projects p ON p.id {=} s.project_id
    WHERE s.data {@>} $1)"_sql,
                                     {JSONBOID}};

Datum find_stages(const pg::arguments& call)
{
    const auto contains = call.get<pg::jsonb_datum>(0);
    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    const auto found = session.run(find_by_data, contains);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [project, slug, number, name, status] =
            found.row<uuid, std::string, pg::stage_number, std::string, std::string>(i);
        result.add(project, slug, number, name, status);
    }
    return pg::result_set::done();
}

// Why a way out of the stage's status is closed now; nothing when it is open.
std::optional<error> refusal_now(pg::session& session, const engine::project_stages& project,
                                 int number, const way& one)
{
    if (project.status != project_status::active) {
        return project_not_active(project.slug, project.status);
    }
    if (one.row == nullptr) {
        return std::nullopt;
    }
    const auto& stage = *project.stage(number);
    const pg::as_system_owner owner;
    const auto provider = one.row->needs == guard::generation_requested
                              ? engine::find_provider(session, project, std::nullopt)
                              : std::nullopt;
    auto facts = engine::load_facts(session, project, number, stage.status, one.row, stage.has_data,
                                    provider.has_value());
    if (facts.owners_budget && provider) {
        // As the request would reserve it.
        if (const auto cost = engine::expected_cost(session, provider->id, provider->default_model,
                                                    project.id, number, std::nullopt)) {
            engine::reserve(session, *facts.owners_budget, *cost);
        }
    }
    if (auto refused = refusal_of(number, stage.status, one.to, facts)) {
        return refused;
    }
    if (one.row->needs == guard::valid) {
        const auto findings = engine::stored_stage_findings(session, project, number);
        if (const auto* const worst = first_error(findings)) {
            return error{sqlstate::validation_failed,
                         worst->path.empty() ? worst->message
                                             : fmt::format("{}: {}", worst->path, worst->message)};
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
    const auto project = engine::look_at_stage(session, project_id, number);
    const auto& stage = *project.stage(number);
    const auto facts =
        engine::load_facts(session, project, number, stage.status, nullptr, stage.has_data, false);
    for (const auto& one : ways_from(stage.status, facts)) {
        const auto refused = refusal_now(session, project, number, one);
        std::optional<std::string> reason;
        if (refused) {
            reason = refused->detail.empty()
                         ? refused->message
                         : fmt::format("{}: {}", refused->message, refused->detail);
        }
        result.add(name_of(one.to), one.how, !refused.has_value(), reason);
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
SDP_FUNCTION(sdp_save_stage_text, save_stage_text)
SDP_FUNCTION(sdp_complete_stage, complete_stage)
SDP_FUNCTION(sdp_revert_stage, revert_stage)
SDP_FUNCTION(sdp_send_back_stage, send_back_stage)
SDP_FUNCTION(sdp_transition_stage, transition_stage)
SDP_FUNCTION(sdp_stage_history, stage_history)
SDP_FUNCTION(sdp_find_stages, find_stages)
SDP_FUNCTION(sdp_allowed_transitions, allowed_transitions)
SDP_FUNCTION(sdp_stage_number, stage_number)

} // namespace sdp::api
