#pragma once
#include "core/lifecycle.hpp"
#include "core/stages.hpp"

#include <cstdint>
#include <string>

namespace sdp {

// A project's progress in one line that a person reads at a glance:
//   ✓✓✓▶·····  3/9 api, review since 2 h
// a mark for each stage (complete, open, locked; ? for a missing one), how many are complete, the
// open stage with its status and for how long it has been so (`seconds`). In ASCII: +++>.....
[[nodiscard]] std::string progress_line(const stage_statuses& statuses, project_status project,
                                        std::int64_t seconds, bool ascii);

} // namespace sdp
