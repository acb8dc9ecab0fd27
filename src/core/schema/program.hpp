#pragma once
#include "core/json/tree.hpp"
#include "core/schema/format.hpp"
#include "core/schema/pattern.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sdp {

using node_index = std::int32_t;
inline constexpr node_index no_node = -1;

// What `type` allows: a bit for each. An integer is a number, too.
enum json_type : std::uint8_t {
    type_null = 1,
    type_boolean = 2,
    type_integer = 4,
    type_number = 8,
    type_string = 16,
    type_array = 32,
    type_object = 64,
    any_type = 127,
};

struct schema_property {
    std::string name;
    node_index node = no_node;
    bool required = false;
};

struct schema_bounds {
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

    [[nodiscard]] bool allow(std::uint64_t count) const { return least <= count && count <= most; }
};

// One subschema, its keywords in the form in which they are asked about. Its members stand by
// subject, not by size: there are few of them, and none is copied.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct schema_node {
    // Where the schema says it, for findings: a JSON pointer, after the document's URI and # where
    // it is not the document that was asked about.
    std::string location{};
    // The schema resource (draft 2020-12, core, section 4.3.5) that it is part of.
    std::int32_t resource = 0;

    bool never = false; // The schema false.
    std::uint8_t types = any_type;
    std::vector<json_tree> allowed{}; // enum
    bool has_enum = false;
    std::optional<json_tree> constant{};

    // Of numbers.
    std::optional<decimal> minimum{};
    std::optional<decimal> maximum{};
    std::optional<decimal> exclusive_minimum{};
    std::optional<decimal> exclusive_maximum{};
    std::optional<decimal> multiple_of{};

    // Of strings; lengths in characters.
    schema_bounds length{};
    std::optional<pattern> string_pattern{};
    format_check format = nullptr;
    std::string format_name{};

    // Of arrays.
    std::vector<node_index> prefix_items{};
    node_index items = no_node;
    const char* items_keyword = "items";
    node_index contains = no_node;
    schema_bounds contained{.least = 1};
    bool contains_evaluates = true;
    schema_bounds item_count{};
    bool unique_items = false;
    node_index unevaluated_items = no_node;

    // Of objects. Properties that are described or required, in the order of comes_before().
    std::vector<schema_property> properties{};
    std::size_t required_count = 0;
    std::vector<std::pair<pattern, node_index>> pattern_properties{};
    node_index additional_properties = no_node;
    node_index property_names = no_node;
    schema_bounds property_count{};
    struct dependency {
        std::string name;
        std::vector<std::string> required{};
        node_index node = no_node;
        const char* keyword = "dependentSchemas";
    };
    std::vector<dependency> dependencies{};
    node_index unevaluated_properties = no_node;

    // In place.
    std::vector<node_index> all_of{};
    std::vector<node_index> any_of{};
    std::vector<node_index> one_of{};
    node_index negated = no_node;
    node_index condition = no_node;
    node_index consequence = no_node;
    node_index alternative = no_node;
    node_index reference = no_node;
    // $dynamicRef whose target has an anchor of that name: the outermost one of the resources that
    // are being evaluated counts. `reference` where none has it.
    node_index dynamic_reference = no_node;
    std::string dynamic_anchor{};

    // Which of these there are, so that most are passed by at once.
    bool looks_at_numbers = false;
    bool looks_at_strings = false;
    bool looks_at_arrays = false;
    bool looks_at_objects = false;
    bool applies_in_place = false;
    [[nodiscard]] bool needs_evaluated() const
    {
        return unevaluated_items != no_node || unevaluated_properties != no_node;
    }
};

// A schema ready to run.
struct schema_program {
    std::vector<schema_node> nodes{};
    node_index root = no_node;
    // For each resource its nodes with $dynamicAnchor. Empty where no $dynamicRef asks for them.
    std::vector<std::map<std::string, node_index>> dynamic_anchors{};
    bool is_dynamic = false;
};

} // namespace sdp
