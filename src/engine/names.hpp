#pragma once
#include "core/error.hpp"

#include <cstddef>
#include <string_view>

namespace sdp::engine {

// SD202 where the text has nothing but white space. `table` without its schema.
void require_not_blank(std::string_view column, std::string_view table, std::string_view text);

// How many characters the name of a project has at most: the column's width.
inline constexpr std::size_t longest_project_name = 255;

// Whether the column holds the name: blanks beyond its width are cut off.
[[nodiscard]] bool fits_project_name(std::string_view name);

// SD202 for a blank name of a project, SD210 for one that its column does not hold.
void require_project_name(std::string_view name);

// SD210 for a text that its column, of so many characters, does not hold; `what` names it.
void require_fitting(std::string_view what, std::string_view text, std::size_t most_characters);

// SD203.
error invalid_slug(std::string_view slug);

} // namespace sdp::engine
