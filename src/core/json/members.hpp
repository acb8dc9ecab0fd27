#pragma once
#include "core/plain.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sdp {

// A member that was looked for in a JSON text.
struct found_member {
    bool is_there = false;
    // Its value where that is a string.
    std::optional<std::string> string;
};

// Looks for members of a JSON text that is an object, without keeping anything else of it: "name"
// is a member of the whole, "project/name" one of its member "project". Of several members of one
// name the last counts. Nothing where the text is no JSON object.
[[nodiscard]] std::optional<std::vector<found_member>>
find_members(std::string_view text, std::initializer_list<std::string_view> wanted);

// The name of the first member that an object of a JSON text has twice; nothing where none has.
[[nodiscard]] std::optional<std::string> member_twice(std::string_view text);

// Whether the text is JSON, of any kind, whose numbers are doubles; without keeping anything of it.
// Whether a text has more values than so many, the members of objects and the elements of arrays
// among them, before anything is made of them. False where it is no JSON up to there.
[[nodiscard]] bool has_more_values(std::string_view text, std::size_t most);

[[nodiscard]] bool is_json(std::string_view text);

} // namespace sdp
