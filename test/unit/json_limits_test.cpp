#include "core/json/limits.hpp"

#include "nlohmann_view.hpp"

#include <random>

#include <gtest/gtest.h>

namespace sdp {
namespace {

using testing::nlohmann_document;

std::optional<broken_limit> broken_in(std::string_view text)
{
    const nlohmann_document document(text);
    return broken_limit_of(document.root());
}

std::string repeated(std::string_view text, int times)
{
    std::string result;
    for (int i = 0; i < times; ++i) {
        result += text;
    }
    return result;
}

// An array in an array in … `levels` of them, around `core`.
std::string nested(int levels, std::string_view core = "")
{
    return repeated("[", levels) + std::string(core) + repeated("]", levels);
}

bool has_shape(std::string_view number, int digits, int exponent, int scale)
{
    const auto shape = nlohmann_document(number).root().number();
    return shape.digits == digits && shape.exponent == exponent && shape.scale == scale;
}

// The view that the tests look through is exact; jsonb's own is compared with numeric elsewhere.
TEST(nlohmann_view, numbers_have_their_decimal_shape)
{
    EXPECT_TRUE(has_shape("0", 0, 0, 0));
    EXPECT_TRUE(has_shape("-0", 0, 0, 0));
    EXPECT_TRUE(has_shape("0.000", 0, 0, 3));
    EXPECT_TRUE(has_shape("0e9999999", 0, 0, 0));
    EXPECT_TRUE(has_shape("7", 1, 0, 0));
    EXPECT_TRUE(has_shape("1200", 2, 3, 0));
    EXPECT_TRUE(has_shape("-12.50", 3, 1, 2));
    EXPECT_TRUE(has_shape("0.0034", 2, -3, 4));
    EXPECT_TRUE(has_shape("1e308", 1, 308, 0));
    EXPECT_TRUE(has_shape("1e309", 1, 309, 0));
    EXPECT_TRUE(has_shape("1E-308", 1, -308, 308));
    EXPECT_TRUE(has_shape("12.5e-3", 3, -2, 4));
    EXPECT_TRUE(has_shape("12.5e+3", 3, 4, 0));
    EXPECT_TRUE(has_shape("18446744073709551615", 20, 19, 0));
    EXPECT_TRUE(has_shape("18446744073709551616", 20, 19, 0));
    EXPECT_TRUE(has_shape("-9223372036854775809", 19, 18, 0));
}

TEST(nlohmann_view, shows_members_and_elements_in_their_order)
{
    const nlohmann_document document(R"({"b": [1, "x", null], "a": true, "c": {}})");
    std::string seen;
    document.root().for_each_member([&](std::string_view name, const auto& member) {
        seen += name;
        member.for_each_element([&](const auto& element) {
            seen += element.kind() == json_kind::string ? element.string() : "-";
        });
        member.for_each_member([&](auto, const auto&) { seen += "!"; });
    });
    EXPECT_EQ(seen, "b-x-ac");
    EXPECT_THROW(nlohmann_document("{"), std::invalid_argument);
}

TEST(json_limits, numbers_of_a_hundred_digits_are_kept)
{
    EXPECT_EQ(most_number_digits, 100);
    EXPECT_FALSE(broken_in(repeated("9", 100)));
    EXPECT_TRUE(broken_in(repeated("9", 101)));
    EXPECT_FALSE(broken_in("-0." + repeated("9", 100)));
    EXPECT_TRUE(broken_in("-0." + repeated("9", 101)));
    EXPECT_FALSE(broken_in(repeated("9", 50) + "." + repeated("9", 50)));
    EXPECT_TRUE(broken_in(repeated("9", 50) + "." + repeated("9", 51)));
    // Zeros at the ends are not significant.
    EXPECT_FALSE(broken_in("1" + repeated("0", 308)));
    EXPECT_FALSE(broken_in(repeated("9", 100) + repeated("0", 100)));
    EXPECT_FALSE(broken_in("0." + repeated("0", 200) + repeated("9", 100)));
    EXPECT_FALSE(broken_in(repeated("9", 100) + "." + repeated("0", 100)));
    EXPECT_TRUE(broken_in("1" + repeated("0", 99) + "1"));
}

TEST(json_limits, exponents_within_a_doubles_are_kept)
{
    EXPECT_EQ(largest_exponent, 308);
    for (const auto* const kept :
         {"1e308", "-1e308", "9.99e308", "1e-308", "-1e-308", "9.99e-308", "0.001e311", "1000e305",
          "0", "-0", "0.0", "0e999", "1e0", "123456789012345678901234567890"}) {
        EXPECT_FALSE(broken_in(kept)) << kept;
    }
    for (const auto* const refused :
         {"1e309", "-1e309", "10e308", "1e-309", "0.1e-308", "1e4900", "1e-4900", "0.01e312"}) {
        EXPECT_TRUE(broken_in(refused)) << refused;
    }
}

// What it would print counts too: a zero of a thousand places is a kilobyte of zeros.
TEST(json_limits, places_after_the_point_have_a_limit)
{
    EXPECT_FALSE(broken_in("0e-408"));
    EXPECT_TRUE(broken_in("0e-409"));
    EXPECT_FALSE(broken_in("1." + repeated("0", 408)));
    EXPECT_TRUE(broken_in("1." + repeated("0", 409)));
    // The longest that the other two limits leave.
    EXPECT_FALSE(broken_in("0." + repeated("0", 307) + repeated("9", 100)));
}

TEST(json_limits, a_broken_number_is_named)
{
    const auto broken = broken_in(R"({"a": [1, {"b": 1e400}]})");
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->path, "/a/1/b");
    EXPECT_EQ(broken->rule, "number-range");
    EXPECT_EQ(broken->message,
              "a number has more than 100 significant digits or an exponent beyond 308");
}

TEST(json_limits, the_first_broken_limit_is_told)
{
    const auto broken = broken_in(R"({"a": 1, "b": {"c": [0, 1e400]}, "d": 1e401})");
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->path, "/b/c/1");
    const auto root = broken_in("1e400");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->path, "");
}

TEST(json_limits, other_values_are_kept)
{
    for (const auto* const kept : {"null", "true", R"("1e400")", "[]", "{}", R"({"": [[], {}]})"}) {
        EXPECT_FALSE(broken_in(kept)) << kept;
    }
}

TEST(json_limits, a_thousand_levels_are_kept)
{
    EXPECT_EQ(deepest_nesting, 1000);
    EXPECT_FALSE(broken_in(nested(1000)));
    EXPECT_FALSE(broken_in(nested(1000, "1")));
    const auto broken = broken_in(nested(1001));
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->rule, "nesting-depth");
    EXPECT_EQ(broken->message, "nested more than 1000 levels deep");
    EXPECT_EQ(broken->path, repeated("/0", 1000));
    EXPECT_TRUE(broken_in(nested(1001, "1e400")));
    EXPECT_TRUE(broken_in(nested(100'000)));
    EXPECT_FALSE(broken_in(repeated(R"({"a":)", 1000) + "1" + repeated("}", 1000)));
    EXPECT_TRUE(broken_in(repeated(R"({"a":)", 1001) + "1" + repeated("}", 1001)));
}

// A number at the deepest place that is kept is a number's fault, not the nesting's.
TEST(json_limits, a_number_in_the_deepest_array_is_the_numbers_fault)
{
    const auto broken = broken_in(nested(1000, "1e400"));
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->rule, "number-range");
}

// A text that may be stored by its nesting may be stored as jsonb, and the other way round.
TEST(json_limits, text_and_value_are_judged_alike)
{
    for (int levels = 990; levels <= 1010; ++levels) {
        const auto text = nested(levels, R"({"a": 1})");
        EXPECT_EQ(nesting_of(text) > deepest_nesting, broken_in(text).has_value()) << levels;
    }
}

// The examples of RFC 6901, section 5, as far as tokens need escapes.
TEST(json_pointer, escapes_as_rfc_6901_says)
{
    EXPECT_EQ(pointer_token("foo"), "foo");
    EXPECT_EQ(pointer_token(""), "");
    EXPECT_EQ(pointer_token("a/b"), "a~1b");
    EXPECT_EQ(pointer_token("m~n"), "m~0n");
    EXPECT_EQ(pointer_token("~1"), "~01");
    EXPECT_EQ(pointer_token("~/~"), "~0~1~0");
    for (const auto* const same : {"c%d", "e^f", "g|h", "i\\j", "k\"l", " ", "ü"}) {
        EXPECT_EQ(pointer_token(same), same);
    }
}

// nlohmann reads every pointer back to the value that was named.
TEST(json_pointer, leads_to_the_value)
{
    std::mt19937 random(6901);
    constexpr std::string_view letters = "~/0 1a\"%";
    for (int round = 0; round < 500; ++round) {
        nlohmann::json inner = nlohmann::json::parse("[0, 0]");
        inner.push_back(1);
        const auto name = [&] {
            std::string result;
            for (auto length = random() % 5; length > 0; --length) {
                result += letters[random() % letters.size()];
            }
            return result;
        };
        const auto outer_name = name();
        const auto inner_name = name();
        const nlohmann::json document = {{outer_name, {{inner_name, inner}}}};
        auto text = document.dump();
        text.replace(text.find("[0,0,1]"), 7, "[0,0,1e999]");
        const auto broken = broken_in(text);
        ASSERT_TRUE(broken);
        EXPECT_EQ(document.at(nlohmann::json::json_pointer(broken->path)), 1) << text;
    }
}

TEST(nesting, counts_arrays_and_objects)
{
    EXPECT_EQ(nesting_of(""), 0);
    EXPECT_EQ(nesting_of("1"), 0);
    EXPECT_EQ(nesting_of("[]"), 1);
    EXPECT_EQ(nesting_of(R"({"a": [{}, []], "b": {}})"), 3);
    EXPECT_EQ(nesting_of("[[],[],[[]]]"), 3);
    EXPECT_EQ(nesting_of(nested(100'000)), 100'000);
}

TEST(nesting, leaves_strings_alone)
{
    EXPECT_EQ(nesting_of(R"("[[[[")"), 0);
    EXPECT_EQ(nesting_of(R"(["[", "{"])"), 1);
    EXPECT_EQ(nesting_of(R"(["\"[[", "\\", [1]])"), 2);
    EXPECT_EQ(nesting_of(R"({"a[": "}\\\"["})"), 1);
}

TEST(nesting, survives_what_is_not_json)
{
    for (const auto* const text : {"\"", "\"\\", "]]]]", "}{", "[\"[", "\\"}) {
        EXPECT_GE(nesting_of(text), 0) << text;
    }
}

TEST(count_of_members, is_that_of_all_objects)
{
    for (const std::string_view text :
         {"1", R"(":")", "{}", R"({"a": 1})", R"({"a": [{"b": {}}], "c": "\\"})",
          R"({":": ":", "\"": [{"b\\": {"\\\"": "\":1"}}]})"}) {
        EXPECT_EQ(count_of_members(text), count_of_members(nlohmann_document(text).root())) << text;
    }
    EXPECT_EQ(count_of_members(R"({":": ":", "\"": [{"b\\": {"\\\"": "\":1"}}]})"), 4U);
    EXPECT_EQ(count_of_members(""), 0U);
    // Of a name that comes twice both count in the text.
    EXPECT_EQ(count_of_members(R"({"a": 1, "a": {"b": 2}})"), 3U);
}

TEST(end_of_string, is_its_closing_quote)
{
    EXPECT_EQ(end_of_string(R"("")", 0), 1U);
    EXPECT_EQ(end_of_string(R"(["a", 1])", 1), 3U);
    EXPECT_EQ(end_of_string(R"("a\"b")", 0), 5U);
    EXPECT_EQ(end_of_string(R"("a\\"b")", 0), 4U);
    EXPECT_EQ(end_of_string(R"("\\\"")", 0), 5U);
    EXPECT_EQ(end_of_string(R"("a)", 0), 2U);
    EXPECT_EQ(end_of_string(R"("a\")", 0), 4U);
    EXPECT_EQ(end_of_string(R"(")", 0), 1U);
}

// Random JSON: the depth is the deepest path's.
TEST(nesting, of_random_json)
{
    std::mt19937 random(8259);
    for (int round = 0; round < 300; ++round) {
        int deepest = 0;
        std::size_t members = 0;
        const auto make = [&](auto&& self, int depth) -> nlohmann::json {
            if (depth >= 8 || random() % 3 == 0) {
                return random() % 2 == 0 ? nlohmann::json("[{\"\\") : nlohmann::json(random() % 99);
            }
            deepest = std::max(deepest, depth + 1);
            nlohmann::json result;
            const bool array = random() % 2 == 0;
            result = array ? nlohmann::json::array() : nlohmann::json::object();
            for (auto size = random() % 4; size > 0; --size) {
                if (array) {
                    result.push_back(self(self, depth + 1));
                } else {
                    result["]}\":" + std::to_string(size)] = self(self, depth + 1);
                    ++members;
                }
            }
            return result;
        };
        const auto document = make(make, 0);
        EXPECT_EQ(nesting_of(document.dump()), deepest) << document;
        EXPECT_EQ(nesting_of(document.dump(2)), deepest) << document;
        EXPECT_EQ(count_of_members(document.dump()), members) << document;
        EXPECT_EQ(count_of_members(nlohmann_document(document.dump()).root()), members) << document;
    }
}

TEST(printed_size, is_that_of_the_servers_text)
{
    // As the server prints jsonb, with blanks after ',' and ':'.
    for (const std::string_view text :
         {"{}", "[]", "null", "true", "0", "1", "10", "1234567", "0.5", "1.50", "100.25", "0.001",
          R"({"a": 1})", R"({"a": 1, "b": [1, 2, 3]})", R"([[], {}, "x"])", R"("a\"b\\c\n\t")",
          R"("\u0001")", "\"\u00e9\u4e2d\"", R"({"long name": {"deep": [{"er": null}]}})"}) {
        EXPECT_EQ(printed_size_of(nlohmann_document(text).root()), text.size()) << text;
    }
    for (const std::string_view text : {"false", "-1", "-0.50", "[-1, false]"}) {
        EXPECT_EQ(printed_size_of(nlohmann_document(text).root()), text.size()) << text;
    }
    const nlohmann_document large("[1e308, 1e308]");
    EXPECT_EQ(printed_size_of(large.root()), 2 + 2 * 309 + 2);
}

} // namespace
} // namespace sdp
