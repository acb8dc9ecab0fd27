#include "core/content/yaml.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sdp {
namespace {

void expect_well_formed(std::string_view text)
{
    const auto fault = fault_in_yaml(text);
    EXPECT_FALSE(fault) << text << "\n" << fault.value_or(content_fault{}).message;
}

void expect_fault(std::string_view text, std::string_view message, std::size_t line,
                  std::size_t column)
{
    const auto fault = fault_in_yaml(text);
    ASSERT_TRUE(fault) << text;
    EXPECT_EQ(fault->message, message) << text;
    EXPECT_EQ(fault->line, line) << text;
    EXPECT_EQ(fault->column, column) << text;
}

std::string repeated(std::string_view text, int times)
{
    std::string result;
    for (int i = 0; i < times; ++i) {
        result += text;
    }
    return result;
}

TEST(yaml_check, accepts_what_people_write)
{
    expect_well_formed("a: 1\nb:\n  - x\n  - y: {z: [1, 2]}\n");
    expect_well_formed(
        "services:\n  db:\n    image: postgres:16\n    ports:\n      - \"5432:5432\"\n");
    expect_well_formed("- |\n  text\n   indented\n- >-\n  folded\n");
    expect_well_formed("# a comment\nplain scalar\n");
    expect_well_formed("{\"json\": [\"is\", \"yaml\"]}");
    expect_well_formed("key: ünïcödé 日本 🚀\n");
    expect_well_formed("windows: lines\r\nare: fine\r\n");
    expect_well_formed("!local tag: !!str 1\n");
    expect_well_formed("? - a\n: - b\n");
    expect_well_formed("\"\\t\\x41\\u00e9\"");
}

TEST(yaml_check, names_what_is_malformed_and_where)
{
    expect_fault("a: b: c", "it cannot be parsed: mapping values are not allowed in this context",
                 1, 5);
    expect_fault("a: 1\nb: [1, 2\n", "it cannot be parsed: did not find expected ',' or ']'", 3, 1);
    expect_fault("a: 1\n b: 2\n",
                 "it cannot be parsed: mapping values are not allowed in this context", 2, 3);
    expect_fault("a: \"x\n", "it cannot be parsed: found unexpected end of stream", 2, 1);
    expect_fault("a: 'x", "it cannot be parsed: found unexpected end of stream", 1, 6);
    expect_fault("- a\nb: 1\n", "it cannot be parsed: did not find expected '-' indicator", 2, 1);
    expect_fault("a: @b", "it cannot be parsed: found character that cannot start any token", 1, 4);
    expect_fault("a: !x!y z", "it cannot be parsed: found undefined tag handle", 1, 4);
    expect_fault("%YAML 3.0\n---\na\n", "it cannot be parsed: found incompatible YAML document", 1,
                 1);
    expect_fault("\"\\q\"", "it cannot be parsed: found unknown escape character", 1, 2);
}

// Columns count characters, not bytes, as editors do.
TEST(yaml_check, columns_count_characters)
{
    expect_fault("äöü: b: c", "it cannot be parsed: mapping values are not allowed in this context",
                 1, 7);
}

TEST(yaml_check, tabs_do_not_indent)
{
    expect_fault("a:\n\t- b\n", "it cannot be parsed: found character that cannot start any token",
                 2, 1);
    expect_well_formed("a:\tb\n");
    expect_well_formed("- \"a\tb\"\n");
}

TEST(yaml_check, takes_a_byte_order_mark)
{
    expect_well_formed("\xEF\xBB\xBF"
                       "a: 1\n");
    expect_fault("\xEF\xBB\xBF"
                 "a: b: c",
                 "it cannot be parsed: mapping values are not allowed in this context", 1, 5);
}

// What the reader stumbles on has a place as well: libyaml gives only its offset.
TEST(yaml_check, refuses_control_characters)
{
    constexpr auto message = "it cannot be parsed: control characters are not allowed";
    expect_fault("a: \x01", message, 1, 4);
    expect_fault("a: 1\nb: 2\nc: x\x1by\n", message, 3, 5);
    expect_fault("ä: \x7f", message, 1, 4);
    expect_fault("\xEF\xBB\xBF"
                 "a: \x01",
                 message, 1, 4);
    expect_fault(std::string_view("a: \0b", 5), message, 1, 4);
    expect_fault("a: 1\r\nb: \x02", message, 2, 4);
    expect_fault(repeated("- line\n", 5000) + "- \x03\n", message, 5001, 3);
}

TEST(yaml_check, refuses_what_is_not_utf_8)
{
    expect_fault("a: \xff", "it cannot be parsed: invalid leading UTF-8 octet", 1, 4);
    expect_fault("a: 1\nb: \xc3(", "it cannot be parsed: invalid trailing UTF-8 octet", 2, 5);
    expect_fault("a: \xc3", "it cannot be parsed: incomplete UTF-8 octet sequence", 1, 4);
    expect_fault("a: \xed\xa0\x80", "it cannot be parsed: invalid Unicode character", 1, 4);
    expect_fault("a: \xc0\xaf", "it cannot be parsed: invalid length of a UTF-8 sequence", 1, 4);
}

TEST(yaml_check, takes_several_documents)
{
    expect_well_formed("---\na: 1\n---\nb: 2\n...\n");
    expect_well_formed("---\n");
    expect_fault("---\na: 1\n---\nb: c: d\n",
                 "it cannot be parsed: mapping values are not allowed in this context", 4, 5);
}

TEST(yaml_check, wants_one_document)
{
    expect_fault("# nothing but a comment\n", "it holds no document", 0, 0);
}

TEST(yaml_check, has_a_depth)
{
    expect_well_formed(repeated("[", 100) + repeated("]", 100));
    expect_fault(repeated("[", 101) + repeated("]", 101), "it is nested more than 100 levels deep",
                 1, 101);
    expect_well_formed(repeated("- ", 100) + "a");
    expect_fault(repeated("- ", 101) + "a", "it is nested more than 100 levels deep", 1, 201);
    std::string mappings;
    for (int level = 0; level < 101; ++level) {
        mappings += repeated(" ", level) + "a:\n";
    }
    expect_fault(mappings, "it is nested more than 100 levels deep", 101, 101);
    // Fast, and without a deep stack.
    EXPECT_TRUE(fault_in_yaml(repeated("[", 1'000'000)));
    EXPECT_TRUE(fault_in_yaml(repeated("{a: ", 250'000)));
    EXPECT_TRUE(fault_in_yaml(repeated("- ", 500'000)));
    // Closed levels do not add up, not even over documents.
    expect_well_formed(repeated("- [[[]]]\n", 1000));
    expect_well_formed(repeated("--- [[[]]]\n", 1000));
}

TEST(yaml_check, takes_aliases)
{
    expect_well_formed("a: &x 1\nb: *x\n");
    expect_well_formed("base: &base {a: 1}\nderived:\n  <<: *base\n  b: 2\n");
    // The last anchor of a name is meant.
    expect_well_formed("- &x 1\n- *x\n- &x 2\n- *x\n");
    expect_well_formed("- &x a\n" + repeated("- *x\n", 1000));
    expect_fault("- &x a\n" + repeated("- *x\n", 1001), "it has more than 1000 aliases", 1002, 3);
}

TEST(yaml_check, refuses_aliases_of_nothing)
{
    expect_fault("a: *x\n", "an alias names no value before it", 1, 4);
    expect_fault("a: *x\nb: &x 1\n", "an alias names no value before it", 1, 4);
    // An anchor ends with its document.
    expect_fault("--- &x 1\n--- *x\n", "an alias names no value before it", 2, 5);
    // A value that holds itself has no end.
    expect_fault("&x [*x]\n", "an alias names no value before it", 1, 5);
    expect_fault("a: &x\n  b: *x\n", "an alias names no value before it", 2, 6);
}

// Few aliases, each of a list of aliases: nine levels stand for a thousand million values.
std::string alias_bomb(int levels)
{
    std::string text = "l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
    for (int level = 1; level <= levels; ++level) {
        const auto alias = "*l" + std::to_string(level - 1);
        const auto name = "l" + std::to_string(level);
        text += name + ": &" + name + " [" + alias + repeated(", " + alias, 9) + "]\n";
    }
    return text;
}

TEST(yaml_check, refuses_alias_bombs)
{
    expect_well_formed(alias_bomb(3));
    const auto fault = fault_in_yaml(alias_bomb(8));
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->message, "its aliases stand for more than 100000 values");
    EXPECT_EQ(fault->line, 5U);
    // One long value, often meant.
    expect_well_formed("a: &x [" + repeated("1,", 990) + "]\nb: [" + repeated("*x,", 100) + "]\n");
    EXPECT_TRUE(
        fault_in_yaml("a: &x [" + repeated("1,", 990) + "]\nb: [" + repeated("*x,", 102) + "]\n"));
    // Without an alias a document may be as large as it is.
    expect_well_formed(repeated("- a\n", 200'000));
    // Counted over all documents: they are read by one consumer.
    EXPECT_TRUE(fault_in_yaml(repeated("---\n" + alias_bomb(3), 10)));
}

TEST(yaml, tag_directives_are_few)
{
    const auto with = [](int count, std::string_view line_end) {
        std::string text;
        for (int i = 0; i < count; ++i) {
            text += fmt::format("%TAG !t{}! tag:example.com,2000:{}", i, line_end);
        }
        return text + "--- a\n";
    };
    for (const std::string_view line_end : {"\n", "\r", "\r\n", "\xC2\x85", "\xE2\x80\xA8"}) {
        EXPECT_FALSE(fault_in_yaml(with(100, line_end)).has_value()) << line_end;
        const auto fault = fault_in_yaml(with(101, line_end));
        ASSERT_TRUE(fault.has_value()) << line_end;
        EXPECT_EQ(fault->message, "it has more than 100 %TAG directives");
    }
    EXPECT_EQ(fault_in_yaml(with(80'000, "\n"))->line, 101U);
    // In the middle of a line it is no directive.
    std::string text = "- |\n";
    for (int i = 0; i < 200; ++i) {
        text += "  %TAG\n";
    }
    EXPECT_FALSE(fault_in_yaml(text).has_value());
}

TEST(yaml, checkpoint_is_called_and_may_throw)
{
    static int calls = 0;
    EXPECT_FALSE(fault_in_yaml("[1, 2, 3]", [] { ++calls; }).has_value());
    EXPECT_GE(calls, 5);
    EXPECT_THROW((void)fault_in_yaml("[1, 2, 3]",
                                     [] {
                                         if (--calls == 2) {
                                             throw std::runtime_error("cancelled");
                                         }
                                     }),
                 std::runtime_error);
}

} // namespace
} // namespace sdp
