#pragma once
#include "core/plain.hpp"

#include <optional>
#include <string_view>

namespace sdp {

// A format of JSON Schema (draft 2020-12, validation, section 7.3), as a check of strings.
using format_check = bool (*)(std::string_view);

// The check of that name; null for a name that the standard does not have, which says nothing.
[[nodiscard]] format_check find_format(std::string_view name);

} // namespace sdp
