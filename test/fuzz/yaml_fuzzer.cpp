// fault_in_yaml: any bytes; a fault has a message, and a place within the text.
#include "core/content/yaml.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto fault = sdp::fault_in_yaml(text);
    // UTF-16 is half as many characters, never more than bytes; the end is one further.
    if (fault && (fault->message.empty() || fault->line > size + 1 || fault->column > size + 1)) {
        std::abort();
    }
    return 0;
}
