#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>

namespace sdp {

// How one text became another, line by line, in the unified format of diff -u: one hunk from the
// first line that differs to the last, with up to three lines around it. Empty for equal texts.
[[nodiscard]] std::string line_diff(std::string_view from, std::string_view to);

} // namespace sdp
