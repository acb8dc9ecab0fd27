#pragma once
#include "core/schema/compiler.hpp"
#include "core/schema/validator.hpp"

#include "pg/jsonb.hpp"

namespace sdp::engine {

// A schema compiled, from this session's cache (sdp.schema_cache_size), whose key is the schema's
// content. SD213 where it is not valid.
std::shared_ptr<const schema_program> program_of(Jsonb* schema, const schema_options& options);

// A jsonb's bytes without their header, by which programs are kept; and the schema that they hold.
[[nodiscard]] std::string_view content_of(Jsonb* document);
[[nodiscard]] json_tree tree_in(std::string_view content);

// The meta-schemas of both drafts, by their URIs: what every schema may refer to; null for others.
const json_tree* find_meta_schema(const std::string& uri);

// The URI of the meta-schema that a schema names; without one that of draft 2020-12.
[[nodiscard]] std::string meta_schema_uri(Jsonb* schema);

// The meta-schema that a schema names, or that of draft 2020-12; SD213 for one that we do not have.
std::shared_ptr<const schema_program> meta_program_of(Jsonb* schema);

// What bounds a run in the server: its interrupts and its stack, too.
[[nodiscard]] schema_limits server_limits();

} // namespace sdp::engine
