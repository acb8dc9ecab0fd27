#pragma once
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Takes the engine's lock on a project for the rest of the transaction: an UPDATE of its row in
// sdp_engine.project_state, made if missing. Once held it is not taken again. Waits for another
// session that holds it; under REPEATABLE READ a project that changed since the snapshot is 40001.
// Runs as the system's owner. False when there is no such project.
bool lock_project(pg::session& session, const uuid& project);

} // namespace sdp::engine
