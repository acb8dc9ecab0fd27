// The trigger of sdp.ai_generations: an append-only ledger whose rows end a stage's generation
// where plain DML began it.
#include "core/ledger.hpp"
#include "core/sqlstates.hpp"
#include "core/stages.hpp"

#include "engine/budgets.hpp"
#include "engine/project_lock.hpp"
#include "engine/stage_rows.hpp"
#include "engine/tickets.hpp"
#include "pg/trigger_event.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement read_owners{R"(
    SELECT p.user_id, p.slug, s.stage_number, c.user_id
    FROM sdp.stages s
    JOIN sdp.projects p ON p.id {=} s.project_id
    LEFT JOIN sdp.ai_provider_configs c ON c.id {=} $2
    WHERE s.id {=} $1)"_sql,
                                    {UUIDOID, UUIDOID}};

error ledger_is_append_only(std::string what)
{
    return {
        sqlstate::append_only, std::move(what),
        "sdp.ai_generations is a ledger: rows are only added, and go with their stage.",
        "DELETE FROM sdp.projects takes all that is a project's, DELETE FROM sdp.users all that "
        "is a user's."};
}

Datum before_insert(const pg::trigger_event& event, pg::session& session)
{
    auto row = event.new_row();
    if (const auto stage = row.find<uuid>("stage_id")) {
        if (const auto place = engine::place_of_stage(session, *stage)) {
            engine::lock_stages(session, place->project, only_stage(place->number));
            engine::lock_project(session, place->project);
        }
    }
    const auto input = row.find<std::int32_t>("input_tokens");
    const auto output = row.find<std::int32_t>("output_tokens");
    // ORMs with types demand a total: 0 is for us to fill, as null is.
    if (row.find<std::int32_t>("total_tokens").value_or(0) == 0 && input && output) {
        row.set("total_tokens", total_tokens_of(*input, *output));
    }
    return pg::trigger_event::keep(row);
}

bool is_acceptable(pg::numeric_datum cost)
{
    return pg::call([&] {
        Numeric const number = DatumGetNumeric(cost.datum);
        const Datum zero = DirectFunctionCall1(int4_numeric, Int32GetDatum(0));
        return !numeric_is_nan(number) &&
               DatumGetBool(DirectFunctionCall2(numeric_ge, NumericGetDatum(number), zero));
    });
}

void require_consistent(const pg::trigger_row& row, std::string_view where)
{
    const ledger_entry entry{
        .input_tokens = row.get<std::int32_t>("input_tokens"),
        .output_tokens = row.get<std::int32_t>("output_tokens"),
        .total_tokens = row.get<std::int32_t>("total_tokens"),
        .duration_ms = row.get<std::int32_t>("duration_ms"),
        .cost_is_acceptable = is_acceptable(row.get<pg::numeric_datum>("estimated_cost")),
        .succeeded = row.get<std::string>("status") == "success",
        .has_error_message = !row.is_null("error_message"),
    };
    if (auto contradiction = contradiction_in(entry, where)) {
        throw *std::move(contradiction);
    }
}

void after_insert(const pg::trigger_event& event, pg::session& session)
{
    const auto row = event.new_row();
    const auto stage = row.get<uuid>("stage_id");
    const auto provider = row.get<uuid>("provider_id");
    const auto owners = session.run(read_owners, stage, provider)
                            .first<uuid, std::string, pg::stage_number, std::optional<uuid>>();
    if (!owners) {
        return; // Deleted by the same statement, or the foreign key refuses it.
    }
    const auto& [project_owner, slug, number, provider_owner] = *owners;
    require_consistent(row,
                       fmt::format("stage {} of project \"{}\"", described_stage(number), slug));
    if (provider_owner && *provider_owner != project_owner) {
        throw error{
            sqlstate::provider_not_found,
            fmt::format("AI provider {} cannot be used for project \"{}\"", provider.text(), slug),
            "It belongs to another user than the project."};
    }
    engine::record_spending(session, project_owner, row.get<pg::numeric_datum>("estimated_cost"));
    const auto status = row.get<std::string>("status");
    if (const auto leads_to =
            engine::close_direct_ticket(session, stage, status, row.get<uuid>("id"))) {
        engine::leave_generating(session, stage, *leads_to);
    }
}

void require_unaltered(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    if (const auto column = row.first_difference_besides(old_row, {})) {
        throw ledger_is_append_only(fmt::format("{} of generation {} cannot be changed", *column,
                                                old_row.get<uuid>("id").text()));
    }
}

Datum before_update(const pg::trigger_event& event, pg::session& /*session*/)
{
    const auto old_row = event.old_row();
    auto row = event.new_row();
    keep_times(row, old_row, {"created_at"});
    require_unaltered(old_row, row);
    return pg::trigger_event::keep(row);
}

void after_update(const pg::trigger_event& event, pg::session& /*session*/)
{
    require_unaltered(event.old_row(), event.new_row());
}

void after_delete(const pg::trigger_event& event, pg::session& session)
{
    // Under a cascade the stage is gone by now.
    if (engine::place_of_stage(session, event.old_row().get<uuid>("stage_id"))) {
        throw ledger_is_append_only(
            fmt::format("generation {} cannot be deleted", event.old_row().get<uuid>("id").text()));
    }
}

Datum enforce_ai_generations(const pg::arguments& call)
{
    return enforce(call, "sdp", "ai_generations",
                   {.before_insert = before_insert,
                    .before_update = before_update,
                    .after_insert = after_insert,
                    .after_update = after_update,
                    .after_delete = after_delete});
}

} // namespace

SDP_FUNCTION(sdp_enforce_ai_generations, enforce_ai_generations)

} // namespace sdp::triggers
