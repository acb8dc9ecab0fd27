#include "core/token.hpp"

#include "core/sqlstates.hpp"

#include <fmt/format.h>

namespace sdp {

bool is_token_hash(std::string_view text)
{
    constexpr std::size_t digits_of_sha256 = 64;
    return text.size() == digits_of_sha256 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_put_off(token_end before, token_end after)
{
    return before && (!after || *after > *before);
}

error token_never_changes(std::string_view column, std::string_view label, std::string_view project)
{
    const bool is_end = column == "expires_at";
    return {sqlstate::immutable_value,
            fmt::format("{} of token \"{}\" of project \"{}\" cannot be {}", column, label, project,
                        is_end ? "put off" : "changed"),
            is_end ? "A token's time is only ever shortened."
                   : "Only its label, last_used_at and expires_at change.",
            "Make a new token."};
}

std::optional<error> refusal_of_token(std::string_view label, std::string_view hash)
{
    if (!is_token_hash(hash)) {
        return error{sqlstate::invalid_argument,
                     fmt::format("token_hash of token \"{}\" is not valid", label),
                     "It is the SHA-256 of the token as 64 lower-case hexadecimal digits."};
    }
    return std::nullopt;
}

std::optional<error> refusal_of_another_token(std::string_view project, std::int64_t live)
{
    if (live <= most_live_tokens) {
        return std::nullopt;
    }
    return error{sqlstate::tokens_exhausted,
                 fmt::format("project \"{}\" cannot have another token", project),
                 fmt::format("It may have {} that are not expired.", most_live_tokens),
                 "Let one that is not used any more expire: UPDATE sdp.mcp_tokens SET expires_at = "
                 "now() WHERE id = ..."};
}

} // namespace sdp
