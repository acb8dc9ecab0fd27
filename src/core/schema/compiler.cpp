#include "core/schema/compiler.hpp"

#include "core/error.hpp"
#include "core/json/limits.hpp"
#include "core/schema/uri.hpp"
#include "core/sqlstates.hpp"

#include <array>
#include <deque>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

namespace sdp {

namespace {

// The base of a document that has no $id.
constexpr std::string_view nameless = "json-schema:///";
constexpr std::string_view draft_7 = "http://json-schema.org/draft-07/schema";
constexpr std::string_view draft_2020 = "https://json-schema.org/draft/2020-12/schema";
constexpr std::string_view vocabulary = "https://json-schema.org/draft/2020-12/vocab/";

// What of a schema counts.
struct dialect {
    bool is_draft_7 = false;
    bool applies = true;
    bool validates = true;
    bool has_unevaluated = true;
    // The meta-schema demands it, whatever the options say.
    bool asserts_format = false;
};

constexpr std::array schema_keywords = {"not",
                                        "if",
                                        "then",
                                        "else",
                                        "items",
                                        "additionalItems",
                                        "contains",
                                        "additionalProperties",
                                        "propertyNames",
                                        "unevaluatedItems",
                                        "unevaluatedProperties",
                                        "contentSchema"};
constexpr std::array list_keywords = {"allOf", "anyOf", "oneOf", "prefixItems", "items"};
constexpr std::array map_keywords = {"properties",  "patternProperties", "$defs",
                                     "definitions", "dependentSchemas",  "dependencies"};

[[noreturn]] void refuse(const std::string& location, std::string_view what)
{
    throw error{
        sqlstate::invalid_schema, fmt::format("schema is not valid at \"{}\"", location),
        fmt::format("{}{}.", static_cast<char>(std::toupper(what.front())), what.substr(1))};
}

bool is_schema(const json_tree& tree)
{
    return tree.kind == json_kind::object || tree.kind == json_kind::boolean;
}

class compiler {
public:
    compiler(const schema_options& options, const schema_source& others)
        : options_(options), others_(others)
    {
    }

    std::shared_ptr<const schema_program> run(const json_tree& schema)
    {
        add_document(schema, std::string(nameless), "", {});
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
        refuse_cycles();
        pass_by_references();
        return std::move(program_);
    }

private:
    struct resource {
        std::string uri;
        const json_tree* root;
        dialect language;
        std::string location;
        std::map<std::string, const json_tree*> anchors{};
        std::set<std::string> dynamic_anchors{};
    };
    struct place {
        std::int32_t resource;
        std::string location;
    };

    // Finds out what a document holds before anything in it is referred to.
    void add_document(const json_tree& root, const std::string& uri, const std::string& prefix,
                      dialect language)
    {
        const auto index = add_resource(root, uri, prefix, language);
        scan(root, index, prefix);
    }

    std::int32_t add_resource(const json_tree& root, const std::string& uri,
                              const std::string& location, dialect language)
    {
        if (const auto* const named = root.member("$schema")) {
            language = language_of(*named, location);
        }
        resources_.push_back({uri, &root, language, location});
        const auto index = static_cast<std::int32_t>(resources_.size() - 1);
        by_uri_.try_emplace(uri, index);
        return index;
    }

    dialect language_of(const json_tree& named, const std::string& location)
    {
        if (named.kind != json_kind::string) {
            refuse(location + "/$schema", "it is not a string");
        }
        std::string uri = named.string;
        if (uri.ends_with('#')) {
            uri.pop_back();
        }
        if (uri == draft_2020) {
            return {};
        }
        if (uri == draft_7) {
            return {.is_draft_7 = true, .has_unevaluated = false};
        }
        const auto* const meta = others_(uri);
        if (meta == nullptr) {
            refuse(location + "/$schema",
                   fmt::format("the meta-schema \"{}\" is neither draft 2020-12 nor draft 7", uri));
        }
        const auto* const vocabularies = meta->member("$vocabulary");
        if (vocabularies == nullptr) {
            return {};
        }
        const auto has = [&](std::string_view name) {
            return vocabularies->member(fmt::format("{}{}", vocabulary, name)) != nullptr;
        };
        return {.is_draft_7 = false,
                .applies = has("applicator"),
                .validates = has("validation"),
                .has_unevaluated = has("unevaluated"),
                .asserts_format = has("format-assertion")};
    }

    void scan(const json_tree& schema, std::int32_t index, const std::string& location)
    {
        if (schema.kind != json_kind::object) {
            places_.try_emplace(&schema, place{index, location});
            return;
        }
        const bool old = resources_[static_cast<std::size_t>(index)].language.is_draft_7;
        const bool only_refers = old && schema.member("$ref") != nullptr;
        if (const auto* const id = schema.member("$id"); id != nullptr && !only_refers) {
            index = identify(schema, *id, index, location);
        }
        places_.try_emplace(&schema, place{index, location});
        auto& here = resources_[static_cast<std::size_t>(index)];
        if (!here.language.is_draft_7) {
            for (const bool dynamic : {false, true}) {
                const auto* const anchor = schema.member(dynamic ? "$dynamicAnchor" : "$anchor");
                if (anchor != nullptr && anchor->kind == json_kind::string) {
                    here.anchors.try_emplace(anchor->string, &schema);
                    if (dynamic) {
                        here.dynamic_anchors.insert(anchor->string);
                    }
                }
            }
        }
        for (const std::string_view keyword : schema_keywords) {
            const auto* const found = schema.member(keyword);
            if (found != nullptr && is_schema(*found)) {
                scan(*found, index, fmt::format("{}/{}", location, keyword));
            }
        }
        for (const std::string_view keyword : list_keywords) {
            const auto* const found = schema.member(keyword);
            if (found != nullptr && found->kind == json_kind::array) {
                for (std::size_t i = 0; i < found->elements.size(); ++i) {
                    scan(found->elements[i], index, fmt::format("{}/{}/{}", location, keyword, i));
                }
            }
        }
        for (const std::string_view keyword : map_keywords) {
            const auto* const found = schema.member(keyword);
            if (found != nullptr && found->kind == json_kind::object) {
                for (const auto& [name, value] : found->members) {
                    scan(value, index,
                         fmt::format("{}/{}/{}", location, keyword, pointer_token(name)));
                }
            }
        }
    }

    // The resource that a schema with an $id is: a new one, unless it is the document's root.
    std::int32_t identify(const json_tree& schema, const json_tree& id, std::int32_t index,
                          const std::string& location)
    {
        if (id.kind != json_kind::string) {
            refuse(location + "/$id", "it is not a string");
        }
        auto& here = resources_[static_cast<std::size_t>(index)];
        if (here.language.is_draft_7 && id.string.starts_with('#')) {
            here.anchors.try_emplace(id.string.substr(1), &schema);
            return index;
        }
        const auto uri = resolved_uri(here.uri, id.string);
        if (!uri) {
            refuse(location + "/$id", fmt::format("\"{}\" is not a URI reference", id.string));
        }
        if (here.root == &schema) {
            here.uri = *uri;
            by_uri_.try_emplace(*uri, index);
            return index;
        }
        return add_resource(schema, *uri, location, here.language);
    }

    // The place of a schema that a JSON pointer leads to, which may stand where no keyword is
    // known.
    const json_tree& at_pointer(std::int32_t index, const std::string& pointer,
                                const std::string& from)
    {
        const json_tree* tree = resources_[static_cast<std::size_t>(index)].root;
        std::string location = resources_[static_cast<std::size_t>(index)].location;
        std::size_t begin = 0;
        while (begin < pointer.size()) {
            const auto end = std::min(pointer.find('/', begin + 1), pointer.size());
            const std::string token = pointer.substr(begin + 1, end - begin - 1);
            location += "/" + token;
            const json_tree* next = nullptr;
            if (tree->kind == json_kind::object) {
                next = tree->member(unescaped(token));
            } else if (tree->kind == json_kind::array && !token.empty() &&
                       token.find_first_not_of("0123456789") == std::string::npos &&
                       token.size() < 10 && std::stoul(token) < tree->elements.size()) {
                next = &tree->elements[std::stoul(token)];
            }
            if (next == nullptr) {
                refuse(from, fmt::format("there is nothing at \"{}\"", pointer));
            }
            tree = next;
            if (const auto known = places_.find(tree); known != places_.end()) {
                index = known->second.resource;
            }
            begin = end;
        }
        if (!is_schema(*tree)) {
            refuse(from, fmt::format("there is no schema at \"{}\"", pointer));
        }
        if (!places_.contains(tree)) {
            scan(*tree, index, location);
        }
        return *tree;
    }

    static std::string unescaped(const std::string& token)
    {
        std::string name;
        for (std::size_t i = 0; i < token.size(); ++i) {
            if (token[i] == '~' && i + 1 < token.size() &&
                (token[i + 1] == '0' || token[i + 1] == '1')) {
                name += token[++i] == '0' ? '~' : '/';
            } else {
                name += token[i];
            }
        }
        return name;
    }

    struct target {
        const json_tree* tree;
        // The anchor that named it; empty for a pointer.
        std::string anchor{};
        std::int32_t resource;
    };

    target find_target(const json_tree& reference, std::int32_t from, const std::string& location)
    {
        if (reference.kind != json_kind::string) {
            refuse(location, "it is not a string");
        }
        const auto uri =
            resolved_uri(resources_[static_cast<std::size_t>(from)].uri, reference.string);
        const auto hash = reference.string.find('#');
        const auto fragment = percent_decoded(
            hash == std::string::npos ? "" : std::string_view(reference.string).substr(hash + 1));
        if (!uri || !fragment) {
            refuse(location, fmt::format("\"{}\" is not a URI reference", reference.string));
        }
        auto found = by_uri_.find(*uri);
        if (found == by_uri_.end()) {
            const auto* const document = others_(*uri);
            if (document == nullptr) {
                refuse(location, fmt::format("there is no schema \"{}\"", *uri));
            }
            // Without a $schema it is of the draft of whoever refers to it.
            add_document(*document, *uri, *uri + "#",
                         resources_[static_cast<std::size_t>(from)].language);
            found = by_uri_.find(*uri);
        }
        const auto index = found->second;
        if (fragment->empty()) {
            return {resources_[static_cast<std::size_t>(index)].root, {}, index};
        }
        if (fragment->front() == '/') {
            return {&at_pointer(index, *fragment, location), {}, index};
        }
        const auto& anchors = resources_[static_cast<std::size_t>(index)].anchors;
        const auto anchor = anchors.find(*fragment);
        if (anchor == anchors.end()) {
            refuse(location, fmt::format("there is no anchor \"{}\"", *fragment));
        }
        return {anchor->second, *fragment, index};
    }

    // The node of a schema, which is filled later: so neither cycles nor long chains recurse.
    node_index node_of(const json_tree& schema, const std::string& location)
    {
        if (!is_schema(schema)) {
            refuse(location, "a schema is an object or a boolean");
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
        program_->dynamic_anchors.resize(resources_.size());
        for (std::size_t i = 0; i < resources_.size(); ++i) {
            for (const auto& name : resources_[i].dynamic_anchors) {
                program_->dynamic_anchors[i][name] = node_of(*resources_[i].anchors.at(name), "");
            }
        }
    }

    // Reads the keywords of one schema into its node.
    void fill(const json_tree& schema, schema_node& node)
    {
        const auto& where = places_.at(&schema);
        node.location = where.location;
        node.resource = where.resource;
        if (schema.kind == json_kind::boolean) {
            node.never = !schema.boolean;
            return;
        }
        const auto language = resources_[static_cast<std::size_t>(where.resource)].language;
        if (const auto* const reference = schema.member("$ref")) {
            node.reference = refer(*reference, node, "$ref");
            if (language.is_draft_7) {
                node.applies_in_place = true;
                return;
            }
        }
        if (const auto* const reference = schema.member("$dynamicRef");
            reference != nullptr && !language.is_draft_7) {
            refer_dynamically(*reference, node);
        }
        if (language.applies) {
            fill_in_place(schema, node);
            fill_array_applicators(schema, node, language);
            fill_object_applicators(schema, node, language);
        }
        if (language.has_unevaluated) {
            node.unevaluated_items = find_schema(schema, node, "unevaluatedItems");
            node.unevaluated_properties = find_schema(schema, node, "unevaluatedProperties");
        }
        if (language.validates) {
            fill_values(schema, node);
            fill_counts(schema, node, language);
        }
        if (const auto* const format = schema.member("format")) {
            if (format->kind != json_kind::string) {
                refuse(node.location + "/format", "it is not a string");
            }
            node.format = options_.asserts_format || language.asserts_format
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
        const auto found =
            find_target(reference, node.resource, fmt::format("{}/{}", node.location, keyword));
        return node_of(*found.tree, node.location);
    }

    void refer_dynamically(const json_tree& reference, schema_node& node)
    {
        const auto found = find_target(reference, node.resource, node.location + "/$dynamicRef");
        node.dynamic_reference = node_of(*found.tree, node.location);
        const auto& anchors = resources_[static_cast<std::size_t>(found.resource)].dynamic_anchors;
        if (anchors.contains(found.anchor)) {
            node.dynamic_anchor = found.anchor;
            program_->is_dynamic = true;
        }
    }

    const json_tree* find(const json_tree& schema, const schema_node& node, const char* keyword,
                          json_kind kind)
    {
        const auto* const found = schema.member(keyword);
        if (found != nullptr && found->kind != kind) {
            refuse(fmt::format("{}/{}", node.location, keyword),
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
                refuse(fmt::format("{}/{}", node.location, keyword), "it has no schema");
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

    void fill_array_applicators(const json_tree& schema, schema_node& node, const dialect& language)
    {
        const auto* const items = schema.member("items");
        if (language.is_draft_7 && items != nullptr && items->kind == json_kind::array) {
            for (const auto& element : items->elements) {
                node.prefix_items.push_back(node_of(element, node.location + "/items"));
            }
            node.items = find_schema(schema, node, "additionalItems");
            node.items_keyword = "additionalItems";
        } else {
            if (!language.is_draft_7) {
                node.prefix_items = find_schemas(schema, node, "prefixItems");
            }
            node.items = find_schema(schema, node, "items");
            node.items_keyword = "items";
        }
        node.contains = find_schema(schema, node, "contains");
        node.contains_evaluates = !language.is_draft_7;
    }

    void fill_object_applicators(const json_tree& schema, schema_node& node,
                                 const dialect& language)
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
            found != nullptr && !language.is_draft_7) {
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
            refuse(location, fmt::format("\"{}\" is not a regular expression: {}", source, fault));
        }
        return *std::move(compiled);
    }

    static std::vector<std::string> strings_in(const json_tree& list, const std::string& location)
    {
        std::vector<std::string> result;
        for (const auto& element : list.elements) {
            if (element.kind != json_kind::string) {
                refuse(location, "it holds something else than strings");
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
        refuse(location, "there is no such type");
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
            refuse(node.location + "/multipleOf", "it is not greater than 0");
        }
        if (const auto* const source = find(schema, node, "pattern", json_kind::string)) {
            node.string_pattern = compile_pattern(source->string, node.location + "/pattern");
        }
    }

    void fill_counts(const json_tree& schema, schema_node& node, const dialect& language)
    {
        const auto count = [&](const char* keyword, std::uint64_t& bound) {
            const auto* const found = find(schema, node, keyword, json_kind::number);
            if (found == nullptr) {
                return;
            }
            if (found->number.is_negative() || !found->number.is_integer()) {
                refuse(fmt::format("{}/{}", node.location, keyword),
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
        if (!language.is_draft_7) {
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
            found != nullptr && !language.is_draft_7) {
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

    [[nodiscard]] std::vector<node_index> applied_in_place(const schema_node& node) const
    {
        std::vector<node_index> result = node.all_of;
        result.insert(result.end(), node.any_of.begin(), node.any_of.end());
        result.insert(result.end(), node.one_of.begin(), node.one_of.end());
        for (const auto& one : node.dependencies) {
            result.push_back(one.node);
        }
        for (const auto index : {node.negated, node.condition, node.consequence, node.alternative,
                                 node.reference, node.dynamic_reference}) {
            result.push_back(index);
        }
        if (!node.dynamic_anchor.empty()) {
            for (const auto& anchors : program_->dynamic_anchors) {
                if (const auto found = anchors.find(node.dynamic_anchor); found != anchors.end()) {
                    result.push_back(found->second);
                }
            }
        }
        std::erase(result, no_node);
        return result;
    }

    // A schema that applies itself to the same value would never end.
    void refuse_cycles() const
    {
        enum class color : std::uint8_t { unseen, open, done };
        std::vector<color> colors(program_->nodes.size(), color::unseen);
        struct visit {
            node_index node;
            std::vector<node_index> left;
        };
        for (std::size_t start = 0; start < colors.size(); ++start) {
            if (colors[start] != color::unseen) {
                continue;
            }
            std::vector<visit> stack;
            const auto enter = [&](node_index index) {
                colors[static_cast<std::size_t>(index)] = color::open;
                stack.push_back(
                    {index, applied_in_place(program_->nodes[static_cast<std::size_t>(index)])});
            };
            enter(static_cast<node_index>(start));
            while (!stack.empty()) {
                auto& top = stack.back();
                if (top.left.empty()) {
                    colors[static_cast<std::size_t>(top.node)] = color::done;
                    stack.pop_back();
                    continue;
                }
                const auto next = top.left.back();
                top.left.pop_back();
                if (colors[static_cast<std::size_t>(next)] == color::open) {
                    refuse(program_->nodes[static_cast<std::size_t>(next)].location,
                           "it applies itself to the same value, without end");
                }
                if (colors[static_cast<std::size_t>(next)] == color::unseen) {
                    enter(next);
                }
            }
        }
    }

    // A schema that is nothing but a $ref is passed by: chains of them cost nothing then.
    void pass_by_references()
    {
        const auto only_refers = [](const schema_node& node) {
            return node.reference != no_node && node.dynamic_reference == no_node && !node.never &&
                   node.types == any_type && !node.has_enum && !node.constant &&
                   !node.looks_at_numbers && !node.looks_at_strings && !node.looks_at_arrays &&
                   !node.looks_at_objects && !node.needs_evaluated() && node.all_of.empty() &&
                   node.any_of.empty() && node.one_of.empty() && node.negated == no_node &&
                   node.condition == no_node;
        };
        if (program_->is_dynamic) {
            return; // Which resources are entered matters.
        }
        for (auto& node : program_->nodes) {
            while (node.reference != no_node) {
                const auto& next = program_->nodes[static_cast<std::size_t>(node.reference)];
                if (!only_refers(next)) {
                    break;
                }
                node.reference = next.reference;
            }
        }
    }

    const schema_options& options_;
    const schema_source& others_;
    std::shared_ptr<schema_program> program_ = std::make_shared<schema_program>();
    std::deque<schema_node> nodes_;
    std::vector<resource> resources_;
    std::map<std::string, std::int32_t> by_uri_;
    std::unordered_map<const json_tree*, place> places_;
    std::unordered_map<const json_tree*, node_index> known_;
    std::deque<std::pair<const json_tree*, node_index>> waiting_;
};

} // namespace

std::shared_ptr<const schema_program>
compiled_schema(const json_tree& schema, const schema_options& options, const schema_source& others)
{
    if (!is_schema(schema)) {
        refuse("", "a schema is an object or a boolean");
    }
    return compiler(options, others).run(schema);
}

} // namespace sdp
