#include "core/schema/resources.hpp"

#include "core/error.hpp"
#include "core/schema/uri.hpp"
#include "core/sqlstates.hpp"

#include <array>

#include <fmt/format.h>

namespace sdp {

namespace {

constexpr std::string_view draft_7 = "http://json-schema.org/draft-07/schema";
constexpr std::string_view draft_2020 = "https://json-schema.org/draft/2020-12/schema";
constexpr std::string_view vocabulary = "https://json-schema.org/draft/2020-12/vocab/";

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

std::string unescaped(const std::string& token)
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

} // namespace

void refuse_schema(const std::string& location, std::string_view what)
{
    throw error{sqlstate::invalid_schema, fmt::format("schema is not valid at \"{}\"", location),
                fmt::format("{}{}.", static_cast<char>(std::toupper(what.front())), what.substr(1)),
                "SELECT * FROM sdp.check_schema(schema) says what is wrong with a schema."};
}

bool is_schema(const json_tree& tree)
{
    return tree.kind == json_kind::object || tree.kind == json_kind::boolean;
}

void schema_resources::add_document(const json_tree& root, const std::string& uri,
                                    const std::string& prefix, schema_dialect dialect)
{
    const auto index = add_resource(root, uri, prefix, dialect);
    scan(root, index, prefix);
}

std::int32_t schema_resources::add_resource(const json_tree& root, const std::string& uri,
                                            const std::string& location, schema_dialect dialect)
{
    if (const auto* const named = root.member("$schema")) {
        dialect = dialect_of(*named, location);
    }
    resources_.push_back({uri, &root, dialect, location});
    const auto index = static_cast<std::int32_t>(resources_.size() - 1);
    by_uri_.try_emplace(uri, index);
    return index;
}

schema_dialect schema_resources::dialect_of(const json_tree& named,
                                            const std::string& location) const
{
    if (named.kind != json_kind::string) {
        refuse_schema(location + "/$schema", "it is not a string");
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
        refuse_schema(
            location + "/$schema",
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

void schema_resources::scan(const json_tree& schema, std::int32_t index,
                            const std::string& location)
{
    if (schema.kind != json_kind::object) {
        places_.try_emplace(&schema, schema_place{index, location});
        return;
    }
    const bool old = at(index).dialect.is_draft_7;
    const bool only_refers = old && schema.member("$ref") != nullptr;
    if (const auto* const id = schema.member("$id"); id != nullptr && !only_refers) {
        index = identify(schema, *id, index, location);
    }
    places_.try_emplace(&schema, schema_place{index, location});
    auto& here = at(index);
    if (!here.dialect.is_draft_7) {
        for (const bool dynamic : {false, true}) {
            const auto* const anchor = schema.member(dynamic ? "$dynamicAnchor" : "$anchor");
            if (anchor != nullptr && anchor->kind == json_kind::string) {
                here.anchors.try_emplace(anchor->string, &schema);
                if (dynamic) {
                    here.dynamic_anchors.try_emplace(anchor->string, &schema);
                }
            }
        }
    }
    scan_keywords(schema, index, location);
}

void schema_resources::scan_keywords(const json_tree& schema, std::int32_t index,
                                     const std::string& location)
{
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
                scan(value, index, fmt::format("{}/{}/{}", location, keyword, pointer_token(name)));
            }
        }
    }
}

// The resource that a schema with an $id is: a new one, unless it is the document's root.
std::int32_t schema_resources::identify(const json_tree& schema, const json_tree& id,
                                        std::int32_t index, const std::string& location)
{
    if (id.kind != json_kind::string) {
        refuse_schema(location + "/$id", "it is not a string");
    }
    auto& here = at(index);
    if (here.dialect.is_draft_7 && id.string.starts_with('#')) {
        here.anchors.try_emplace(id.string.substr(1), &schema);
        return index;
    }
    const auto uri = resolved_uri(here.uri, id.string);
    if (!uri) {
        refuse_schema(location + "/$id", fmt::format("\"{}\" is not a URI reference", id.string));
    }
    if (here.root == &schema) {
        here.uri = *uri;
        by_uri_.try_emplace(*uri, index);
        return index;
    }
    return add_resource(schema, *uri, location, here.dialect);
}

// The place of a schema that a JSON pointer leads to, which may stand where no keyword is
// known.
const json_tree& schema_resources::at_pointer(std::int32_t index, const std::string& pointer,
                                              const std::string& from)
{
    const json_tree* tree = at(index).root;
    std::string location = at(index).location;
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
            refuse_schema(from, fmt::format("there is nothing at \"{}\"", pointer));
        }
        tree = next;
        if (const auto known = places_.find(tree); known != places_.end()) {
            index = known->second.resource;
        }
        begin = end;
    }
    if (!is_schema(*tree)) {
        refuse_schema(from, fmt::format("there is no schema at \"{}\"", pointer));
    }
    if (!places_.contains(tree)) {
        scan(*tree, index, location);
    }
    return *tree;
}

schema_target schema_resources::find_target(const json_tree& reference, std::int32_t from,
                                            const std::string& location)
{
    if (reference.kind != json_kind::string) {
        refuse_schema(location, "it is not a string");
    }
    const auto uri = resolved_uri(at(from).uri, reference.string);
    const auto hash = reference.string.find('#');
    const auto fragment = percent_decoded(
        hash == std::string::npos ? "" : std::string_view(reference.string).substr(hash + 1));
    if (!uri || !fragment) {
        refuse_schema(location, fmt::format("\"{}\" is not a URI reference", reference.string));
    }
    auto found = by_uri_.find(*uri);
    if (found == by_uri_.end()) {
        const auto* const document = others_(*uri);
        if (document == nullptr) {
            const bool bare = uri->starts_with(nameless_base);
            refuse_schema(location, fmt::format("there is no schema \"{}\"",
                                                bare ? uri->substr(nameless_base.size()) : *uri));
        }
        // Without a $schema it is of the draft of whoever refers to it.
        add_document(*document, *uri, *uri + "#", at(from).dialect);
        found = by_uri_.find(*uri);
    }
    const auto index = found->second;
    if (fragment->empty()) {
        return {at(index).root, index};
    }
    if (fragment->front() == '/') {
        return {&at_pointer(index, *fragment, location), index};
    }
    const auto& anchors = at(index).anchors;
    const auto anchor = anchors.find(*fragment);
    if (anchor == anchors.end()) {
        refuse_schema(location, fmt::format("there is no anchor \"{}\"", *fragment));
    }
    return {anchor->second, index, *fragment};
}

} // namespace sdp
