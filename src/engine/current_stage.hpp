#pragma once
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Sets projects.current_stage to what was just derived from the stages, under the project's lock.
void set_current_stage(pg::session& session, const uuid& project, int stage);

// What projects.current_stage must be: as derived by whoever is setting it, else read from the
// stages. Asked by the trigger of sdp.projects, before and after.
int derived_current_stage(pg::session& session, const uuid& project);

} // namespace sdp::engine
