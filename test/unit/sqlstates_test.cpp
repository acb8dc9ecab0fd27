#include "core/sqlstates.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(sqlstates, are_of_class_sd_and_well_formed)
{
    for (const auto state : sqlstate::all) {
        ASSERT_EQ(state.size(), 5U) << state;
        EXPECT_TRUE(state.starts_with("SD")) << state;
        EXPECT_TRUE(std::all_of(state.begin() + 2, state.end(), [](char character) {
            return character >= '0' && character <= '9';
        })) << state;
        // SDx00 would be a whole group's.
        EXPECT_NE(state.substr(3), "00") << state;
    }
}

TEST(sqlstates, are_unique)
{
    const std::set<std::string_view> distinct(sqlstate::all.begin(), sqlstate::all.end());
    EXPECT_EQ(distinct.size(), sqlstate::all.size());
}

// A group's numbers begin at 1 and leave none out: one that is forgotten in `all` shows as a gap,
// unless it is the last.
TEST(sqlstates, groups_have_no_gaps)
{
    const std::set<std::string_view> states(sqlstate::all.begin(), sqlstate::all.end());
    char group = '\0';
    int expected = 1;
    for (const auto state : states) {
        if (state[2] != group) {
            group = state[2];
            expected = 1;
        }
        EXPECT_EQ((state[3] - '0') * 10 + (state[4] - '0'), expected) << state;
        ++expected;
    }
}

} // namespace
} // namespace sdp
