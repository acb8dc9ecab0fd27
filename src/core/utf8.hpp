#pragma once
#include "core/plain.hpp"

#include <algorithm>
#include <string_view>

namespace sdp {

// What some editors put before a text that is UTF-8 (U+FEFF).
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Whether a byte of UTF-8 is the first of a character.
[[nodiscard]] constexpr bool begins_character(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// Whether the text is well-formed UTF-8, as the server wants it: no surrogates, nothing overlong.
[[nodiscard]] bool is_utf8(std::string_view text);

[[nodiscard]] inline std::size_t characters_in(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

// The text's beginning of at most so many bytes; a character is not cut.
[[nodiscard]] inline std::string_view beginning_of(std::string_view text, std::size_t most_bytes)
{
    if (text.size() <= most_bytes) {
        return text;
    }
    auto end = most_bytes;
    while (end > 0 && !begins_character(text[end])) {
        --end;
    }
    return text.substr(0, end);
}

} // namespace sdp
