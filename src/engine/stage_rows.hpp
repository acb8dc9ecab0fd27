#pragma once
#include "core/stages.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// The one door through which we change rows of sdp.stages. Nothing is judged here: the UPDATEs fire
// the table's own triggers (src/triggers/stages.cpp), which refuse what the lifecycle does not
// have, validate, write outputs and events, and move the other stages.
namespace sdp::engine {

// The first three throw SD406 where the row was kept from being changed.
void change_status(pg::session& session, const uuid& stage_id, stage_status to);
void change_data(pg::session& session, const uuid& stage_id, pg::jsonb_datum data);

// Sets the stage to generating, with the user's input where some is given.
void begin_generating(pg::session& session, const uuid& stage_id,
                      const std::optional<std::string>& user_input);

// Sets a generating stage to where its generation leads; another one stays as it is.
void leave_generating(pg::session& session, const uuid& stage_id, stage_status to);

// Saves data, and the user's input where some is given, in an editable stage; an active one comes
// into review. Its status then; nothing when the stage is not editable or not there.
std::optional<stage_status> save_data(pg::session& session, const uuid& project, int stage,
                                      pg::jsonb_datum data,
                                      const std::optional<std::string>& user_input);

// Completes a stage that is not complete; false when it is, or is not there.
bool complete_if_incomplete(pg::session& session, const uuid& project, int stage);

// The stage's data as it is stored; nothing when it has none or is not there.
std::optional<pg::jsonb_datum> read_data(pg::session& session, const uuid& stage_id);

// The project that a stage belongs to, and its number there; nothing when there is no such stage.
struct stage_place {
    uuid project;
    int number;
};
std::optional<stage_place> place_of_stage(pg::session& session, const uuid& stage_id);

} // namespace sdp::engine
