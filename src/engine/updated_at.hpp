#pragma once
#include "pg/trigger_event.hpp"

namespace sdp::engine {

// Sets updated_at of a row that an UPDATE changes: to now() where the client did not set it, and
// always forward, were it by a microsecond: applications' clocks lag, a transaction's now() is that of
// its start, and who compares updated_at to see whether a row was changed must see it. For BEFORE
// triggers.
void advance_updated_at(pg::trigger_row& row, const pg::trigger_row& old_row);

} // namespace sdp::engine
