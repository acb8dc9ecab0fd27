#pragma once
#include "core/budget.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// What users may spend in a month (sdp_engine.budgets). As the system's owner.
namespace sdp::engine {

// For who asks for a generation: waits for others who do so at the expense of the same user.
void lock_budget(pg::session& session, const uuid& user);

// Adds what another generation is expected to cost, in dollars, to what the budget has reserved.
void reserve(pg::session& session, budget& present, pg::numeric_datum cost);

// The user's budget as it is used up this month; nothing where there is no limit.
std::optional<budget> find_budget(pg::session& session, const uuid& user);

// Counts what a row of the ledger cost, which outlives the row: purging a project gives no money
// back. Passing 80 % is an event, and warned_at says when.
void record_spending(pg::session& session, const uuid& user, pg::numeric_datum cost);

} // namespace sdp::engine
