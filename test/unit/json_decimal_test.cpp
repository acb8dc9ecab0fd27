#include "core/json/decimal.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace sdp {
namespace {

decimal number(std::string_view text)
{
    const auto found = decimal::from_text(text);
    EXPECT_TRUE(found) << text;
    return found.value_or(decimal());
}

TEST(decimal, is_read_from_json_and_written_for_people)
{
    const std::vector<std::pair<const char*, const char*>> texts = {
        {"0", "0"},
        {"-0", "0"},
        {"0.000", "0"},
        {"1.50", "1.5"},
        {"-1500", "-1500"},
        {"0.025", "0.025"},
        {"12e-1", "1.2"},
        {"1E+3", "1000"},
        {"1e400", "1e400"},
        {"-5e-30", "-5e-30"},
        {"12345678901234567890123", "12345678901234567890123"}};
    for (const auto& [written, shown] : texts) {
        EXPECT_EQ(number(written).text(), shown) << written;
    }
    for (const char* const text : {"", "-", ".", "1x", "1e", "1e99999999999", "e5"}) {
        EXPECT_FALSE(decimal::from_text(text)) << text;
    }
}

TEST(decimal, compares_by_value)
{
    const std::vector<const char*> ascending = {"-1e400",
                                                "-12345678901234567890",
                                                "-100",
                                                "-99.5",
                                                "-1e-400",
                                                "0",
                                                "1e-400",
                                                "0.1",
                                                "0.10000000000000000000001",
                                                "1",
                                                "1.5",
                                                "9",
                                                "10",
                                                "12345678901234567890",
                                                "12345678901234567890.5",
                                                "1e400"};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        for (std::size_t k = 0; k < ascending.size(); ++k) {
            const auto one = number(ascending[i]);
            const auto other = number(ascending[k]);
            EXPECT_EQ(one < other, i < k) << ascending[i] << " and " << ascending[k];
            EXPECT_EQ(one == other, i == k) << ascending[i] << " and " << ascending[k];
        }
    }
    EXPECT_EQ(number("1.0"), number("1"));
    EXPECT_EQ(number("100"), number("1e2"));
    EXPECT_EQ(number("100").hash(), number("1e2").hash());
    EXPECT_NE(number("100").hash(), number("-1e2").hash());
}

TEST(decimal, knows_multiples_exactly)
{
    const auto is_multiple = [](const char* one, const char* of) {
        return number(one).is_multiple_of(number(of));
    };
    EXPECT_TRUE(is_multiple("19.99", "0.01"));
    EXPECT_FALSE(is_multiple("0.00751", "0.0001"));
    EXPECT_TRUE(is_multiple("0", "3"));
    EXPECT_TRUE(is_multiple("-4.5", "1.5"));
    EXPECT_FALSE(is_multiple("35", "1.5"));
    EXPECT_TRUE(is_multiple("1e308", "0.5"));
    EXPECT_FALSE(is_multiple("1e308", "0.123456789"));
    EXPECT_TRUE(is_multiple("123456789012345678901234567890", "3"));
    EXPECT_FALSE(is_multiple("123456789012345678901234567891", "3"));
    EXPECT_TRUE(is_multiple("2469135780246913578024691357.8", "1234567890123456789012345678.9"));
    EXPECT_FALSE(is_multiple("1e300", "1234567890123456789012345678.9"));
    EXPECT_TRUE(is_multiple("1e300", "0.00000000000000000001"));
}

TEST(decimal, knows_integers_and_counts)
{
    EXPECT_TRUE(number("1.0").is_integer());
    EXPECT_TRUE(number("1e400").is_integer());
    EXPECT_FALSE(number("1.5").is_integer());
    EXPECT_EQ(number("2e3").as_count(2000), 2000U);
    EXPECT_FALSE(number("2e3").as_count(1999));
    EXPECT_FALSE(number("-1").as_count(10));
    EXPECT_FALSE(number("0.5").as_count(10));
    EXPECT_FALSE(number("1e400").as_count(UINT64_MAX));
    EXPECT_EQ(number("0").as_count(0), 0U);
}

} // namespace
} // namespace sdp
