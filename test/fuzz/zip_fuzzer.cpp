// read_zip and what stands on it: any bytes; a fault has a message, what is read keeps the limits.
#include "core/archive/entry_names.hpp"
#include "core/package_check.hpp"
#include "core/package_contents.hpp"
#include "core/package_difference.hpp"
#include "core/schema/compiler.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    constexpr sdp::zip_limits limits{.most_bytes = 1'000'000, .most_entries = 100};
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto contents = sdp::read_zip(bytes, limits);
    std::size_t total = 0;
    for (const auto& file : contents.files) {
        total += file.content.size();
        if (sdp::fault_in_entry_name(file.path)) {
            std::abort();
        }
    }
    if (total > limits.most_bytes || contents.files.size() > limits.most_entries) {
        std::abort();
    }
    static const auto schema = sdp::compiled_schema(
        *sdp::parsed_tree(
            R"({"required": ["project"], "properties": {"stages": {"items": false}}})"),
        {}, [](const std::string& /*uri*/) { return nullptr; });
    for (const auto& one : sdp::package_findings(contents, *schema)) {
        if (one.message.empty()) {
            std::abort();
        }
    }
    try {
        (void)sdp::contents_of_package(contents.files);
    } catch (const sdp::error& refused) {
        if (refused.message.empty()) {
            std::abort();
        }
    }
    if (!sdp::differences(contents.files, contents.files).empty()) {
        std::abort();
    }
    return 0;
}
