#include "engine/package_findings.hpp"

#include "engine/embedded_files.hpp"
#include "engine/schema_programs.hpp"

namespace sdp::engine {

std::vector<finding> package_findings(const zip_contents& contents)
{
    // Compiled when first needed.
    static const auto* const manifest_schema = [] {
        const auto tree = parsed_tree(embedded_file_named("schemas/manifest.schema.json"));
        return new std::shared_ptr(compiled_schema(*tree, {}, find_meta_schema));
    }();
    return sdp::package_findings(contents, **manifest_schema, server_limits());
}

} // namespace sdp::engine
