// A schema and an instance, divided by the first line break: whatever they are, the schema compiles
// or is refused, and the answer agrees with the findings or a limit is reached.
#include "core/schema/compiler.hpp"
#include "core/schema/validator.hpp"

#include <cstdlib>

namespace {

const sdp::json_tree* nothing_else(const std::string& /*uri*/)
{
    return nullptr;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto end = text.find('\n');
    if (end == std::string_view::npos) {
        return 0;
    }
    const auto schema = sdp::parsed_tree(text.substr(0, end));
    const auto instance = sdp::parsed_tree(text.substr(end + 1));
    if (schema == nullptr || instance == nullptr) {
        return 0;
    }
    try {
        const auto program = sdp::compiled_schema(*schema, {}, nothing_else);
        const sdp::schema_limits limits{.most_steps = 100'000, .deepest = 2'000};
        const bool valid = sdp::schema_run(*program, limits).matches(sdp::tree_view(*instance));
        if (valid !=
            sdp::schema_run(*program, limits).findings(sdp::tree_view(*instance)).empty()) {
            std::abort();
        }
    } catch (const sdp::error& fault) {
        if (fault.sqlstate != sdp::sqlstate::invalid_schema &&
            fault.sqlstate != sdp::sqlstate::validation_too_costly) {
            std::abort();
        }
    }
    return 0;
}
