#pragma once
#include "core/content/content.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace sdp {

// A place in a text: line and column in characters, counted from 1, where the line
// begins, and the place itself in bytes.
struct text_place {
    std::size_t line = 1;
    std::size_t column = 1;
    std::size_t line_start = 0;
    std::size_t offset = 0;
};

// The place of a byte, and that of a character, counted from 1; the text's end for those beyond it.
[[nodiscard]] text_place place_of_byte(std::string_view text, std::size_t offset);
[[nodiscard]] text_place place_of_character(std::string_view text, std::size_t position);

// What is wrong, with the line that it is in: the message ends with the line's beginning.
[[nodiscard]] content_fault fault_at(std::string_view text, const text_place& place,
                                     std::string_view message);

// What stands at the place: the line, without its margin, or what is left of it where the place is
// far to the right.
[[nodiscard]] std::string excerpt_at(std::string_view text, const text_place& place);

// Where a statement of SQL begins whose separator ends at `offset`: behind white space and
// comments.
[[nodiscard]] std::size_t start_of_statement(std::string_view text, std::size_t offset);

} // namespace sdp
