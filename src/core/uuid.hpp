#pragma once
#include "core/plain.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstring>
#include <string>

namespace sdp {

// A UUID (RFC 9562) as its 16 bytes.
struct uuid {
    std::array<unsigned char, 16> bytes{};

    friend auto operator<=>(const uuid&, const uuid&) = default;

    // The usual form: 8-4-4-4-12 lower-case hexadecimal digits.
    [[nodiscard]] std::string text() const;
};

struct uuid_hash {
    std::size_t operator()(const uuid& id) const noexcept
    {
        std::size_t half[2];
        static_assert(sizeof half == sizeof id.bytes);
        std::memcpy(half, id.bytes.data(), sizeof half);
        return half[0] ^ (half[1] * 0x9e3779b97f4a7c15U);
    }
};

} // namespace sdp
