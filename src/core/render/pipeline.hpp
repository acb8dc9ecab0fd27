#pragma once
#include "core/stages.hpp"

#include <string>
#include <vector>

// A project's pipeline as a picture: its stages in a row, each in the colour of its status.
namespace sdp {

struct pictured_stage {
    int number;
    std::string label;
    stage_status status;
};

// As a flowchart of Mermaid.
[[nodiscard]] std::string pipeline_mermaid(const std::vector<pictured_stage>& stages);

// As an SVG document of its own, in colours that serve on white and on dark, with a text for
// whoever does not see it.
[[nodiscard]] std::string pipeline_svg(const std::string& project,
                                       const std::vector<pictured_stage>& stages);

} // namespace sdp
