// Operations on generations that wait or run: asking for one, a worker's claims, giving up.
#include "core/content/content.hpp"
#include "core/generation_queue.hpp"
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"
#include "core/utf8.hpp"

#include "engine/generation_queue.hpp"
#include "engine/installed.hpp"
#include "engine/lifecycle_facts.hpp"
#include "engine/model_prices.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/providers.hpp"
#include "engine/stage_events.hpp"
#include "engine/stage_rows.hpp"
#include "engine/tickets.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"

namespace sdp::api {

namespace {

// All that a worker needs.
constinit pg::statement read_work{R"(
    SELECT t.id, t.project_id, s.stage_number, s.stage_name, coalesce(t.user_input, s.user_input),
        (SELECT coalesce(pg_catalog.jsonb_object_agg(o.stage_name, o.data), '{}')
         FROM sdp.stages o
         WHERE o.project_id {=} t.project_id AND o.data IS NOT NULL
             AND o.stage_number {=} ANY (d.context::pg_catalog.int4[])),
        t.provider_id, c.provider, c.base_url, t.model, t.prompt_template,
        coalesce(x.custom_document, x.document), t.due_at, t.attempt
    FROM sdp_engine.generation_tickets t
    JOIN sdp.stages s ON s.id {=} t.stage_id
    JOIN sdp_engine.stage_definitions d ON d.number {=} s.stage_number
    LEFT JOIN sdp_engine.schemas x ON x.name {=} d.schema_name
    LEFT JOIN sdp.ai_provider_configs c ON c.id {=} t.provider_id
    WHERE t.id {=} $1)"_sql,
                                  {UUIDOID}};

constexpr std::size_t longest_name = 100;
constexpr std::int32_t most_expired = 1000;

std::string require_short(std::string text, std::string_view what)
{
    if (is_blank(text) || characters_in(text) > longest_name) {
        throw error{sqlstate::invalid_argument,
                    fmt::format("{} of a generation is not valid", what),
                    fmt::format("It is blank or longer than {} characters.", longest_name)};
    }
    return text;
}

// Whether a lease is so long, either way, that its end may be no time at all: a century is refused
// in any case.
bool is_beyond_reckoning(pg::interval_datum lease)
{
    const Interval* const length = pg::call([&] { return DatumGetIntervalP(lease.datum); });
    constexpr std::int64_t years = 100;
    constexpr std::int64_t days = years * 366;
    const auto beyond = [](std::int64_t count, std::int64_t most) {
        return count > most || count < -most;
    };
    return beyond(length->month, years * MONTHS_PER_YEAR) || beyond(length->day, days) ||
           beyond(length->time, days * USECS_PER_DAY);
}

// The end of a lease that begins now: of sdp.generation_timeout where none is given.
pg::timestamp end_of_lease(const std::optional<pg::interval_datum>& lease)
{
    const TimestampTz now = GetCurrentTimestamp();
    if (lease && is_beyond_reckoning(*lease)) {
        throw refusal_of_lease(0).value();
    }
    const TimestampTz end = lease ? pg::call([&] {
        return DatumGetTimestampTz(
            DirectFunctionCall2(timestamptz_pl_interval, TimestampTzGetDatum(now), lease->datum));
    })
                                  : now + pg::generation_timeout();
    if (auto refused = refusal_of_lease(end <= now ? 0 : end - now)) {
        throw *std::move(refused);
    }
    return {end};
}

// A worker from the start, or nobody yet.
struct first_claim {
    std::string worker;
    pg::timestamp lease_end;
};

// Opens a ticket for what the arguments ask for and sets the stage to generating.
uuid open_generation(pg::session& session, const pg::arguments& call,
                     const std::optional<first_claim>& claim)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto user_input = call.find<std::string>(2);
    const auto named_provider = call.find<uuid>(3);
    const auto named_model = call.find<std::string>(4);
    const auto named_prompt = call.find<std::string>(5);

    const auto project = engine::open_stage(session, project_id, number);
    const auto& stage = *project.stage(number);
    const auto chosen = engine::find_provider(session, project, named_provider);
    auto facts = engine::base_facts(project, stage.has_data);
    facts.provider_resolves = chosen.has_value();
    if (stage.status == stage_status::generating) {
        throw error{sqlstate::stage_generating,
                    fmt::format("stage {} of project \"{}\" is generating", described_stage(number),
                                project.slug),
                    "It has an open ticket.", "Wait until the generation has finished."};
    }
    if (auto refused = refusal_of(number, stage.status, stage_status::generating, facts)) {
        throw *std::move(refused);
    }
    engine::generation_request request{
        .provider = chosen->id,
        .model = require_short(named_model.value_or(chosen->default_model), "model"),
        .prompt_template = require_short(
            named_prompt.value_or(std::string(definition_of(number).name)), "prompt_template"),
        .user_input = user_input,
        .due_at = claim ? claim->lease_end : pg::timestamp{GetCurrentTimestamp()}};
    if (claim) {
        request.worker = claim->worker;
    }
    if (!engine::hold_provider(session, chosen->id)) {
        throw engine::provider_not_found(chosen->id, project.slug);
    }
    uuid opened;
    {
        const pg::as_system_owner owner;
        request.reserved_cost = engine::expected_cost(session, request.provider, request.model,
                                                      project.id, number, user_input);
        opened = engine::open_worker_ticket(session, project.id, stage.id, stage.status, request);
    }
    // The trigger of sdp.stages asks whether the budget allows it, with what was just reserved.
    engine::begin_generating(session, stage.id, user_input);
    if (!claim) {
        engine::announce_request(project.id, stage.id);
    }
    return opened;
}

// Calls `take` with the columns of read_work.
template <typename Take> auto with_work(pg::session& session, const uuid& ticket, Take take)
{
    const pg::as_system_owner owner;
    const auto work = session.run(read_work, ticket);
    using text = std::string;
    return std::apply(
        take, work.row<uuid, uuid, pg::stage_number, text, std::optional<text>, pg::jsonb_datum,
                       std::optional<uuid>, std::optional<text>, std::optional<text>,
                       std::optional<text>, std::optional<text>, std::optional<pg::jsonb_datum>,
                       std::optional<pg::timestamp>, std::int32_t>(0));
}

Datum request_generation(const pg::arguments& call)
{
    pg::session session;
    return pg::uuid_result(open_generation(session, call, std::nullopt));
}

Datum begin_generation(const pg::arguments& call)
{
    const auto named_worker = call.find<std::string>(6);
    const first_claim claim{require_short(named_worker.value_or(pg::session_role()), "worker"),
                            end_of_lease(call.find<pg::interval_datum>(7))};
    pg::session session;
    const auto opened = open_generation(session, call, claim);
    return with_work(session, opened,
                     [&](const auto&... column) { return pg::record_of(call, column...); });
}

Datum claim_generation(const pg::arguments& call)
{
    const auto worker = require_short(call.get<std::string>(0), "worker");
    const auto lease_end = end_of_lease(call.find<pg::interval_datum>(1));

    pg::result_set result(call);
    pg::session session;
    engine::require_installation(session);
    if (const auto claimed = engine::claim_next(session, worker, lease_end)) {
        with_work(session, *claimed, [&](const auto&... column) { result.add(column...); });
    }
    return pg::result_set::done();
}

Datum extend_lease(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto lease_end = end_of_lease(call.find<pg::interval_datum>(1));

    pg::session session;
    engine::require_installation(session);
    const pg::as_system_owner owner;
    engine::require_workers_ticket(session, id);
    if (!engine::extend_ticket(session, id, lease_end)) {
        return pg::record_of(call, false, std::nullopt);
    }
    return pg::record_of(call, true, lease_end);
}

Datum expire_generations(const pg::arguments& call)
{
    pg::session session;
    engine::require_installation(session);
    const auto done = engine::expire_overdue(session, most_expired);
    return pg::record_of(call, done.requeued, done.ended);
}

Datum cancel_generation(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto reason = call.find<std::string>(2);

    pg::session session;
    const auto project = engine::open_stage(session, project_id, number);
    const auto& stage = *project.stage(number);
    engine::require_right_to_work_on(session, stage.id);
    const pg::as_system_owner owner;
    const auto ticket = engine::latest_ticket(session, stage.id);
    if (!ticket || !ticket->open) {
        return pg::record_of(call, false, name_of(stage.status));
    }
    const engine::stated_reason scope(stage.id, reason);
    return pg::record_of(call, true, name_of(engine::cancel_ticket(session, *ticket)));
}

} // namespace

SDP_FUNCTION(sdp_request_generation, request_generation)
SDP_FUNCTION(sdp_begin_generation, begin_generation)
SDP_FUNCTION(sdp_claim_generation, claim_generation)
SDP_FUNCTION(sdp_extend_lease, extend_lease)
SDP_FUNCTION(sdp_expire_generations, expire_generations)
SDP_FUNCTION(sdp_cancel_generation, cancel_generation)

} // namespace sdp::api
