#include "engine/budgets.hpp"

#include "engine/events.hpp"

namespace sdp::engine {

namespace {

#define SDP_MONTH "pg_catalog.date_trunc('month', pg_catalog.timezone('UTC', pg_catalog.now()))"

// What was counted in an earlier month counts no more.
#define SDP_SPEND                                                                                  \
    "UPDATE sdp_engine.budgets"                                                                    \
    " SET spent = CASE WHEN month {=} " SDP_MONTH                                                  \
    "::pg_catalog.date THEN spent ELSE 0 END {+} $2,"                                              \
    " warned_at = CASE WHEN month {=} " SDP_MONTH "::pg_catalog.date THEN warned_at END,"          \
    " month = " SDP_MONTH "::pg_catalog.date"                                                      \
    " WHERE user_id {=} $1"

constinit pg::statement spend{SDP_SPEND ""_sql, {UUIDOID, NUMERICOID}};

// An UPDATE, as with the lock of a project: a stale snapshot is an error.
constinit pg::statement take_budget{
    R"(
    UPDATE sdp_engine.budgets SET spent = spent WHERE user_id {=} $1)"_sql,
    {UUIDOID}};

// In millionths. The count knows of projects that are purged since, the ledger of what came before
// the budget.
constinit pg::statement read_budget{
    "SELECT (b.monthly_amount {*} 1000000)::pg_catalog.int8,"
    " (greatest(CASE WHEN b.month {=} " SDP_MONTH "::pg_catalog.date THEN b.spent END,"
    "  (SELECT pg_catalog.sum(g.estimated_cost) FROM sdp.projects p"
    "   JOIN sdp.stages s ON s.project_id {=} p.id JOIN sdp.ai_generations g ON g.stage_id {=} s.id"
    "   WHERE p.user_id {=} $1 AND g.created_at {>=} pg_catalog.timezone('UTC', " SDP_MONTH ")), 0)"
    "  {*} 1000000)::pg_catalog.int8,"
    " (coalesce((SELECT pg_catalog.sum(t.reserved_cost) FROM sdp.projects p"
    "   JOIN sdp.stages s ON s.project_id {=} p.id"
    "   JOIN sdp_engine.generation_tickets t ON t.stage_id {=} s.id"
    "   WHERE p.user_id {=} $1 AND t.closed_at IS NULL), 0) {*} 1000000)::pg_catalog.int8"
    " FROM sdp_engine.budgets b WHERE b.user_id {=} $1"_sql,
    {UUIDOID}};

constinit pg::statement note_warning{R"(
    UPDATE sdp_engine.budgets SET warned_at = pg_catalog.clock_timestamp()
    WHERE user_id {=} $1 AND warned_at IS NULL)"_sql,
                                     {UUIDOID}};

constinit pg::statement in_millionths{R"(
    SELECT ($1 {*} 1000000)::pg_catalog.int8)"_sql,
                                      {NUMERICOID}};

} // namespace

void lock_budget(pg::session& session, const uuid& user)
{
    session.run(take_budget, user);
}

std::optional<budget> find_budget(pg::session& session, const uuid& user)
{
    const auto found =
        session.run(read_budget, user).first<std::int64_t, std::int64_t, std::int64_t>();
    if (!found) {
        return std::nullopt;
    }
    const auto& [amount, spent, reserved] = *found;
    return budget{.amount = amount, .spent = spent, .reserved = reserved};
}

void reserve(pg::session& session, budget& present, pg::numeric_datum cost)
{
    present.reserved += session.run(in_millionths, cost).one<std::int64_t>();
}

void record_spending(pg::session& session, const uuid& user, pg::numeric_datum cost)
{
    if (session.run(spend, user, cost).empty()) {
        return;
    }
    auto before = *find_budget(session, user);
    const auto spent = session.run(in_millionths, cost).one<std::int64_t>();
    before.spent -= spent;
    if (passes_warning(before, spent) && !session.run(note_warning, user).empty()) {
        send_event("budget_warning", {{"user_id", user}});
    }
}

} // namespace sdp::engine
