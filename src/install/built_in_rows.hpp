#pragma once
#include "pg/spi.hpp"

namespace sdp::install {

// Brings the rows that the extension ships (schemas, stage definitions, rules, templates) to what
// this library has; what an administrator overrode stays overridden. In install()'s cage alone. How
// many were not there.
std::int64_t bring_built_in_rows(pg::session& session);

} // namespace sdp::install
