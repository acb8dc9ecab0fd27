#pragma once
#include "core/finding.hpp"

#include "engine/project_stages.hpp"

namespace sdp::engine {

// The active outputs of a stage (nothing: of all stages) that were made from other versions of the
// stages before than are active now; rule stale-output.
std::vector<finding> stale_output_findings(pg::session& session, const uuid& project,
                                           std::optional<int> stage);

} // namespace sdp::engine
