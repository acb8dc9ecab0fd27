#pragma once
#include "core/error.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sdp {

// What a user may spend on generations in a month, in millionths of a dollar: as exact as the
// ledger's costs.
struct budget {
    std::int64_t amount = 0;
    std::int64_t spent = 0;
    // The estimates of what is generating or waiting now.
    std::int64_t reserved = 0;
};

// What a generation is taken to need before it is known: four bytes make a token, and an answer is
// one of the longer ones.
inline constexpr std::int64_t expected_output_tokens = 8000;
[[nodiscard]] constexpr std::int64_t expected_input_tokens(std::int64_t bytes)
{
    return bytes / 4;
}

// SD016: another generation, whose estimate is in `reserved` already; nothing when it is within
// the budget.
[[nodiscard]] std::optional<error> refusal_of_budget(const budget& present,
                                                     std::string_view project);

// Whether spending `cost` more passes 80 % of the budget, so that somebody is told.
[[nodiscard]] bool passes_warning(const budget& before, std::int64_t cost);

} // namespace sdp
