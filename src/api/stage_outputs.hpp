#pragma once
#include "core/uuid.hpp"

#include "pg/jsonb.hpp"
#include "pg/spi.hpp"

// What the engine does with a stage's outputs: under the project's lock, as the system's owner.
namespace sdp::api {

bool has_outputs(pg::session& session, const uuid& stage_id);

// Makes the stage's data its active json output, as a human's, unless an active one equals it.
void write_output_of_data(pg::session& session, const uuid& stage_id, Jsonb* data);

} // namespace sdp::api
