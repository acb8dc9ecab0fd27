#pragma once
#include "core/content/content.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

// Why the server's own parser takes a text for no sequence of SQL statements, with the place and
// the line; nothing when it does. Nothing is looked up, planned or run. Works in a subtransaction
// of its own.
[[nodiscard]] std::optional<content_fault> fault_in_sql(const std::string& text);

} // namespace sdp::pg
