#pragma once
#include "core/error.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sdp {

// Whether a text is a SHA-256 as 64 lower-case hexadecimal digits, as tokens are stored.
[[nodiscard]] bool is_token_hash(std::string_view text);

// When a token ends, in microseconds; nothing: never.
using token_end = std::optional<std::int64_t>;

// Why a token may not be changed so (SD301): only its label, the time of its last use and its end
// change, and the end only to an earlier one.
[[nodiscard]] std::optional<error> refusal_of_token_change(std::string_view label,
                                                           bool changes_anything_else,
                                                           token_end before, token_end after);

// Why a new token is not acceptable (SD210): its hash is none.
[[nodiscard]] std::optional<error> refusal_of_token(std::string_view label, std::string_view hash);

// Live tokens that a project may have.
inline constexpr int most_live_tokens = 10;

// Why a project that has so many live tokens, the new one included, cannot have it (SD019).
[[nodiscard]] std::optional<error> refusal_of_another_token(std::string_view project,
                                                            std::int64_t live);

} // namespace sdp
