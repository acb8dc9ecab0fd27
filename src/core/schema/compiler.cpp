#include "core/schema/compiler.hpp"

#include "core/json/limits.hpp"
#include "core/schema/cycles.hpp"
#include "core/schema/resources.hpp"

#include <array>
#include <deque>
#include <unordered_map>

#include <fmt/format.h>

namespace sdp {

namespace {

class compiler {
public:
    compiler(const schema_options& options, const schema_source& others)
        : options_(options), resources_(others)
    {
    }

    std::shared_ptr<const schema_program> run(const json_tree& schema)
    {
        resources_.add_document(schema, options_.base, "", {});
        program_->root = node_of(schema, "");
        drain();
        // Whatever a $dynamicRef may come to is compiled, too, and may ask for more.
        for (bool more = program_->is_dynamic; more;) {
            const auto before = nodes_.size();
            compile_dynamic_anchors();
            drain();
            more = nodes_.size() != before;
        }
        program_->nodes.assign(std::make_move_iterator(nodes_.begin()),
                               std::make_move_iterator(nodes_.end()));
        refuse_cycles(*program_);
        pass_by_references(*program_);
        return std::move(program_);
    }

private:
    // The node of a schema, which is filled later: so neither cycles nor long chains recurse.
    node_index node_of(const json_tree& schema, const std::string& location)
    {
        if (!is_schema(schema)) {
            refuse_schema(location, "a schema is an object or a boolean");
        }
        if (const auto known = known_.find(&schema); known != known_.end()) {
            return known->second;
        }
        const auto index = static_cast<node_index>(nodes_.size());
        nodes_.emplace_back();
        known_.emplace(&schema, index);
        waiting_.emplace_back(&schema, index);
        return index;
    }

    void drain()
    {
        while (!waiting_.empty()) {
            const auto [schema, index] = waiting_.front();
            waiting_.pop_front();
            fill(*schema, nodes_[static_cast<std::size_t>(index)]);
        }
    }

    void compile_dynamic_anchors()
    {
        program_->dynamic_anchors.clear();
        for (const auto& resource : resources_.all()) {
            auto& nodes = program_->dynamic_anchors.emplace_back();
            for (const auto& [name, schema] : resource.dynamic_anchors) {
                nodes.emplace(name, node_of(*schema, resource.location));
            }
        }
    }

    // Reads the keywords of one schema into its node.
    void fill(const json_tree& schema, schema_node& node)
    {
        const auto& where = resources_.place_of(schema);
        node.location = where.location;
        node.resource = where.resource;
        if (schema.kind == json_kind::boolean) {
            node.never = !schema.boolean;
            return;
        }
        const auto dialect = resources_.resource(where.resource).dialect;
        if (const auto* const reference = schema.member("$ref")) {
            node.reference = refer(*reference, node, "$ref");
            if (dialect.is_draft_7) {
                node.applies_in_place = true;
                return;
            }
        }
        if (const auto* const reference = schema.member("$dynamicRef");
            reference != nullptr && !dialect.is_draft_7) {
            refer_dynamically(*reference, node);
        }
        if (dialect.applies) {
            fill_in_place(schema, node);
            fill_array_applicators(schema, node, dialect);
            fill_object_applicators(schema, node, dialect);
        }
        if (dialect.has_unevaluated) {
            node.unevaluated_items = find_schema(schema, node, "unevaluatedItems");
            node.unevaluated_properties = find_schema(schema, node, "unevaluatedProperties");
        }
        if (dialect.validates) {
            fill_values(schema, node);
            fill_counts(schema, node, dialect);
        }
        if (const auto* const format = schema.member("format")) {
            if (format->kind != json_kind::string) {
                refuse_schema(node.location + "/format", "it is not a string");
            }
            node.format = options_.asserts_format || dialect.asserts_format
                              ? find_format(format->string)
                              : nullptr;
            node.format_name = format->string;
        }
        summarise(node);
    }

    static void summarise(schema_node& node)
    {
        node.looks_at_numbers = node.minimum || node.maximum || node.exclusive_minimum ||
                                node.exclusive_maximum || node.multiple_of;
        const schema_bounds any;
        const auto bounded = [&](const schema_bounds& bounds) {
            return bounds.least != any.least || bounds.most != any.most;
        };
        node.looks_at_strings =
            bounded(node.length) || node.string_pattern || node.format != nullptr;
        node.looks_at_arrays = !node.prefix_items.empty() || node.items != no_node ||
                               node.contains != no_node || bounded(node.item_count) ||
                               node.unique_items;
        node.looks_at_objects = !node.properties.empty() || !node.pattern_properties.empty() ||
                                node.additional_properties != no_node ||
                                node.property_names != no_node || bounded(node.property_count) ||
                                !node.dependencies.empty();
        node.applies_in_place = !node.all_of.empty() || !node.any_of.empty() ||
                                !node.one_of.empty() || node.negated != no_node ||
                                node.condition != no_node || node.reference != no_node ||
                                node.dynamic_reference != no_node;
    }

    node_index refer(const json_tree& reference, const schema_node& node, std::string_view keyword)
    {
        return node_of(*resources_
                            .find_target(reference, node.resource,
                                         fmt::format("{}/{}", node.location, keyword))
                            .schema,
                       node.location);
    }

    void refer_dynamically(const json_tree& reference, schema_node& node)
    {
        const auto found =
            resources_.find_target(reference, node.resource, node.location + "/$dynamicRef");
        node.dynamic_reference = node_of(*found.schema, node.location);
        if (resources_.resource(found.resource).dynamic_anchors.contains(found.anchor)) {
            node.dynamic_anchor = found.anchor;
            program_->is_dynamic = true;
        }
    }

    const json_tree* find(const json_tree& schema, const schema_node& node, const char* keyword,
                          json_kind kind)
    {
        const auto* const found = schema.member(keyword);
        if (found != nullptr && found->kind != kind) {
            refuse_schema(fmt::format("{}/{}", node.location, keyword),
                          fmt::format("it is not {} {}", kind <= json_kind::string ? "a" : "an",
                                      name_of(kind)));
        }
        return found;
    }

    node_index find_schema(const json_tree& schema, const schema_node& node, const char* keyword)
    {
        const auto* const found = schema.member(keyword);
        return found == nullptr ? no_node
                                : node_of(*found, fmt::format("{}/{}", node.location, keyword));
    }

    std::vector<node_index> find_schemas(const json_tree& schema, const schema_node& node,
                                         const char* keyword)
    {
        std::vector<node_index> result;
        if (const auto* const found = find(schema, node, keyword, json_kind::array)) {
            for (const auto& element : found->elements) {
                result.push_back(node_of(element, fmt::format("{}/{}", node.location, keyword)));
            }
            if (result.empty()) {
                refuse_schema(fmt::format("{}/{}", node.location, keyword), "it has no schema");
            }
        }
        return result;
    }

    void fill_in_place(const json_tree& schema, schema_node& node)
    {
        node.all_of = find_schemas(schema, node, "allOf");
        node.any_of = find_schemas(schema, node, "anyOf");
        node.one_of = find_schemas(schema, node, "oneOf");
        node.negated = find_schema(schema, node, "not");
        node.condition = find_schema(schema, node, "if");
        if (node.condition != no_node) {
            node.consequence = find_schema(schema, node, "then");
            node.alternative = find_schema(schema, node, "else");
        }
    }

    void fill_array_applicators(const json_tree& schema, schema_node& node,
                                const schema_dialect& dialect)
    {
        const auto* const items = schema.member("items");
        if (dialect.is_draft_7 && items != nullptr && items->kind == json_kind::array) {
            for (const auto& element : items->elements) {
                node.prefix_items.push_back(node_of(element, node.location + "/items"));
            }
            node.items = find_schema(schema, node, "additionalItems");
            node.items_keyword = "additionalItems";
        } else {
            if (!dialect.is_draft_7) {
                node.prefix_items = find_schemas(schema, node, "prefixItems");
            }
            node.items = find_schema(schema, node, "items");
        }
        node.contains = find_schema(schema, node, "contains");
        node.contains_evaluates = !dialect.is_draft_7;
    }

    void fill_object_applicators(const json_tree& schema, schema_node& node,
                                 const schema_dialect& dialect)
    {
        if (const auto* const found = find(schema, node, "properties", json_kind::object)) {
            for (const auto& [name, value] : found->members) {
                node.properties.push_back({name, node_of(value, node.location + "/properties")});
            }
        }
        if (const auto* const found = find(schema, node, "patternProperties", json_kind::object)) {
            for (const auto& [name, value] : found->members) {
                node.pattern_properties.emplace_back(
                    compile_pattern(name, node.location + "/patternProperties"),
                    node_of(value, node.location + "/patternProperties"));
            }
        }
        node.additional_properties = find_schema(schema, node, "additionalProperties");
        node.property_names = find_schema(schema, node, "propertyNames");
        if (const auto* const found = find(schema, node, "dependentSchemas", json_kind::object);
            found != nullptr && !dialect.is_draft_7) {
            for (const auto& [name, value] : found->members) {
                node.dependencies.push_back(
                    {name, {}, node_of(value, node.location + "/dependentSchemas")});
            }
        }
        if (const auto* const found = find(schema, node, "dependencies", json_kind::object);
            found != nullptr) {
            // Of draft 7; kept in later drafts by most validators (draft 2020-12, appendix).
            for (const auto& [name, value] : found->members) {
                const std::string here =
                    fmt::format("{}/dependencies/{}", node.location, pointer_token(name));
                if (value.kind == json_kind::array) {
                    node.dependencies.push_back(
                        {name, strings_in(value, here), no_node, "dependencies"});
                } else {
                    node.dependencies.push_back({name, {}, node_of(value, here), "dependencies"});
                }
            }
        }
    }

    static pattern compile_pattern(const std::string& source, const std::string& location)
    {
        std::string fault;
        auto compiled = pattern::compiled(source, fault);
        if (!compiled) {
            refuse_schema(location,
                          fmt::format("\"{}\" is not a regular expression: {}", source, fault));
        }
        return *std::move(compiled);
    }

    static std::vector<std::string> strings_in(const json_tree& list, const std::string& location)
    {
        std::vector<std::string> result;
        for (const auto& element : list.elements) {
            if (element.kind != json_kind::string) {
                refuse_schema(location, "it holds something else than strings");
            }
            result.push_back(element.string);
        }
        return result;
    }

    std::uint8_t type_named(const json_tree& name, const std::string& location)
    {
        constexpr std::array<std::pair<std::string_view, std::uint8_t>, 7> names{
            {{"null", type_null},
             {"boolean", type_boolean},
             {"integer", type_integer},
             {"number", type_number | type_integer},
             {"string", type_string},
             {"array", type_array},
             {"object", type_object}}};
        for (const auto& [known, bits] : names) {
            if (name.kind == json_kind::string && name.string == known) {
                return bits;
            }
        }
        refuse_schema(location, "there is no such type");
    }

    void fill_values(const json_tree& schema, schema_node& node)
    {
        if (const auto* const type = schema.member("type")) {
            const std::string here = node.location + "/type";
            node.types = 0;
            if (type->kind == json_kind::array) {
                for (const auto& element : type->elements) {
                    node.types |= type_named(element, here);
                }
            } else {
                node.types = type_named(*type, here);
            }
        }
        if (const auto* const values = find(schema, node, "enum", json_kind::array)) {
            node.has_enum = true;
            node.allowed = values->elements;
        }
        if (const auto* const value = schema.member("const")) {
            node.constant = *value;
        }
        const auto number = [&](const char* keyword) -> std::optional<decimal> {
            const auto* const found = find(schema, node, keyword, json_kind::number);
            return found == nullptr ? std::nullopt : std::optional(found->number);
        };
        node.minimum = number("minimum");
        node.maximum = number("maximum");
        node.exclusive_minimum = number("exclusiveMinimum");
        node.exclusive_maximum = number("exclusiveMaximum");
        node.multiple_of = number("multipleOf");
        if (node.multiple_of && (node.multiple_of->is_negative() || node.multiple_of->is_zero())) {
            refuse_schema(node.location + "/multipleOf", "it is not greater than 0");
        }
        if (const auto* const source = find(schema, node, "pattern", json_kind::string)) {
            node.string_pattern = compile_pattern(source->string, node.location + "/pattern");
        }
    }

    void fill_counts(const json_tree& schema, schema_node& node, const schema_dialect& dialect)
    {
        const auto count = [&](const char* keyword, std::uint64_t& bound) {
            const auto* const found = find(schema, node, keyword, json_kind::number);
            if (found == nullptr) {
                return;
            }
            if (found->number.is_negative() || !found->number.is_integer()) {
                refuse_schema(fmt::format("{}/{}", node.location, keyword),
                              "it is not an integer from 0 on");
            }
            constexpr auto most = std::numeric_limits<std::uint64_t>::max();
            bound = found->number.as_count(most).value_or(most);
        };
        count("minLength", node.length.least);
        count("maxLength", node.length.most);
        count("minItems", node.item_count.least);
        count("maxItems", node.item_count.most);
        count("minProperties", node.property_count.least);
        count("maxProperties", node.property_count.most);
        if (!dialect.is_draft_7) {
            count("minContains", node.contained.least);
            count("maxContains", node.contained.most);
        }
        if (const auto* const unique = find(schema, node, "uniqueItems", json_kind::boolean)) {
            node.unique_items = unique->boolean;
        }
        if (const auto* const required = find(schema, node, "required", json_kind::array)) {
            for (const auto& name : strings_in(*required, node.location + "/required")) {
                require_property(node, name);
            }
        }
        if (const auto* const found = find(schema, node, "dependentRequired", json_kind::object);
            found != nullptr && !dialect.is_draft_7) {
            for (const auto& [name, value] : found->members) {
                node.dependencies.push_back(
                    {name, strings_in(value, node.location + "/dependentRequired"), no_node,
                     "dependentRequired"});
            }
        }
    }

    static void require_property(schema_node& node, const std::string& name)
    {
        auto found = std::lower_bound(node.properties.begin(), node.properties.end(), name,
                                      [](const schema_property& one, const std::string& wanted) {
                                          return comes_before(one.name, wanted);
                                      });
        if (found == node.properties.end() || found->name != name) {
            found = node.properties.insert(found, {name});
        }
        node.required_count += found->required ? 0 : 1;
        found->required = true;
    }

    const schema_options& options_;
    std::shared_ptr<schema_program> program_ = std::make_shared<schema_program>();
    std::deque<schema_node> nodes_;
    schema_resources resources_;
    std::unordered_map<const json_tree*, node_index> known_;
    std::deque<std::pair<const json_tree*, node_index>> waiting_;
};

} // namespace

std::shared_ptr<const schema_program>
compiled_schema(const json_tree& schema, const schema_options& options, const schema_source& others)
{
    if (!is_schema(schema)) {
        refuse_schema("", "a schema is an object or a boolean");
    }
    return compiler(options, others).run(schema);
}

} // namespace sdp
