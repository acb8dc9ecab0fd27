#pragma once
#include "pg/trigger_event.hpp"

namespace sdp::engine {

// Sets updated_at of a row that an UPDATE changes: to now() where the client did not set it, and
// never back, since applications' clocks lag. For BEFORE triggers.
void advance_updated_at(pg::trigger_row& row, const pg::trigger_row& old_row);

} // namespace sdp::engine
