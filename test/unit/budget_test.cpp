#include "core/budget.hpp"
#include "core/sqlstates.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

constexpr std::int64_t dollar = 1'000'000;

TEST(budget, what_is_spent_and_reserved_fits)
{
    EXPECT_FALSE(refusal_of_budget({10 * dollar, 0, 0}, "shop"));
    EXPECT_FALSE(refusal_of_budget({10 * dollar, 4 * dollar, 6 * dollar}, "shop"));
    EXPECT_TRUE(refusal_of_budget({10 * dollar, 4 * dollar, 6 * dollar + 1}, "shop"));
}

TEST(budget, a_spent_budget_allows_not_even_what_is_free)
{
    EXPECT_TRUE(refusal_of_budget({10 * dollar, 10 * dollar, 0}, "shop"));
    EXPECT_TRUE(refusal_of_budget({10 * dollar, 25 * dollar, 0}, "shop"));
    EXPECT_TRUE(refusal_of_budget({0, 0, 0}, "shop"));
}

TEST(budget, the_refusal_says_the_sums)
{
    const auto refused = refusal_of_budget({12'500'000, 12'000'000, 1'234'567}, "shop");
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->sqlstate, sqlstate::budget_exceeded);
    EXPECT_EQ(refused->detail,
              "Of $12.50 are spent $12.00, and reserved $1.234567, this generation included.");
}

TEST(budget, passing_80_percent_is_told_once)
{
    const budget before{10 * dollar, 7 * dollar, 0};
    EXPECT_FALSE(passes_warning(before, dollar - 1));
    EXPECT_TRUE(passes_warning(before, dollar));
    EXPECT_TRUE(passes_warning(before, 100 * dollar));
    EXPECT_FALSE(passes_warning({10 * dollar, 8 * dollar, 0}, dollar));
}

} // namespace
} // namespace sdp
