#pragma once
#include "core/json/tree.hpp"

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

// The message of a rule of one's own: text with placeholders. {project}, {stage}, {rule}, a JSON
// pointer into the data such as {/name}, and {{ for a brace.
namespace sdp {

// What is wrong with a message's placeholders, as a sentence; nothing where all is well.
[[nodiscard]] std::optional<std::string> fault_in_message(std::string_view message);

struct message_values {
    // The project's slug.
    std::string_view project;
    // "2 (dataModel)".
    std::string_view stage;
    std::string_view rule;
    // The text of what a JSON pointer leads to in the data.
    std::function<std::string(std::string_view pointer)> at;
};

// The message with its placeholders filled in, long values cut. What is no placeholder (the message
// was loaded past the trigger) stays as it is written.
[[nodiscard]] std::string filled_message(std::string_view message, const message_values& values);

// A pointer's first token, unescaped, taken off the pointer (which begins with a slash).
[[nodiscard]] std::string take_token(std::string_view& pointer);

// What a JSON pointer (RFC 6901) leads to; nothing where it leads nowhere.
template <indexed_json_view View>
std::optional<View> value_at(const View& root, std::string_view pointer)
{
    std::optional<View> here = root;
    while (here && !pointer.empty()) {
        const auto token = take_token(pointer);
        const View parent = *here;
        here.reset();
        if (parent.kind() == json_kind::object) {
            if (const auto index = find_member(parent, token)) {
                here.emplace(parent.value(*index));
            }
        } else if (parent.kind() == json_kind::array) {
            std::size_t index = 0;
            const auto* const end = token.data() + token.size();
            const auto [last, failure] = std::from_chars(token.data(), end, index);
            const bool is_index =
                failure == std::errc() && last == end && (token[0] != '0' || token.size() == 1);
            if (is_index && index < parent.size()) {
                here.emplace(parent.element(index));
            }
        }
    }
    return here;
}

} // namespace sdp
