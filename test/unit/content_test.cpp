#include "core/content/content.hpp"

#include "core/json/limits.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

constexpr std::array formats = {output_format::json, output_format::md, output_format::sql,
                                output_format::yaml};

TEST(content, formats_have_the_documents_names)
{
    constexpr std::array<std::string_view, 4> names = {"json", "md", "sql", "yaml"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(name_of(formats.at(i)), names.at(i));
        EXPECT_EQ(output_format_named(names.at(i)), formats.at(i));
        EXPECT_EQ(require_output_format(names.at(i)), formats.at(i));
    }
    for (const auto* const other : {"", "JSON", "yml", "markdown", "json "}) {
        EXPECT_EQ(output_format_named(other), std::nullopt) << other;
    }
}

TEST(content, other_formats_are_refused)
{
    try {
        (void)require_output_format("xml");
        FAIL() << "xml is accepted";
    } catch (const error& refused) {
        EXPECT_EQ(refused.sqlstate, "SD210");
        EXPECT_EQ(refused.message, "output format \"xml\" does not exist");
        EXPECT_EQ(refused.detail, "The formats are json, md, sql and yaml.");
        EXPECT_EQ(refused.hint, "");
    }
}

TEST(content, white_space_is_blank)
{
    for (const auto* const blank :
         {"", " ", "\n", " \t\r\n\f\v ", "\u3000", "\u00A0\u0085 ", "\u1680\u2028\u2029\u202F"}) {
        EXPECT_TRUE(is_blank(blank)) << '"' << blank << '"';
    }
    for (const auto* const text : {"a", " a ", "\n.\n", "\u200B", "\u3000a", "\xC2", "\xA0"}) {
        EXPECT_FALSE(is_blank(text)) << '"' << text << '"';
    }
    EXPECT_FALSE(is_blank(std::string_view("\0", 1)));
}

TEST(content, no_format_may_be_blank)
{
    for (const auto format : formats) {
        for (const auto* const blank : {"", " \n\t "}) {
            const auto fault = fault_in(format, blank);
            ASSERT_TRUE(fault) << name_of(format);
            EXPECT_EQ(fault->message, "it is blank");
            EXPECT_EQ(fault->line, 0U);
            EXPECT_EQ(fault->column, 0U);
        }
    }
}

TEST(content, markdown_and_sql_are_free)
{
    for (const auto* const text : {"# Title", "[[[[", "a: b: c", "SELECT", "\t- x"}) {
        EXPECT_FALSE(fault_in(output_format::md, text)) << text;
        EXPECT_FALSE(fault_in(output_format::sql, text)) << text;
    }
}

TEST(content, json_has_a_depth)
{
    EXPECT_FALSE(fault_in(output_format::json, std::string(1000, '[') + std::string(1000, ']')));
    const auto fault =
        fault_in(output_format::json, std::string(1001, '[') + std::string(1001, ']'));
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->message, "it is nested more than 1000 levels deep");
    EXPECT_FALSE(fault_in(output_format::json, "\"" + std::string(2000, '[') + "\""));
}

TEST(content, yaml_is_parsed)
{
    EXPECT_FALSE(fault_in(output_format::yaml, "a: 1"));
    EXPECT_TRUE(fault_in(output_format::yaml, "a: b: c"));
}

TEST(content, malformed_content_is_refused_with_its_place)
{
    const auto refused = malformed_content(output_format::yaml, "stage 8 (infrastructure)",
                                           {.message = "it is odd", .line = 3, .column = 7});
    EXPECT_EQ(refused.sqlstate, "SD205");
    EXPECT_EQ(refused.message, "content is not well-formed yaml for stage 8 (infrastructure)");
    EXPECT_EQ(refused.detail, "The content is refused because it is odd at line 3, column 7.");
    EXPECT_EQ(refused.hint, "");
}

TEST(content, malformed_content_without_a_place)
{
    const auto refused = malformed_content(output_format::md, "stage 1 (product)", {"it is blank"});
    EXPECT_EQ(refused.message, "content is not well-formed md for stage 1 (product)");
    EXPECT_EQ(refused.detail, "The content is refused because it is blank.");
}

TEST(content, too_large_content_is_refused_with_both_sizes)
{
    const auto refused = content_too_large("stage 1 (product)", 17, 16);
    EXPECT_EQ(refused.sqlstate, "SD206");
    EXPECT_EQ(refused.message, "content of 17 bytes is too large for stage 1 (product)");
    EXPECT_EQ(refused.detail, "At most 16 bytes are stored (sdp.max_content_bytes).");
    EXPECT_EQ(refused.hint, "");
}

} // namespace
} // namespace sdp
