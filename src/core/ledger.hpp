#pragma once
#include "core/error.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

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

// A row of the ledger, as far as it can contradict itself.
struct ledger_entry {
    std::int32_t input_tokens = 0;
    std::int32_t output_tokens = 0;
    std::int32_t total_tokens = 0;
    std::int32_t duration_ms = 0;
    // Neither negative nor NaN.
    bool cost_is_acceptable = true;
    bool succeeded = true;
    bool has_error_message = false;
};

// SD207: what in a row for `where` (a stage, as messages name it) contradicts the rest; nothing
// when all agrees.
[[nodiscard]] std::optional<error> contradiction_in(const ledger_entry& entry,
                                                    std::string_view where);

} // namespace sdp
