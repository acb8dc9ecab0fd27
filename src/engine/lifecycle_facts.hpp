#pragma once
#include "core/lifecycle.hpp"

#include "engine/project_stages.hpp"

namespace sdp::engine {

// What the lifecycle's guards ask about a transition of stage `number`, as far as `row` (null: not
// in the table) needs it: the one place where a guard's facts are loaded. Tickets are read as the
// system's owner, providers as the current role. Whether a provider resolves is the caller's: plain
// DML may begin a generation without one, which the ledger's row then names.
lifecycle_facts load_facts(pg::session& session, const project_stages& project, int number,
                           stage_status from, const transition* row, bool has_data,
                           bool provider_resolves);

// The project's facts without those of a guard.
lifecycle_facts base_facts(const project_stages& project, bool has_data);

} // namespace sdp::engine
