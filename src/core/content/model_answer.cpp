#include "core/content/model_answer.hpp"

#include "core/json/limits.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sdp {

namespace {

constexpr std::string_view white_space = " \t\r\n\f\v";
// A string in a string in a string: more nobody encodes.
constexpr int most_encodings = 3;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

// The inside of an answer that is one code fence, also one that is not closed; else the answer
// itself.
std::string_view without_fence(std::string_view text)
{
    for (const std::string_view fence : {"```", "~~~"}) {
        if (!text.starts_with(fence)) {
            continue;
        }
        const auto line_end = text.find('\n');
        if (line_end == std::string_view::npos) {
            return text;
        }
        auto inside = text.substr(line_end + 1);
        if (inside.ends_with(fence)) {
            inside.remove_suffix(fence.size());
        }
        return trimmed(inside);
    }
    return text;
}

// Where a value ends, or why that is not known.
struct extent {
    std::size_t end = std::string_view::npos;
    bool too_deep = false;
};

// The end of the array or object that begins at `start`, by its brackets outside of strings; npos
// where it is not closed, or is deeper than may be stored.
extent extent_of_value(std::string_view text, std::size_t start)
{
    extent found;
    int depth = 0;
    for_each_structural(text, start, [&](std::size_t position, char character) {
        if (character == ':') {
            return true;
        }
        depth += character == '[' || character == '{' ? 1 : -1;
        found.too_deep = depth > deepest_nesting;
        if (depth == 0) {
            found.end = position + 1;
        }
        return depth > 0 && !found.too_deep;
    });
    return found;
}

// nlohmann recurses: only what extent_of_value() has bounded comes here.
bool is_json(std::string_view text)
{
    return nlohmann::json::accept(text.begin(), text.end());
}

// Objects, and arrays of objects, that stand in the text beside each other.
struct candidates {
    std::string_view first{};
    std::size_t count = 0;
    bool too_many_braces = false;
};

candidates candidates_in(std::string_view text)
{
    candidates found;
    // Each brace may be read up to the end of the text: a million of them must not.
    std::size_t budget = 32 * text.size() + 4096;
    for (auto at = text.find_first_of("{["); at != std::string_view::npos;) {
        const auto [end, too_deep] = extent_of_value(text, at);
        if (too_deep) {
            return {}; // Whoever parses it says so.
        }
        const auto read = (end == std::string_view::npos ? text.size() : end) - at;
        if (read > budget) {
            found.too_many_braces = true;
            return found;
        }
        budget -= read;
        auto next = at + 1;
        if (end != std::string_view::npos) {
            const auto value = text.substr(at, end - at);
            // "[1]" in prose is a reference.
            const bool has_object = value.find('{') != std::string_view::npos;
            if (has_object && is_json(value)) {
                found.first = found.count == 0 ? value : found.first;
                ++found.count;
                next = end;
            }
        }
        at = text.find_first_of("{[", next);
    }
    return found;
}

content_fault not_an_object(char first)
{
    return {fmt::format("it is a JSON {}, not an object", first == '[' ? "array" : "string")};
}

// The text that a JSON string stands for; nothing where the text is no such string.
std::optional<std::string> decoded_string(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
        return std::nullopt;
    }
    const auto value = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (!value.is_string()) {
        return std::nullopt;
    }
    return value.get<std::string>();
}

model_answer answer_in(std::string_view text, int encodings)
{
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    text = without_fence(trimmed(text));
    if (const auto decoded = decoded_string(text)) {
        if (encodings == most_encodings) {
            return {.fault = content_fault{"it is a JSON string within strings"}};
        }
        auto inner = answer_in(*decoded, encodings + 1);
        if (!inner.json && !inner.fault) {
            inner.fault = not_an_object('"');
        }
        return inner;
    }
    const auto found = candidates_in(text);
    if (found.too_many_braces) {
        return {.fault = content_fault{"it has too many braces to tell where its object begins"}};
    }
    if (found.count > 1) {
        return {
            .fault = content_fault{fmt::format(
                "it holds {} JSON values, and there is no saying which is meant", found.count)}};
    }
    if (found.count == 0) {
        const bool is_array = text.starts_with('[') && extent_of_value(text, 0).end == text.size();
        return {.fault =
                    is_array && is_json(text) ? std::optional(not_an_object('[')) : std::nullopt};
    }
    if (found.first.front() == '[') {
        return {.fault = not_an_object('[')};
    }
    return {.json = std::string(found.first)};
}

} // namespace

model_answer json_in_answer(std::string_view answer)
{
    return answer_in(answer, 0);
}

std::string_view text_in_braces(std::string_view answer)
{
    const auto text = trimmed(answer);
    return text.starts_with('{') && text.ends_with('}') ? text : std::string_view();
}

} // namespace sdp
