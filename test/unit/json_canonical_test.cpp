// RFC 8785 (JSON Canonicalization Scheme).
#include "core/json/canonical.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

namespace sdp {
namespace {

std::string canonical(std::string_view text)
{
    return canonical_json(ordered_json::parse(text));
}

// RFC 8785, 3.2.2 and 3.2.3.
TEST(canonical_json, of_the_standards_example)
{
    EXPECT_EQ(canonical(R"({
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                })"),
              "{\"literals\":[null,true,false],"
              "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"\u20ac$"
              "\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// RFC 8785, 3.2.2.2: two-character escapes where JSON has them, \u00xx in lower case else, and
// everything beyond as it is.
TEST(canonical_json, escapes_as_the_standard_says)
{
    for (int code = 0; code < 0x80; ++code) {
        const std::string text(1, static_cast<char>(code));
        std::string expected;
        switch (code) {
        case '\b':
            expected = "\\b";
            break;
        case '\t':
            expected = "\\t";
            break;
        case '\n':
            expected = "\\n";
            break;
        case '\f':
            expected = "\\f";
            break;
        case '\r':
            expected = "\\r";
            break;
        case '"':
            expected = "\\\"";
            break;
        case '\\':
            expected = "\\\\";
            break;
        default:
            if (code < 0x20) {
                constexpr std::string_view digits = "0123456789abcdef";
                expected = std::string("\\u00") + (code < 0x10 ? '0' : '1') +
                           digits[static_cast<std::size_t>(code & 0xF)];
            } else {
                expected = text;
            }
        }
        EXPECT_EQ(canonical_json(ordered_json(text)), "\"" + expected + "\"") << code;
    }
    EXPECT_EQ(canonical(R"("\u0080\u2028\u20ac\ud83d\ude00\/")"),
              "\"\u0080\u2028\u20ac\U0001F600/\"");
}

TEST(canonical_json, has_no_white_space_and_sorted_names)
{
    EXPECT_EQ(canonical(R"({ "b" : [ ] , "a" : { } , "" : 1 , "B" : [ 1 , 2 ] , "a1" : null })"),
              R"({"":1,"B":[1,2],"a":{},"a1":null,"b":[]})");
    EXPECT_EQ(canonical(R"([{"z": {"y": 1, "x": 2}}, {"b": 1, "a": 2}])"),
              R"([{"z":{"x":2,"y":1}},{"a":2,"b":1}])");
    // The order of the RFC's example (3.2.3) for its names of ASCII.
    EXPECT_EQ(canonical(R"({"1": "One", "\r": "Carriage Return", "</script>": "Script"})"),
              R"({"\r":"Carriage Return","1":"One","</script>":"Script"})");
}

TEST(canonical_json, keeps_the_order_of_elements)
{
    EXPECT_EQ(canonical("[3, 1, 2, [2, 1]]"), "[3,1,2,[2,1]]");
}

TEST(canonical_json, does_not_depend_on_the_order_of_members)
{
    std::mt19937 random(8785);
    std::vector<std::string> names;
    for (int i = 0; i < 40; ++i) {
        names.push_back("n" + std::to_string(random() % 1000));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::string first;
    for (int round = 0; round < 50; ++round) {
        std::shuffle(names.begin(), names.end(), random);
        ordered_json document;
        for (const auto& name : names) {
            document[name] = name.size();
        }
        const auto text = canonical_json(document);
        first = first.empty() ? text : first;
        ASSERT_EQ(text, first);
    }
}

// RFC 8785, 3.2.3.
TEST(canonical_json, sorts_names_by_utf_16)
{
    EXPECT_EQ(canonical(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return",
                            "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                            "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
                            "\u00f6": "Latin Small Letter O With Diaeresis"})"),
              "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
              "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
              "\"\U0001F600\":\"Emoji: Grinning Face\","
              "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    EXPECT_EQ(canonical(R"({"a\uffff": 1, "a\udbff\udfff": 2, "a\ud7ff": 3, "a": 4, "a\ue000": 5,
                            "a\ud800\udc00": 6})"),
              "{\"a\":4,\"a\ud7ff\":3,\"a\U00010000\":6,\"a\U0010FFFF\":2,\"a\ue000\":5,"
              "\"a\uffff\":1}");
}

// The samples of RFC 8785, appendix B.
TEST(canonical_json, numbers_are_those_of_ecmascript)
{
    const std::pair<std::uint64_t, const char*> samples[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (const auto& [bits, text] : samples) {
        EXPECT_EQ(canonical_json(ordered_json(std::bit_cast<double>(bits))), text);
    }
    EXPECT_THROW(canonical_json(ordered_json(std::numeric_limits<double>::quiet_NaN())),
                 std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json(std::numeric_limits<double>::infinity())),
                 std::invalid_argument);
}

TEST(canonical_json, integers_are_doubles)
{
    const std::pair<const char*, const char*> samples[] = {
        {"-0", "0"},
        {"-0.0", "0"},
        {"1.0", "1"},
        {"1e3", "1000"},
        {"100", "100"},
        {"-1234567890", "-1234567890"},
        {"9007199254740991", "9007199254740991"},
        {"-9007199254740991", "-9007199254740991"},
        {"9007199254740993", "9007199254740992"},
        {"9223372036854775807", "9223372036854776000"},
        {"-9223372036854775808", "-9223372036854776000"},
        {"18446744073709551616", "18446744073709552000"},
    };
    for (const auto& [text, expected] : samples) {
        EXPECT_EQ(canonical(text), expected);
        EXPECT_EQ(canonical_json(nlohmann::json::parse(text)), expected);
    }
}

TEST(canonical_json, what_is_not_json_is_refused)
{
    EXPECT_THROW(canonical_json(ordered_json::binary({1, 2})), std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json(ordered_json::value_t::discarded)),
                 std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json("\xff")), std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json({{"a", "\xc3"}})), std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json({{"\xc3", "a"}})), std::invalid_argument);
}

} // namespace
} // namespace sdp
