#pragma once
#include "core/schema/program.hpp"

#include <functional>
#include <memory>

namespace sdp {

// A schema of that URI, for references out of the document; null where there is none. What it
// returns must live as long as the compilation.
using schema_source = std::function<const json_tree*(const std::string& uri)>;

// The base of references in a document that has no $id: without it they read as they are written.
inline constexpr std::string_view nameless_base = "json-schema:///";

struct schema_options {
    // Whether `format` refuses; else it says nothing.
    bool asserts_format = true;
    // What references are relative to where the document has no $id: the absolute URI by which it
    // is known.
    std::string base = std::string(nameless_base);
};

// Compiles a schema of draft 2020-12 or, where its $schema says so, draft 7. Throws SD213 where it
// is malformed, refers to what is not there, or refers to itself without descending into the
// instance.
[[nodiscard]] std::shared_ptr<const schema_program> compiled_schema(const json_tree& schema,
                                                                    const schema_options& options,
                                                                    const schema_source& others);

} // namespace sdp
