#include "core/written_time.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(written_time, without_microseconds_means_its_millisecond)
{
    EXPECT_TRUE(times_meant_by(5000).has(5000));
    EXPECT_TRUE(times_meant_by(5000).has(5999));
    EXPECT_FALSE(times_meant_by(5000).has(6000));
    EXPECT_FALSE(times_meant_by(5000).has(4999));
    EXPECT_TRUE(times_meant_by(-5000).has(-4001));
    EXPECT_FALSE(times_meant_by(-5000).has(-5001));
}

TEST(written_time, with_microseconds_means_itself)
{
    EXPECT_TRUE(times_meant_by(5001).has(5001));
    EXPECT_FALSE(times_meant_by(5001).has(5002));
    EXPECT_FALSE(times_meant_by(5100).has(5999));
}

} // namespace
} // namespace sdp
