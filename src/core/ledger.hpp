#pragma once
#include "core/plain.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace sdp {

// The most that the ledger's integer columns hold.
inline constexpr std::int64_t largest_count = std::numeric_limits<std::int32_t>::max();

// What the ledger stores for a count: 0 for negative ones, the column's limit for larger ones.
[[nodiscard]] constexpr std::int32_t stored_count(std::int64_t count)
{
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(count, 0, largest_count));
}

// input + output, at most what the column holds.
[[nodiscard]] constexpr std::int32_t total_tokens_of(std::int32_t input, std::int32_t output)
{
    return stored_count(std::int64_t{input} + output);
}

} // namespace sdp
