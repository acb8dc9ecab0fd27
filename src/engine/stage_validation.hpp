#pragma once
#include "core/finding.hpp"

#include "engine/project_stages.hpp"
#include "engine/stage_outputs.hpp"
#include "pg/jsonb.hpp"

namespace sdp::engine {

// Refuses data that may not be stored: not an object (SD204), beyond the limits of numbers and
// nesting (SD204), too large (SD206). `data` is detoasted.
void require_storable_data(std::string_view project, int stage, const pg::printed_jsonb& data);

// SD204: data that may not be stored in a stage, and why, as a clause.
error unacceptable_data(std::string_view project, int stage, std::string_view why);

// What validation finds in one stage, errors first: its data (null: none) against the stage's
// schema and the stages before it, the contents of its active outputs, and what these were made
// from. `active` are the stage's.
std::vector<finding> stage_findings(pg::session& session, const project_stages& project, int stage,
                                    const pg::printed_jsonb* data,
                                    const std::vector<active_output>& active);

// The same for a stage as it is stored.
std::vector<finding> stored_stage_findings(pg::session& session, const project_stages& project,
                                           int stage);

// What validation finds in a project, errors first: every stage's findings, and the stages 1 to 8
// that are not complete.
std::vector<finding> project_findings(pg::session& session, const project_stages& project);

} // namespace sdp::engine
