#include "engine/tickets.hpp"

#include "core/lifecycle.hpp"

#include "engine/stage_rows.hpp"
#include "pg/jsonb.hpp"

namespace sdp::engine {

namespace {

#define SDP_TICKET_COLUMNS                                                                         \
    "SELECT t.id, t.kind {=} 'direct', t.stage_id,"                                                \
    " (SELECT n.stage_number FROM sdp.stages n WHERE n.id {=} t.stage_id),"                        \
    " t.project_id, t.provider_id, t.model,"                                                       \
    " t.prompt_template, t.from_status, t.closed_at IS NULL, t.outcome, t.to_status,"              \
    " t.generation_id, coalesce(t.applied, false), t.error_code, t.message"                        \
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
        provider_id, model, prompt_template, user_input)
    VALUES ($1, $2, 'worker', $3, $4, $5, $6, $7)
    RETURNING id)"_sql,
    {UUIDOID, UUIDOID, TEXTOID, UUIDOID, TEXTOID, TEXTOID, TEXTOID}};

constinit pg::statement insert_direct_ticket{R"(
    INSERT INTO sdp_engine.generation_tickets (project_id, stage_id, kind, from_status)
    VALUES ($1, $2, 'direct', $3)
    ON CONFLICT (stage_id) WHERE closed_at IS NULL DO NOTHING)"_sql,
                                             {UUIDOID, UUIDOID, TEXTOID}};

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
          outcome, leads_to, generation, applied, error_code, message] =
        found.row<uuid, bool, uuid, pg::stage_number, uuid, std::optional<uuid>, optional_text,
                  optional_text, stage_status, bool, optional_text, std::optional<stage_status>,
                  std::optional<uuid>, bool, optional_text, optional_text>(row);
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

std::optional<ticket> latest_ticket(pg::session& session, const uuid& stage_id)
{
    return first_ticket(session.run(read_latest_ticket, stage_id));
}

uuid open_worker_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from, const uuid& provider, std::string_view model,
                        std::string_view prompt_template,
                        const std::optional<std::string>& user_input)
{
    return session
        .run(insert_worker_ticket, project, stage_id, name_of(from), provider, model,
             prompt_template, user_input)
        .one<uuid>();
}

void open_direct_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from)
{
    session.run(insert_direct_ticket, project, stage_id, name_of(from));
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
