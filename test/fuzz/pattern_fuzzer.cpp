// Any bytes as a regular expression: it compiles or is refused with a reason, and a match ends.
#include "core/schema/pattern.hpp"

#include "core/error.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    std::string fault;
    const auto compiled = sdp::pattern::compiled(source, fault);
    if (compiled.has_value() != fault.empty()) {
        std::abort();
    }
    if (compiled) {
        try {
            for (const char* const text :
                 {"", "a", "aaaaaaaaaaaaaaaaaaaaaaaab", "2026-11-24", "ü\n"}) {
                static_cast<void>(compiled->matches(text));
            }
        } catch (const sdp::error&) {
            // A limit.
        }
    }
    return 0;
}
