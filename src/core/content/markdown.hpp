#pragma once
#include "core/plain.hpp"

#include <cstddef>
#include <string_view>

namespace sdp {

// The line (from 1) of a code fence that is opened and never closed, so that all that follows is
// code; 0 where there is none. Fences as CommonMark 0.31 has them (section 4.5), also within lists
// and quotations, whose markers are passed over.
[[nodiscard]] std::size_t line_of_open_fence(std::string_view markdown);

} // namespace sdp
