#include "engine/tickets.hpp"

#include "engine/sql_operators.hpp"

namespace sdp::engine {

namespace {

#define SDP_TICKET_COLUMNS                                                                         \
    "SELECT t.id, t.stage_id, t.project_id, t.provider_id, t.model, t.prompt_template,"            \
    " t.from_status, t.closed_at IS NULL, t.outcome, t.to_status, t.generation_id,"                \
    " coalesce(t.applied, false), t.error_code, t.message"                                         \
    " FROM sdp_engine.generation_tickets t"

constinit pg::statement read_ticket{SDP_TICKET_COLUMNS " WHERE t.id" SDP_EQ "$1", {UUIDOID}};

constinit pg::statement read_latest_ticket{SDP_TICKET_COLUMNS
                                           " WHERE t.stage_id" SDP_EQ "$1"
                                           " ORDER BY t.closed_at DESC NULLS FIRST LIMIT 1",
                                           {UUIDOID}};

constinit pg::statement read_open_tickets{SDP_TICKET_COLUMNS
                                          " JOIN sdp.stages s ON s.id" SDP_EQ "t.stage_id"
                                          " WHERE s.project_id" SDP_EQ "$1 AND t.closed_at IS NULL",
                                          {UUIDOID}};

constinit pg::statement insert_worker_ticket{
    "INSERT INTO sdp_engine.generation_tickets"
    " (project_id, stage_id, kind, from_status, provider_id, model, prompt_template, user_input)"
    " VALUES ($1, $2, 'worker', $3, $4, $5, $6, $7) RETURNING id",
    {UUIDOID, UUIDOID, TEXTOID, UUIDOID, TEXTOID, TEXTOID, TEXTOID}};

constinit pg::statement insert_direct_ticket{
    "INSERT INTO sdp_engine.generation_tickets (project_id, stage_id, kind, from_status)"
    " VALUES ($1, $2, 'direct', $3) ON CONFLICT (stage_id) WHERE closed_at IS NULL DO NOTHING",
    {UUIDOID, UUIDOID, TEXTOID}};

constinit pg::statement close_direct{
    "UPDATE sdp_engine.generation_tickets SET closed_at = pg_catalog.clock_timestamp(),"
    " outcome = $2, generation_id = $3, applied = true,"
    " to_status = CASE WHEN $2" SDP_EQ "'success' THEN 'review' ELSE from_status END"
    " WHERE stage_id" SDP_EQ "$1 AND closed_at IS NULL AND kind" SDP_EQ "'direct'"
    " AND NOT EXISTS (SELECT FROM sdp_engine.generation_tickets w"
    "  WHERE w.stage_id" SDP_EQ "$1 AND w.generation_id" SDP_EQ "$3)"
    " RETURNING to_status",
    {UUIDOID, TEXTOID, UUIDOID}};

constinit pg::statement name_late_row{
    "UPDATE sdp_engine.generation_tickets SET generation_id = pg_catalog.gen_random_uuid()"
    " WHERE id" SDP_EQ "$1 RETURNING generation_id",
    {UUIDOID}};

constinit pg::statement close_cancelled{
    "UPDATE sdp_engine.generation_tickets SET closed_at = pg_catalog.clock_timestamp(),"
    " outcome = 'cancelled', to_status = from_status WHERE id" SDP_EQ "$1",
    {UUIDOID}};

constinit pg::statement store_report{
    "UPDATE sdp_engine.generation_tickets SET"
    " closed_at = coalesce(closed_at, pg_catalog.clock_timestamp()),"
    " outcome = coalesce(outcome, $2), to_status = coalesce(to_status, $3), generation_id = $4,"
    " applied = $5, error_code = $6, message = $7, detail = $8 WHERE id" SDP_EQ "$1",
    {UUIDOID, TEXTOID, TEXTOID, UUIDOID, BOOLOID, TEXTOID, TEXTOID, JSONBOID}};

constinit pg::statement move_stage{"UPDATE sdp.stages SET status = $2 WHERE id" SDP_EQ "$1",
                                   {UUIDOID, TEXTOID}};

ticket ticket_in(const pg::rows& found, std::size_t row)
{
    const auto leads_to = found.find<std::string>(row, 10);
    return ticket{
        .id = found.get<uuid>(row, 1),
        .stage_id = found.get<uuid>(row, 2),
        .project_id = found.get<uuid>(row, 3),
        .provider = found.find<uuid>(row, 4),
        .model = found.find<std::string>(row, 5),
        .prompt_template = found.find<std::string>(row, 6),
        .from = stage_status_named(found.get<std::string>(row, 7)).value(),
        .open = found.get<bool>(row, 8),
        .outcome = found.find<std::string>(row, 9),
        .leads_to = leads_to ? stage_status_named(*leads_to) : std::nullopt,
        .generation = found.find<uuid>(row, 11),
        .applied = found.get<bool>(row, 12),
        .error_code = found.find<std::string>(row, 13),
        .message = found.find<std::string>(row, 14),
    };
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
        .get<uuid>(0, 1);
}

void open_direct_ticket(pg::session& session, const uuid& project, const uuid& stage_id,
                        stage_status from)
{
    session.run(insert_direct_ticket, project, stage_id, name_of(from));
}

std::optional<stage_status> close_direct_ticket(pg::session& session, const uuid& stage_id,
                                                std::string_view outcome, const uuid& generation)
{
    const auto closed = session.run(close_direct, stage_id, outcome, generation);
    if (closed.empty()) {
        return std::nullopt;
    }
    return stage_status_named(closed.get<std::string>(0, 1));
}

uuid name_late_ledger_row(pg::session& session, const uuid& ticket_id)
{
    return session.run(name_late_row, ticket_id).get<uuid>(0, 1);
}

void cancel_ticket(pg::session& session, const ticket& what)
{
    session.run(close_cancelled, what.id);
    session.run(move_stage, what.stage_id, name_of(what.from));
}

void record_report(pg::session& session, const uuid& ticket_id, const report& what)
{
    std::optional<pg::raw_datum> detail;
    if (what.detail) {
        const char* const text = what.detail->c_str();
        detail = pg::call(
            [&] { return pg::raw_datum{DirectFunctionCall1(jsonb_in, CStringGetDatum(text))}; });
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
