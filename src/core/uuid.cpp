#include "core/uuid.hpp"

namespace sdp {

std::string uuid::text() const
{
    constexpr char digits[] = "0123456789abcdef";
    std::string result;
    result.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            result += '-';
        }
        result += digits[bytes[i] >> 4U];
        result += digits[bytes[i] & 0xFU];
    }
    return result;
}

} // namespace sdp
