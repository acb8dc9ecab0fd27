// json_in_answer: any bytes give an object that is found again when it stands alone, or nothing.
#include "core/content/model_answer.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto found =
        sdp::json_in_answer(std::string_view(reinterpret_cast<const char*>(data), size));
    if (found.json && (found.fault || sdp::json_in_answer(*found.json).json != found.json)) {
        std::abort();
    }
    return 0;
}
