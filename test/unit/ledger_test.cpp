#include "core/ledger.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

constexpr std::int32_t limit = 2147483647;

TEST(ledger, counts_fit_the_column)
{
    EXPECT_EQ(stored_count(0), 0);
    EXPECT_EQ(stored_count(1), 1);
    EXPECT_EQ(stored_count(-1), 0);
    EXPECT_EQ(stored_count(limit), limit);
    EXPECT_EQ(stored_count(std::int64_t{limit} + 1), limit);
    EXPECT_EQ(stored_count(std::numeric_limits<std::int64_t>::max()), limit);
    EXPECT_EQ(stored_count(std::numeric_limits<std::int64_t>::min()), 0);
}

TEST(ledger, totals_fit_the_column)
{
    EXPECT_EQ(total_tokens_of(0, 0), 0);
    EXPECT_EQ(total_tokens_of(1200, 34), 1234);
    EXPECT_EQ(total_tokens_of(limit, 0), limit);
    EXPECT_EQ(total_tokens_of(limit - 1, 1), limit);
    EXPECT_EQ(total_tokens_of(limit, 1), limit);
    EXPECT_EQ(total_tokens_of(limit, limit), limit);
}

} // namespace
} // namespace sdp
