// RFC 8785 (JSON Canonicalization Scheme), as far as our documents go: ASCII names, integers.
#include "core/json/canonical.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

namespace sdp {
namespace {

std::string canonical(std::string_view text)
{
    return canonical_json(ordered_json::parse(text));
}

// The strings and literals of RFC 8785, 3.2.2 and 3.2.3 (its numbers are not ours).
TEST(canonical_json, of_the_standards_example)
{
    EXPECT_EQ(
        canonical(R"({
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                })"),
        "{\"literals\":[null,true,false],\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
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

TEST(canonical_json, integers_have_53_bits)
{
    EXPECT_EQ(canonical("9007199254740991"), "9007199254740991");
    EXPECT_EQ(canonical("-9007199254740991"), "-9007199254740991");
    EXPECT_EQ(canonical("-0"), "0");
    for (const auto* const text :
         {"9007199254740992", "-9007199254740992", "9223372036854775807", "9223372036854775808",
          "18446744073709551615", "-9223372036854775808"}) {
        EXPECT_THROW(canonical(text), std::invalid_argument) << text;
        EXPECT_THROW(canonical(std::string(R"({"a":[)") + text + "]}"), std::invalid_argument)
            << text;
    }
    EXPECT_EQ(canonical_json(ordered_json(std::uint64_t{9007199254740991})), "9007199254740991");
}

TEST(canonical_json, other_numbers_are_refused)
{
    for (const auto* const text : {"1.5", "1.0", "1e3", "-0.0", "18446744073709551616"}) {
        EXPECT_THROW(canonical(text), std::invalid_argument) << text;
    }
}

TEST(canonical_json, names_are_ascii)
{
    EXPECT_THROW(canonical(R"({"é": 1})"), std::invalid_argument);
    EXPECT_THROW(canonical(R"([{"a": {"\u20ac": 1}}])"), std::invalid_argument);
    EXPECT_EQ(canonical(R"({"a": "é"})"), "{\"a\":\"é\"}");
}

TEST(canonical_json, what_is_not_json_is_refused)
{
    EXPECT_THROW(canonical_json(ordered_json::binary({1, 2})), std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json(ordered_json::value_t::discarded)),
                 std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json("\xff")), std::invalid_argument);
    EXPECT_THROW(canonical_json(ordered_json({{"a", "\xc3"}})), std::invalid_argument);
}

} // namespace
} // namespace sdp
