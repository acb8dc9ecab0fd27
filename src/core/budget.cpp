#include "core/budget.hpp"

#include "core/sqlstates.hpp"

#include <fmt/format.h>

#include <string>

namespace sdp {

namespace {

constexpr std::int64_t millionths = 1'000'000;

// 12.5 dollars are "$12.50", 0.000001 are "$0.000001".
std::string dollars(std::int64_t amount)
{
    auto text = fmt::format("${}.{:06}", amount / millionths, amount % millionths);
    constexpr std::size_t beyond_cents = 4;
    for (std::size_t i = 0; i < beyond_cents && text.ends_with('0'); ++i) {
        text.pop_back();
    }
    return text;
}

} // namespace

std::optional<error> refusal_of_budget(const budget& present, std::string_view project)
{
    if (present.spent < present.amount && present.reserved <= present.amount - present.spent) {
        return std::nullopt;
    }
    return error{sqlstate::budget_exceeded,
                 fmt::format("the budget of the owner of project \"{}\" does not allow another "
                             "generation this month",
                             project),
                 fmt::format("Of {} are spent {}, and reserved {}, this generation included.",
                             dollars(present.amount), dollars(present.spent),
                             dollars(present.reserved)),
                 "Wait for the next month (UTC), or ask the administrator for a higher "
                 "sdp_engine.budgets.monthly_amount."};
}

bool passes_warning(const budget& before, std::int64_t cost)
{
    // 80 % without a fraction.
    const auto limit = before.amount - before.amount / 5;
    return before.spent < limit && before.spent + cost >= limit;
}

} // namespace sdp
