#pragma once
#include "core/lifecycle.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// The order in which everybody locks: rows of sdp.stages, ascending, then the engine's lock on the
// project, then whatever else. Plain DML can do no other: its row is locked before any trigger
// runs. All of it runs as the system's owner, waits for other sessions, and under REPEATABLE READ
// fails with 40001 where the project was changed since the snapshot.
namespace sdp::engine {

// Takes the engine's lock on a project for the rest of the transaction: an UPDATE of its row in
// sdp_engine.project_state, made if missing. Once held it is not taken again. False when there is
// no such project.
bool lock_project(pg::session& session, const uuid& project);

// The same for an operation that will change these stages. Never waits for a stage's row while it
// holds the project: whoever has the row may be waiting for just that.
bool lock_project(pg::session& session, const uuid& project, stage_range stages);

// The same for who has something else to do: 55P03 where anybody has the project or one of the
// stages. To be called in a subtransaction.
bool lock_project_without_waiting(pg::session& session, const uuid& project, stage_range stages);

// For triggers, before lock_project: locks the rows of stages that a statement will change besides
// its own, or the stage's own where it is another table's trigger. Nothing where the project is
// locked already: its operation has done so.
void lock_stages(pg::session& session, const uuid& project, stage_range stages);

} // namespace sdp::engine
