#pragma once
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Whether the newest exported package of the project was made of the outputs that are active now.
bool package_is_current(pg::session& session, const uuid& project);

// Remembers that a package was made of what is active now.
void record_export(pg::session& session, const uuid& project);

} // namespace sdp::engine
