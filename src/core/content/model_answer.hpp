#pragma once
#include "core/content/content.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sdp {

// What a language model's answer holds.
struct model_answer {
    // The one JSON object in it, with its bytes as they came; nothing where there is none, or no
    // saying which.
    std::optional<std::string> json{};
    // Why not: it is something else, or there are several. Nothing where no JSON is found at all.
    std::optional<content_fault> fault{};
};

// Finds the JSON object in an answer: bare, in a code fence (also one that is not closed), between
// prose, or encoded twice (a JSON string that holds it). Never guesses between two. Braces of
// prose, such as "{name}", are none. Takes time linear in the answer's size.
[[nodiscard]] model_answer json_in_answer(std::string_view answer);

// The answer without the white space around it where that begins and ends with braces, as most do:
// probably one object and nothing else. Empty otherwise.
[[nodiscard]] std::string_view text_in_braces(std::string_view answer);

} // namespace sdp
