#pragma once
#include "core/json/tree.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>

namespace sdp {

// A value as a finding names it, its beginning where it is long: `number 5`, `an array of 3`.
template <indexed_json_view View> std::string described(const View& value)
{
    constexpr std::size_t longest = 60;
    switch (value.kind()) {
    case json_kind::boolean:
        return value.boolean() ? "boolean true" : "boolean false";
    case json_kind::number:
        return fmt::format("number {}", decimal(value.exact()).text());
    case json_kind::string: {
        const std::string_view text = value.string();
        return fmt::format("string \"{}{}\"", beginning_of(text, longest),
                           text.size() > longest ? "..." : "");
    }
    case json_kind::array:
        return fmt::format("an array of {}", value.size());
    case json_kind::object:
        return "an object";
    default:
        return "null";
    }
}

// A value of a schema as a message shows it.
template <indexed_json_view View> std::string shown(const View& value)
{
    const auto text = described(value);
    const auto kind = value.kind();
    const bool has_kind =
        kind == json_kind::boolean || kind == json_kind::number || kind == json_kind::string;
    return has_kind ? text.substr(name_of(kind).size() + 1) : text;
}

} // namespace sdp
