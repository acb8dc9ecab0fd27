#include "core/generation_queue.hpp"
#include "core/sqlstates.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace sdp {
namespace {

TEST(generation_queue, an_expired_lease_is_tried_again_until_the_attempts_are_used_up)
{
    EXPECT_EQ(expiry_of(true, 1, 3), expiry::requeued);
    EXPECT_EQ(expiry_of(true, 2, 3), expiry::requeued);
    EXPECT_EQ(expiry_of(true, 3, 3), expiry::ended);
    EXPECT_EQ(expiry_of(true, 1, 1), expiry::ended);
    // The setting was lowered meanwhile.
    EXPECT_EQ(expiry_of(true, 7, 3), expiry::ended);
}

TEST(generation_queue, what_a_plain_update_began_is_never_tried_again)
{
    EXPECT_EQ(expiry_of(false, 1, 3), expiry::ended);
}

TEST(generation_queue, a_lease_is_bounded)
{
    EXPECT_FALSE(refusal_of_lease(1));
    EXPECT_FALSE(refusal_of_lease(longest_lease));
    for (const auto length : {std::int64_t{0}, std::int64_t{-1}, longest_lease + 1,
                              std::numeric_limits<std::int64_t>::max()}) {
        const auto refused = refusal_of_lease(length);
        ASSERT_TRUE(refused) << length;
        EXPECT_EQ(refused->sqlstate, sqlstate::invalid_argument);
    }
}

} // namespace
} // namespace sdp
