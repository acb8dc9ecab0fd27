#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>

namespace sdp {

// The SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

} // namespace sdp
