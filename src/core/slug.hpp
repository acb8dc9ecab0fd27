#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>

namespace sdp {

// The longest slug, in bytes: what projects.slug holds.
inline constexpr std::size_t longest_slug = 255;

// True for ^[a-z0-9]+(-[a-z0-9]+)*$ of at most 255 bytes.
[[nodiscard]] bool is_slug(std::string_view text);

// A slug from a UTF-8 text: compatibility-decomposed, case-folded, accents removed, everything that
// is not a letter or digit of ASCII turned into single hyphens. Empty when nothing is left.
[[nodiscard]] std::string slug_of(std::string_view text);

// `base` for the first, `base`-2, `base`-3, … for the next, cut to at most `longest` bytes.
[[nodiscard]] std::string numbered_slug(std::string_view base, int number,
                                        std::size_t longest = longest_slug);

} // namespace sdp
