#pragma once
#include "core/uuid.hpp"

#include "pg/call.hpp"

#include <string>

// What this backend remembers for the length of a transaction. All of it is lost at the end of the
// transaction, and what a rolled-back savepoint did is forgotten with it.
namespace sdp::pg {

// To be called once, when the library is loaded.
void watch_transactions();

// Whether this transaction holds the engine's lock on a project.
bool holds_lock(const uuid& project);
void remember_lock(const uuid& project);

// Remembers that the present transaction's command `command` did `what` to a row of a group (moved
// a stage of a project, activated an output of a stage and format). Returns false when the same
// command did it to another row of the group: command ids are never used twice in a transaction,
// not even after a rollback to a savepoint.
bool is_first_of_command(const uuid& group, std::string_view what, CommandId command,
                         const uuid& row);

} // namespace sdp::pg
