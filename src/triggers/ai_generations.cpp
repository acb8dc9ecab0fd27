// The trigger of sdp.ai_generations: an append-only ledger whose rows end a stage's generation
// where plain DML began it.
#include "core/ledger.hpp"
#include "core/sqlstates.hpp"
#include "core/stages.hpp"

#include "engine/project_lock.hpp"
#include "engine/sql_operators.hpp"
#include "engine/tickets.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement read_project_of_stage{
    "SELECT s.project_id FROM sdp.stages s WHERE s.id" SDP_EQ "$1", {UUIDOID}};

constinit pg::statement read_owners{
    "SELECT p.user_id, p.slug, s.stage_number, c.user_id"
    " FROM sdp.stages s JOIN sdp.projects p ON p.id" SDP_EQ "s.project_id"
    " LEFT JOIN sdp.ai_provider_configs c ON c.id" SDP_EQ "$2 WHERE s.id" SDP_EQ "$1",
    {UUIDOID, UUIDOID}};

constinit pg::statement stage_exists{"SELECT FROM sdp.stages s WHERE s.id" SDP_EQ "$1", {UUIDOID}};

constinit pg::statement move_generating_stage{"UPDATE sdp.stages SET status = $2 WHERE id" SDP_EQ
                                              "$1 AND status" SDP_EQ "'generating'",
                                              {UUIDOID, TEXTOID}};

error ledger_is_append_only(const pg::trigger_row& row)
{
    return {sqlstate::append_only,
            fmt::format("generation {} cannot be changed or deleted", row.get<uuid>("id").text()),
            "sdp.ai_generations is a ledger: rows are only added, and go with their stage."};
}

Datum before(const pg::trigger_event& event, pg::session& session)
{
    auto row = event.new_row();
    if (event.update()) {
        if (row.differs_besides(event.old_row(), {})) {
            throw ledger_is_append_only(event.old_row());
        }
        return pg::trigger_event::keep(row);
    }
    if (const auto stage = row.find<uuid>("stage_id")) {
        const auto project = session.run(read_project_of_stage, *stage);
        if (!project.empty()) {
            engine::lock_project(session, project.get<uuid>(0, 1));
        }
    }
    const auto input = row.find<std::int32_t>("input_tokens");
    const auto output = row.find<std::int32_t>("output_tokens");
    if (row.is_null("total_tokens") && input && output) {
        row.set("total_tokens", total_tokens_of(*input, *output));
    }
    return pg::trigger_event::keep(row);
}

void require_consistent(const pg::trigger_row& row, std::string_view where)
{
    const auto refuse = [&](std::string detail, std::string hint = {}) {
        throw error{sqlstate::invalid_generation,
                    fmt::format("ledger row for {} contradicts itself", where), std::move(detail),
                    std::move(hint)};
    };
    const auto input = row.get<std::int32_t>("input_tokens");
    const auto output = row.get<std::int32_t>("output_tokens");
    const auto total = row.get<std::int32_t>("total_tokens");
    if (input < 0 || output < 0 || row.get<std::int32_t>("duration_ms") < 0) {
        refuse("Token counts and durations are not negative.");
    }
    if (total != total_tokens_of(input, output)) {
        refuse(fmt::format("total_tokens is {}, not input_tokens + output_tokens = {}.", total,
                           total_tokens_of(input, output)),
               "Leave total_tokens null and it is filled in.");
    }
    const auto cost = row.get<pg::raw_datum>("estimated_cost");
    const bool bad_cost = pg::call([&] {
        Numeric const number = DatumGetNumeric(cost.datum);
        const Datum zero = DirectFunctionCall1(int4_numeric, Int32GetDatum(0));
        return numeric_is_nan(number) ||
               DatumGetBool(DirectFunctionCall2(numeric_lt, NumericGetDatum(number), zero));
    });
    if (bad_cost) {
        refuse("estimated_cost is negative or not a number.");
    }
    const bool failed = row.get<std::string>("status") != "success";
    if (failed == row.is_null("error_message")) {
        refuse(failed ? "Its status is error or timeout, but error_message is null."
                      : "Its status is success, but error_message is set.");
    }
}

void after_insert(const pg::trigger_event& event, pg::session& session)
{
    const auto row = event.new_row();
    const auto stage = row.get<uuid>("stage_id");
    const auto provider = row.get<uuid>("provider_id");
    const auto owners = session.run(read_owners, stage, provider);
    if (owners.empty()) {
        return; // Deleted by the same statement, or the foreign key refuses it.
    }
    const auto slug = owners.get<std::string>(0, 2);
    const auto where = fmt::format("stage {} of project \"{}\"",
                                   described_stage(owners.get<std::int32_t>(0, 3)), slug);
    require_consistent(row, where);
    const auto provider_owner = owners.find<uuid>(0, 4);
    if (provider_owner && *provider_owner != owners.get<uuid>(0, 1)) {
        throw error{
            sqlstate::provider_not_found,
            fmt::format("AI provider {} cannot be used for project \"{}\"", provider.text(), slug),
            "It belongs to another user than the project."};
    }
    const auto status = row.get<std::string>("status");
    if (const auto leads_to =
            engine::close_direct_ticket(session, stage, status, row.get<uuid>("id"))) {
        session.run(move_generating_stage, stage, name_of(*leads_to));
    }
}

Datum enforce_ai_generations(const pg::arguments& call)
{
    const pg::trigger_event event(call, "ai_generations");
    if (event.load_mode()) {
        return event.unchanged();
    }
    const pg::as_system_owner owner;
    pg::session session;
    if (event.before()) {
        return before(event, session);
    }
    if (event.insert()) {
        after_insert(event, session);
    } else if (event.update()) {
        if (event.new_row().differs_besides(event.old_row(), {})) {
            throw ledger_is_append_only(event.old_row());
        }
    } else if (!session.run(stage_exists, event.old_row().get<uuid>("stage_id")).empty()) {
        throw ledger_is_append_only(event.old_row());
    }
    return event.unchanged();
}

} // namespace

SDP_FUNCTION(sdp_enforce_ai_generations, enforce_ai_generations)

} // namespace sdp::triggers
