#pragma once
#include "core/error.hpp"

#include <cstdint>
#include <optional>

namespace sdp {

// What becomes of a generation whose lease ended without a report: another worker may try, or it is
// given up and the stage goes back where it came from.
enum class expiry : std::uint8_t { requeued, ended };

// Attempts are counted from 1. What a plain UPDATE began is nobody else's to try.
[[nodiscard]] constexpr expiry expiry_of(bool is_workers, int attempt, int most_attempts)
{
    return is_workers && attempt < most_attempts ? expiry::requeued : expiry::ended;
}

// Microseconds.
inline constexpr std::int64_t longest_lease = std::int64_t{30} * 24 * 60 * 60 * 1'000'000;

// SD210: a lease of that many microseconds; nothing when it is acceptable.
[[nodiscard]] std::optional<error> refusal_of_lease(std::int64_t length);

} // namespace sdp
