#include "core/rules/message.hpp"

#include "core/utf8.hpp"

#include <fmt/format.h>

namespace sdp {

namespace {

bool is_pointer(std::string_view text)
{
    if (!text.starts_with('/')) {
        return false;
    }
    for (auto at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
        if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) {
            return false;
        }
    }
    return true;
}

bool is_placeholder(std::string_view name)
{
    return name == "project" || name == "stage" || name == "rule" || is_pointer(name);
}

// Calls `literal` for each stretch of plain text and `placeholder` for what stands in braces, in
// their order. A brace that is not closed is plain text, after `unclosed` has been called.
template <typename Literal, typename Placeholder, typename Unclosed>
void for_each_part(std::string_view message, Literal literal, Placeholder placeholder,
                   Unclosed unclosed)
{
    while (!message.empty()) {
        const auto brace = message.find('{');
        if (brace != 0) {
            literal(message.substr(0, brace));
            message.remove_prefix(std::min(brace, message.size()));
            continue;
        }
        if (message.starts_with("{{")) {
            literal("{");
            message.remove_prefix(2);
            continue;
        }
        const auto end = message.find('}');
        if (end == std::string_view::npos) {
            unclosed();
            literal(message);
            return;
        }
        placeholder(message.substr(1, end - 1));
        message.remove_prefix(end + 1);
    }
}

std::string shortened(std::string text)
{
    constexpr std::size_t longest = 200;
    if (text.size() <= longest) {
        return text;
    }
    return fmt::format("{}...", beginning_of(text, longest));
}

} // namespace

std::optional<std::string> fault_in_message(std::string_view message)
{
    std::optional<std::string> fault;
    for_each_part(
        message, [](std::string_view) {},
        [&fault](std::string_view name) {
            if (!fault && !is_placeholder(name)) {
                fault = fmt::format("There is no placeholder {{{}}}.", name);
            }
        },
        [&fault] {
            if (!fault) {
                fault = "A brace is not closed.";
            }
        });
    return fault;
}

std::string filled_message(std::string_view message, const message_values& values)
{
    std::string result;
    for_each_part(
        message, [&result](std::string_view text) { result += text; },
        [&](std::string_view name) {
            if (name == "project") {
                result += values.project;
            } else if (name == "stage") {
                result += values.stage;
            } else if (name == "rule") {
                result += values.rule;
            } else if (is_pointer(name)) {
                result += shortened(values.at(name));
            } else {
                result += fmt::format("{{{}}}", name);
            }
        },
        [] {});
    return result;
}

std::string take_token(std::string_view& pointer)
{
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    std::string token;
    for (std::size_t at = 0; at < end; ++at) {
        const bool escaped = pointer[at] == '~' && at + 1 < end;
        token += !escaped ? pointer[at] : pointer[++at] == '1' ? '/' : '~';
    }
    pointer.remove_prefix(end);
    return token;
}

} // namespace sdp
