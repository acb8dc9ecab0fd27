#pragma once
#include "core/json/compare.hpp"
#include "core/schema/findings.hpp"
#include "core/schema/messages.hpp"
#include "core/utf8.hpp"

#include <array>

namespace sdp {

// What a schema says of a value by itself, without those that it consists of. The functions return
// whether it holds; with Collect they note all that does not, else they may stop at the first.

template <indexed_json_view View> std::uint8_t type_of(const View& value, json_kind kind)
{
    switch (kind) {
    case json_kind::null:
        return type_null;
    case json_kind::boolean:
        return type_boolean;
    case json_kind::number:
        return decimal(value.exact()).is_integer() ? type_integer : type_number;
    case json_kind::string:
        return type_string;
    case json_kind::array:
        return type_array;
    case json_kind::object:
        return type_object;
    }
    return 0;
}

inline std::string names_of(std::uint8_t types)
{
    constexpr std::array<std::pair<std::uint8_t, const char*>, 7> names{{{type_null, "null"},
                                                                         {type_boolean, "boolean"},
                                                                         {type_number, "number"},
                                                                         {type_integer, "integer"},
                                                                         {type_string, "string"},
                                                                         {type_array, "array"},
                                                                         {type_object, "object"}}};
    std::string result;
    for (const auto& [bit, name] : names) {
        const bool is_part_of_number = bit == type_integer && (types & type_number) != 0;
        if ((types & bit) != 0 && !is_part_of_number) {
            result += (result.empty() ? "" : " or ") + std::string(name);
        }
    }
    return result;
}

template <bool Collect, indexed_json_view View>
bool check_number(const schema_node& node, const View& value, const instance_path& where,
                  schema_findings& findings)
{
    const decimal& number = value.exact();
    bool good = true;
    const auto require = [&](bool holds, const char* keyword, std::string_view relation,
                             const std::optional<decimal>& bound) {
        if (!holds) {
            findings.add<Collect>(node, keyword, where, [&] {
                return fmt::format("expected {} {}, found {}", relation, bound->text(),
                                   number.text());
            });
            good = false;
        }
    };
    require(!node.minimum || number >= *node.minimum, "minimum", "at least", node.minimum);
    require(!node.maximum || number <= *node.maximum, "maximum", "at most", node.maximum);
    require(!node.exclusive_minimum || number > *node.exclusive_minimum, "exclusiveMinimum",
            "more than", node.exclusive_minimum);
    require(!node.exclusive_maximum || number < *node.exclusive_maximum, "exclusiveMaximum",
            "less than", node.exclusive_maximum);
    require(!node.multiple_of || number.is_multiple_of(*node.multiple_of), "multipleOf",
            "a multiple of", node.multiple_of);
    return good;
}

template <bool Collect>
bool check_bounds(const schema_node& node, const schema_bounds& bounds, std::uint64_t count,
                  const char* least, const char* most, std::string_view what,
                  const instance_path& where, schema_findings& findings)
{
    if (bounds.allow(count)) {
        return true;
    }
    const bool few = count < bounds.least;
    findings.add<Collect>(node, few ? least : most, where, [&] {
        return fmt::format("expected {} {} {}, found {}", few ? "at least" : "at most",
                           few ? bounds.least : bounds.most, what, count);
    });
    return false;
}

template <bool Collect, indexed_json_view View>
bool check_string(const schema_node& node, const View& value, const instance_path& where,
                  schema_findings& findings)
{
    const std::string_view text = value.string();
    bool good = true;
    if (node.length.least > 0 || node.length.most < text.size()) {
        good = check_bounds<Collect>(node, node.length, characters_in(text), "minLength",
                                     "maxLength", "characters", where, findings);
    }
    if (node.string_pattern && (good || Collect) && !node.string_pattern->matches(text)) {
        findings.add<Collect>(node, "pattern", where, [&] {
            return fmt::format("expected a match of {}, found {}", node.string_pattern->source(),
                               described(value));
        });
        good = false;
    }
    if (node.format != nullptr && (good || Collect) && !node.format(text)) {
        findings.add<Collect>(node, "format", where, [&] {
            return fmt::format("expected the format {}, found {}", node.format_name,
                               described(value));
        });
        good = false;
    }
    return good;
}

template <bool Collect, indexed_json_view View>
bool check_value(const schema_node& node, const View& value, json_kind kind,
                 const instance_path& where, schema_findings& findings)
{
    if (node.types != any_type && (node.types & type_of(value, kind)) == 0) {
        findings.add<Collect>(node, "type", where, [&] {
            return fmt::format("expected {}, found {}", names_of(node.types), described(value));
        });
        // What else is said of another type would only confuse.
        return false;
    }
    bool good = true;
    if (node.has_enum &&
        std::none_of(node.allowed.begin(), node.allowed.end(),
                     [&](const json_tree& allowed) { return equal(tree_view(allowed), value); })) {
        findings.add<Collect>(node, "enum", where, [&] {
            std::string allowed;
            for (const auto& one : node.allowed) {
                allowed += (allowed.empty() ? "" : ", ") + shown(tree_view(one));
            }
            return fmt::format("expected one of {}; found {}", allowed, described(value));
        });
        good = false;
    }
    if (node.constant && !equal(tree_view(*node.constant), value)) {
        findings.add<Collect>(node, "const", where, [&] {
            return fmt::format("expected {}, found {}", shown(tree_view(*node.constant)),
                               described(value));
        });
        good = false;
    }
    if (kind == json_kind::number && node.looks_at_numbers) {
        good = check_number<Collect>(node, value, where, findings) && good;
    } else if (kind == json_kind::string && node.looks_at_strings) {
        good = check_string<Collect>(node, value, where, findings) && good;
    }
    return good;
}

} // namespace sdp
