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

// Whether the second end is later. It is only ever made earlier.
[[nodiscard]] bool is_put_off(token_end before, token_end after);

// SD301: only its label, the time of its last use and its end change.
[[nodiscard]] error token_never_changes(std::string_view column, std::string_view label,
                                        std::string_view project);

// Why a new token is not acceptable (SD210): its hash is none.
[[nodiscard]] std::optional<error> refusal_of_token(std::string_view label, std::string_view hash);

// Live tokens that a project may have.
inline constexpr int most_live_tokens = 10;

// Why a project that has so many live tokens, the new one included, cannot have it (SD019).
[[nodiscard]] std::optional<error> refusal_of_another_token(std::string_view project,
                                                            std::int64_t live);

} // namespace sdp
