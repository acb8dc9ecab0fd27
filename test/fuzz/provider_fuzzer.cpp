// is_http_url and is_key_envelope: any bytes; what is accepted is printable ASCII of its form.
#include "core/provider.hpp"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const bool url = sdp::is_http_url(text);
    const bool envelope = sdp::is_key_envelope(text);
    const bool printable = std::all_of(text.begin(), text.end(), [](char character) {
        return character > ' ' && character <= '~';
    });
    if (((url || envelope) && !printable) || (url && text.find("://") == std::string_view::npos) ||
        (url && envelope) || (envelope && text.find_first_of(":.$") == std::string_view::npos)) {
        std::abort();
    }
    return 0;
}
