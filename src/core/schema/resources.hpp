#pragma once
#include "core/schema/compiler.hpp"

#include <unordered_map>

namespace sdp {

// What of a schema counts: its draft, and of draft 2020-12 the vocabularies of its meta-schema.
struct schema_dialect {
    bool is_draft_7 = false;
    bool applies = true;
    bool validates = true;
    bool has_unevaluated = true;
    // The meta-schema demands it, whatever the options say.
    bool asserts_format = false;
};

// A schema resource (draft 2020-12, core, section 4.3.5).
struct schema_resource {
    std::string uri;
    const json_tree* root;
    schema_dialect dialect;
    std::string location;
    std::map<std::string, const json_tree*> anchors{};
    std::map<std::string, const json_tree*> dynamic_anchors{};
};

// Where a schema stands: its resource, and a JSON pointer, after the document's URI and # where it
// is not the document that was asked about.
struct schema_place {
    std::int32_t resource;
    std::string location;
};

// What a reference leads to.
struct schema_target {
    const json_tree* schema;
    std::int32_t resource;
    // The anchor that named it; empty for a pointer.
    std::string anchor{};
};

// SD213: the keyword or schema at that location is not what it must be; `what` is a clause.
[[noreturn]] void refuse_schema(const std::string& location, std::string_view what);

// Whether a JSON value may be a schema.
[[nodiscard]] bool is_schema(const json_tree& tree);

// The resources of a schema and of the documents that it refers to, with all that identifies a
// schema: $id, $anchor, $dynamicAnchor and pointers. Everything refuses with SD213.
class schema_resources {
public:
    explicit schema_resources(const schema_source& others) : others_(others) {}

    // Finds out what a document holds before anything in it is referred to. Locations in it begin
    // with `prefix`.
    void add_document(const json_tree& root, const std::string& uri, const std::string& prefix,
                      schema_dialect dialect);

    // What $ref or $dynamicRef, which stands at `location` in the resource `from`, leads to.
    [[nodiscard]] schema_target find_target(const json_tree& reference, std::int32_t from,
                                            const std::string& location);

    [[nodiscard]] const schema_place& place_of(const json_tree& schema) const
    {
        return places_.at(&schema);
    }
    [[nodiscard]] const schema_resource& resource(std::int32_t index) const
    {
        return resources_[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] const std::vector<schema_resource>& all() const { return resources_; }

private:
    std::int32_t add_resource(const json_tree& root, const std::string& uri,
                              const std::string& location, schema_dialect dialect);
    [[nodiscard]] schema_dialect dialect_of(const json_tree& named,
                                            const std::string& location) const;
    void scan(const json_tree& schema, std::int32_t index, const std::string& location);
    void scan_keywords(const json_tree& schema, std::int32_t index, const std::string& location);
    std::int32_t identify(const json_tree& schema, const json_tree& id, std::int32_t index,
                          const std::string& location);
    const json_tree& at_pointer(std::int32_t index, const std::string& pointer,
                                const std::string& from);
    schema_resource& at(std::int32_t index) { return resources_[static_cast<std::size_t>(index)]; }

    const schema_source& others_;
    std::vector<schema_resource> resources_{};
    std::map<std::string, std::int32_t> by_uri_{};
    std::unordered_map<const json_tree*, schema_place> places_{};
};

} // namespace sdp
