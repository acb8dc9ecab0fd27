#include "engine/tickets.hpp"

#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/stage_rows.hpp"
#include "pg/jsonb.hpp"
#include "pg/settings.hpp"

namespace sdp::engine {

namespace {

#define SDP_TICKET_COLUMNS                                                                         \
    "SELECT t.id, t.kind {=} 'direct', t.stage_id,"                                                \
    " (SELECT n.stage_number FROM sdp.stages n WHERE n.id {=} t.stage_id),"                        \
    " t.project_id, t.provider_id, t.model,"                                                       \
    " t.prompt_template, t.from_status, t.closed_at IS NULL, t.outcome, t.to_status,"              \
    " t.generation_id, coalesce(t.applied, false), t.error_code, t.message, t.waiting, t.attempt," \
    " t.due_at"                                                                                    \
    " FROM sdp_engine.generation_tickets t"

constinit pg::statement read_ticket{SDP_TICKET_COLUMNS R"( WHERE t.id {=} $1)"_sql, {UUIDOID}};

constinit pg::statement read_latest_ticket{SDP_TICKET_COLUMNS R"( WHERE t.stage_id {=} $1
    ORDER BY t.closed_at DESC NULLS FIRST LIMIT 1)"_sql,
                                           {UUIDOID}};

constinit pg::statement read_open_tickets{SDP_TICKET_COLUMNS
                                          R"( JOIN sdp.stages s ON s.id {=} t.stage_id
    WHERE s.project_id {=} $1 AND t.closed_at IS NULL ORDER BY s.stage_number)"_sql,
                                          {UUIDOID}};

constinit pg::statement insert_worker_ticket{
    R"(
    INSERT INTO sdp_engine.generation_tickets (project_id, stage_id, kind, from_status,
        provider_id, model, prompt_template, user_input, reserved_cost, waiting, worker,
        claimed_at, due_at)
    VALUES ($1, $2, 'worker', $3, $4, $5, $6, $7, coalesce($8, 0), $9 IS NULL, $9,
        CASE WHEN $9 IS NOT NULL THEN pg_catalog.clock_timestamp() END, $10)
    RETURNING id)"_sql,
    {UUIDOID, UUIDOID, TEXTOID, UUIDOID, TEXTOID, TEXTOID, TEXTOID, NUMERICOID, TEXTOID,
     TIMESTAMPTZOID}};

constinit pg::statement give_waiting{R"(
    UPDATE sdp_engine.generation_tickets
    SET waiting = false, worker = $2, claimed_at = pg_catalog.clock_timestamp(), due_at = $3
    WHERE id {=} $1)"_sql,
                                     {UUIDOID, TEXTOID, TIMESTAMPTZOID}};

constinit pg::statement move_lease_end{R"(
    UPDATE sdp_engine.generation_tickets
    SET due_at = $2
    WHERE id {=} $1 AND closed_at IS NULL AND NOT waiting)"_sql,
                                       {UUIDOID, TIMESTAMPTZOID}};

constinit pg::statement close_expired{R"(
    UPDATE sdp_engine.generation_tickets
    SET closed_at = pg_catalog.clock_timestamp(), outcome = 'timeout', to_status = $2, message = $3
    WHERE id {=} $1)"_sql,
                                      {UUIDOID, TEXTOID, TEXTOID}};

constinit pg::statement insert_next_attempt{R"(
    INSERT INTO sdp_engine.generation_tickets (project_id, stage_id, kind, from_status,
        provider_id, model, prompt_template, user_input, reserved_cost, waiting, due_at, attempt,
        request_id)
    SELECT t.project_id, t.stage_id, t.kind, t.from_status, t.provider_id, t.model,
        t.prompt_template, t.user_input, t.reserved_cost, true, t.due_at, t.attempt {+} 1,
        coalesce(t.request_id, t.id)
    FROM sdp_engine.generation_tickets t
    WHERE t.id {=} $1)"_sql,
                                            {UUIDOID}};

constinit pg::statement insert_direct_ticket{R"(
    INSERT INTO sdp_engine.generation_tickets (project_id, stage_id, kind, from_status,
        due_at)
    VALUES ($1, $2, 'direct', $3, $4)
    ON CONFLICT (stage_id) WHERE closed_at IS NULL DO NOTHING)"_sql,
                                             {UUIDOID, UUIDOID, TEXTOID, TIMESTAMPTZOID}};

// Not where the ledger's row is a worker's own, which comes under a ticket of its own.
constinit pg::statement find_open_direct{R"(
    SELECT t.id, t.from_status FROM sdp_engine.generation_tickets t
    WHERE t.stage_id {=} $1 AND t.closed_at IS NULL AND t.kind {=} 'direct'
        AND NOT EXISTS (SELECT FROM sdp_engine.generation_tickets w
            WHERE w.stage_id {=} $1 AND w.generation_id {=} $2))"_sql,
                                         {UUIDOID, UUIDOID}};

constinit pg::statement close_direct{R"(
    UPDATE sdp_engine.generation_tickets
    SET closed_at = pg_catalog.clock_timestamp(), outcome = $2, generation_id = $3,
        applied = true, to_status = $4
    WHERE id {=} $1)"_sql,
                                     {UUIDOID, TEXTOID, UUIDOID, TEXTOID}};

constinit pg::statement name_late_row{R"(
    UPDATE sdp_engine.generation_tickets
    SET generation_id = pg_catalog.gen_random_uuid()
    WHERE id {=} $1
    RETURNING generation_id)"_sql,
                                      {UUIDOID}};

constinit pg::statement close_cancelled{R"(
    UPDATE sdp_engine.generation_tickets
    SET closed_at = pg_catalog.clock_timestamp(), outcome = 'cancelled', to_status = $2
    WHERE id {=} $1)"_sql,
                                        {UUIDOID, TEXTOID}};

constinit pg::statement store_report{
    R"(
    UPDATE sdp_engine.generation_tickets
    SET closed_at = coalesce(closed_at, pg_catalog.clock_timestamp()), outcome =
        coalesce(outcome, $2), to_status = coalesce(to_status, $3), generation_id = $4, applied =
        $5, error_code = $6, message = $7, detail = $8
    WHERE id {=} $1)"_sql,
    {UUIDOID, TEXTOID, TEXTOID, UUIDOID, BOOLOID, TEXTOID, TEXTOID, JSONBOID}};

ticket ticket_in(const pg::rows& found, std::size_t row)
{
    using optional_text = std::optional<std::string>;
    auto [id, is_direct, stage_id, stage, project_id, provider, model, prompt_template, from, open,
          outcome, leads_to, generation, applied, error_code, message, waiting, attempt, due_at] =
        found.row<uuid, bool, uuid, pg::stage_number, uuid, std::optional<uuid>, optional_text,
                  optional_text, stage_status, bool, optional_text, std::optional<stage_status>,
                  std::optional<uuid>, bool, optional_text, optional_text, bool, std::int32_t,
                  std::optional<pg::timestamp>>(row);
    return {.id = id,
            .kind = is_direct ? ticket_kind::direct : ticket_kind::worker,
            .stage_id = stage_id,
            .stage = stage,
            .project_id = project_id,
            .provider = provider,
            .model = std::move(model),
            .prompt_template = std::move(prompt_template),
            .from = from,
            .open = open,
            .waiting = waiting,
            .attempt = attempt,
            .due_at = due_at,
            .outcome = std::move(outcome),
            .leads_to = leads_to,
            .generation = generation,
            .applied = applied,
            .error_code = std::move(error_code),
            .message = std::move(message)};
}

std::optional<ticket> first_ticket(const pg::rows& found)
{
    return found.empty() ? std::nullopt : std::optional<ticket>(ticket_in(found, 0));
}

} // namespace

std::optional<ticket> find_ticket(pg::session& session, const uuid& id)
{
    return first_ticket(session.run(read_ticket, id));
}

ticket require_workers_ticket(pg::session& session, const uuid& id)
{
    auto found = find_ticket(session, id);
    if (!found) {
        throw error{sqlstate::ticket_not_found, fmt::format("ticket {} does not exist", id.text()),
                    "No generation was begun under it, or its project was purged.",
                    "sdp.begin_generation(project, stage) gives a ticket."};
    }
    if (found->kind == ticket_kind::direct) {
        throw error{sqlstate::invalid_argument,
                    fmt::format("ticket {} is not a worker's", id.text()),
                    "Its generation was begun by a plain UPDATE of the stage's status.",
                    "INSERT a row into sdp.ai_generations to end it, or cancel it: SELECT * FROM "
                    "sdp.cancel_generation(project, stage)."};
    }
    return *std::move(found);
}

std::optional<ticket> latest_ticket(pg::session& session, const uuid& stage_id)
{
    return first_ticket(session.run(read_latest_ticket, stage_id));
}

uuid open_worker_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from, const generation_request& what)
{
    return session
        .run(insert_worker_ticket, project, stage_id, name_of(from), what.provider, what.model,
             what.prompt_template, what.user_input, what.reserved_cost, what.worker, what.due_at)
        .one<uuid>();
}

void give_ticket(pg::session& session, const uuid& id, std::string_view worker,
                 pg::timestamp lease_end)
{
    session.run(give_waiting, id, worker, lease_end);
}

bool extend_ticket(pg::session& session, const uuid& id, pg::timestamp lease_end)
{
    return !session.run(move_lease_end, id, lease_end).empty();
}

stage_status close_expired_ticket(pg::session& session, const ticket& what,
                                  std::string_view message)
{
    const auto leads_to = status_after_generation(false, what.from);
    session.run(close_expired, what.id, name_of(leads_to), message);
    return leads_to;
}

void open_next_attempt(pg::session& session, const uuid& closed_ticket)
{
    session.run(insert_next_attempt, closed_ticket);
}

void open_direct_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from)
{
    const pg::timestamp due_at{GetCurrentTimestamp() + pg::generation_timeout()};
    session.run(insert_direct_ticket, project, stage_id, name_of(from), due_at);
}

std::optional<stage_status> close_direct_ticket(pg::session& session, const uuid& stage_id,
                                                std::string_view outcome, const uuid& generation)
{
    const auto open =
        session.run(find_open_direct, stage_id, generation).first<uuid, stage_status>();
    if (!open) {
        return std::nullopt;
    }
    const auto& [id, from] = *open;
    const auto leads_to = status_after_generation(outcome == "success", from);
    session.run(close_direct, id, outcome, generation, name_of(leads_to));
    return leads_to;
}

uuid name_late_ledger_row(pg::session& session, const uuid& ticket_id)
{
    return session.run(name_late_row, ticket_id).one<uuid>();
}

stage_status cancel_ticket(pg::session& session, const ticket& what)
{
    const auto leads_to = status_after_generation(false, what.from);
    session.run(close_cancelled, what.id, name_of(leads_to));
    change_status(session, what.stage_id, leads_to);
    return leads_to;
}

void record_report(pg::session& session, const uuid& ticket_id, const report& what)
{
    std::optional<pg::jsonb_datum> detail;
    if (what.detail) {
        detail = pg::jsonb_from(*what.detail);
    }
    session.run(store_report, ticket_id, what.outcome, name_of(what.leads_to), what.generation,
                what.applied, what.error_code, what.message, detail);
}

void cancel_open_tickets(pg::session& session, const uuid& project)
{
    const auto found = session.run(read_open_tickets, project);
    std::vector<ticket> open;
    for (std::size_t i = 0; i < found.size(); ++i) {
        open.push_back(ticket_in(found, i));
    }
    for (const auto& one : open) {
        cancel_ticket(session, one);
    }
}

} // namespace sdp::engine
