// slug_of: any bytes give a slug that is its own slug, or nothing.
#include "core/slug.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto slug = sdp::slug_of(text);
    if (!slug.empty() && (!sdp::is_slug(slug) || sdp::slug_of(slug) != slug ||
                          !sdp::is_slug(sdp::numbered_slug(slug, static_cast<int>(size))))) {
        std::abort();
    }
    return 0;
}
