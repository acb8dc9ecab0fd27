#pragma once
#include "core/plain.hpp"

#include <string_view>
#include <vector>

namespace sdp {

// The names of types in a text that describes a request or response: "Project[]", "Promise<User>",
// "{ user: User }", a text that is one name, and the last part of "#/components/schemas/User".
// What every language has (String, Date, Array …) is left out, and so is prose.
[[nodiscard]] std::vector<std::string_view> type_names_in(std::string_view text);

} // namespace sdp
