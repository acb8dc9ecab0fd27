#pragma once
#include "core/finding.hpp"
#include "core/json/view.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

// The limits of JSON that is stored: what every consumer of a package can read, and what keeps a
// few bytes of jsonb from printing as megabytes.
namespace sdp {

inline constexpr int most_number_digits = 100;
inline constexpr int largest_exponent = 308;
inline constexpr int deepest_nesting = 1000;

[[nodiscard]] constexpr bool is_storable(const decimal_shape& number)
{
    return number.digits <= most_number_digits && number.exponent <= largest_exponent &&
           number.exponent >= -largest_exponent &&
           number.scale <= largest_exponent + most_number_digits;
}

// The reference token of a JSON pointer for a member's name (RFC 6901, section 3).
[[nodiscard]] std::string pointer_token(std::string_view name);

// Where the string ends whose opening quote stands at `opening`: at its closing one, or at the end
// of a text that has none.
[[nodiscard]] std::size_t end_of_string(std::string_view text, std::size_t opening);

// Calls function(position, character) for every bracket and colon of a JSON text, which is not
// parsed for it: those outside of strings, from a position on; until it returns false.
template <typename Function>
void for_each_structural(std::string_view text, std::size_t from, Function function)
{
    for (std::size_t at = from; at < text.size(); ++at) {
        switch (text[at]) {
        case '"':
            at = end_of_string(text, at);
            break;
        case '[':
        case '{':
        case ']':
        case '}':
        case ':':
            if (!function(at, text[at])) {
                return;
            }
            break;
        default:
            break;
        }
    }
}

// The deepest nesting of arrays and objects in a JSON text, without parsing it: brackets outside
// of strings. What is not JSON gives any number.
[[nodiscard]] int nesting_of(std::string_view text);

// How many members the objects of a JSON text have together, those of a name that comes twice
// counted twice, without parsing it: the colons outside of strings.
[[nodiscard]] std::size_t count_of_members(std::string_view text);

// How many members the objects of a value have together. For values that keep the limit of nesting.
template <json_view View> std::size_t count_of_members(const View& view)
{
    std::size_t count = 0;
    if (view.kind() == json_kind::array) {
        view.for_each_element([&count](const View& inner) { count += count_of_members(inner); });
    } else if (view.kind() == json_kind::object) {
        view.for_each_member([&count](std::string_view /*name*/, const View& inner) {
            count += 1 + count_of_members(inner);
        });
    }
    return count;
}

// Where and how a value breaks a limit.
struct broken_limit {
    std::string path;
    std::string rule;
    std::string message;
};

// The first limit that `view` breaks, in the order of its members; nothing when it keeps them all.
// `path` is where it stands, `depth` how many arrays and objects it stands in.
template <json_view View>
std::optional<broken_limit> broken_limit_of(const View& view, const std::string& path = {},
                                            int depth = 0)
{
    if (view.kind() >= json_kind::array && depth >= deepest_nesting) {
        return broken_limit{path, "nesting-depth",
                            fmt::format("nested more than {} levels deep", deepest_nesting)};
    }
    // The path is built only for what has to be looked into or reported.
    const auto looks_safe = [](const View& inner) {
        return inner.kind() < json_kind::array &&
               (inner.kind() != json_kind::number || is_storable(inner.number()));
    };
    std::optional<broken_limit> broken;
    switch (view.kind()) {
    case json_kind::number:
        if (!is_storable(view.number())) {
            broken = broken_limit{path, "number-range",
                                  fmt::format("a number has more than {} significant digits or an "
                                              "exponent beyond {}",
                                              most_number_digits, largest_exponent)};
        }
        break;
    case json_kind::array: {
        std::size_t index = 0;
        view.for_each_element([&](const View& element) {
            if (!broken && !looks_safe(element)) {
                broken = broken_limit_of(element, fmt::format("{}/{}", path, index), depth + 1);
            }
            ++index;
        });
        break;
    }
    case json_kind::object:
        view.for_each_member([&](std::string_view name, const View& member) {
            if (!broken && !looks_safe(member)) {
                broken = broken_limit_of(member, path + "/" + pointer_token(name), depth + 1);
            }
        });
        break;
    default:
        break;
    }
    return broken;
}

// The bytes of a string as JSON prints it, with its quotes.
[[nodiscard]] std::size_t printed_size_of(std::string_view text);
// The bytes of a number as the server prints it: all its digits, no exponent.
[[nodiscard]] std::size_t printed_size_of(const decimal_shape& number);

// The same at most, without a look at its characters.
[[nodiscard]] constexpr std::size_t most_printed_size_of(std::string_view text)
{
    constexpr std::size_t longest_escape = 6;
    return 2 + longest_escape * text.size();
}

// How many bytes the server's text of a value has. What would print as megabytes need not be
// printed to be refused. With most_printed_size_of for its strings it is a bound, faster had. For
// values that keep the limit of nesting.
template <json_view View>
std::size_t printed_size_of(const View& view,
                            std::size_t (*size_of_string)(std::string_view) = printed_size_of)
{
    constexpr std::size_t separator = 2; // ", " and ": "
    std::size_t size = 0;
    std::size_t count = 0;
    switch (view.kind()) {
    case json_kind::null:
        return 4;
    case json_kind::boolean:
        return view.boolean() ? 4 : 5;
    case json_kind::number:
        return printed_size_of(view.number());
    case json_kind::string:
        return size_of_string(view.string());
    case json_kind::array:
        view.for_each_element([&](const View& element) {
            size += printed_size_of(element, size_of_string);
            ++count;
        });
        break;
    case json_kind::object:
        view.for_each_member([&](std::string_view name, const View& member) {
            size += size_of_string(name) + separator + printed_size_of(member, size_of_string);
            ++count;
        });
        break;
    }
    return size + 2 + (count > 1 ? (count - 1) * separator : 0);
}

} // namespace sdp
