#include "core/render/text.hpp"

#include "rendering.hpp"

#include "core/render/markdown.hpp"
#include "core/rules/names.hpp"

#include <random>

#include <gtest/gtest.h>

namespace sdp {
namespace {

using testing::hostile_texts;
using testing::read_by_people;

// As inline text has it: blanks for line breaks and tabs.
std::string in_one_line(std::string_view text)
{
    std::string line(trimmed(text));
    for (char& c : line) {
        c = c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
    }
    return line;
}

std::string random_text(std::mt19937& random)
{
    constexpr std::string_view alphabet = "ab1 _*`[]()<>|\\#-+=.!&;~$:/\"'{}%^";
    std::string text;
    const auto length = random() % 24;
    for (std::size_t i = 0; i < length; ++i) {
        text += alphabet[random() % alphabet.size()];
    }
    return text;
}

std::vector<std::string> texts()
{
    auto all = hostile_texts();
    std::mt19937 random(1);
    for (int i = 0; i < 20'000; ++i) {
        all.push_back(random_text(random));
    }
    return all;
}

// Whatever a text is, the page shows that text, wherever it stands.
TEST(inline_text, is_read_as_it_was_written)
{
    for (const auto& text : texts()) {
        const auto line = in_one_line(text);
        if (line.empty()) {
            continue;
        }
        EXPECT_EQ(read_by_people(inline_text(text)), line + "\n");
        EXPECT_EQ(read_by_people("# " + inline_text(text)), line + "\n");
        EXPECT_EQ(read_by_people("- " + inline_text(text)), "\n" + line + "\n\n");
        EXPECT_EQ(read_by_people("x **" + inline_text("b" + text + "b") + "** y"),
                  "x " + in_one_line("b" + text + "b") + " y\n");
    }
}

TEST(inline_text, stands_in_a_cell)
{
    for (const auto& text : texts()) {
        markdown out;
        markdown_table table({"A", "B"});
        table.add({inline_text(text), "end"});
        out.table(table);
        const auto html = html_of(out.take(), "t").html;
        EXPECT_EQ(testing::text_of_html(html),
                  "\n\n\nA\nB\n\n\n\n\n" + in_one_line(text) + "\nend\n\n\n\n")
            << text;
    }
}

TEST(code_span, is_read_as_it_was_written)
{
    for (const auto& text : texts()) {
        markdown out;
        markdown_table table({"A", "B"});
        table.add({code_span(text), "end"});
        out.table(table);
        const auto html = html_of(out.take(), "t").html;
        EXPECT_EQ(testing::text_of_html(html),
                  "\n\n\nA\nB\n\n\n\n\n" + in_one_line(text) + "\nend\n\n\n\n")
            << text;
    }
}

TEST(code_span, says_that_it_is_code)
{
    EXPECT_EQ(code_span("users.id"), "`users.id`");
    EXPECT_EQ(code_span("a ` b"), "``a ` b``");
    EXPECT_EQ(code_span("a|b"), "a\\|b");
    EXPECT_EQ(code_span(" "), "");
}

TEST(code_fence, is_longer_than_what_is_in_it)
{
    EXPECT_EQ(code_fence("sql", "SELECT 1;"), "```sql\nSELECT 1;\n```\n");
    EXPECT_EQ(code_fence("", "````\n"), "`````\n````\n`````\n");
    for (const auto& text : texts()) {
        if (text.starts_with('\t')) {
            continue; // md4c makes blanks of it
        }
        EXPECT_EQ(read_by_people(code_fence("text", text)), text + (text.empty() ? "\n" : "\n\n"))
            << text;
    }
}

TEST(paragraph_text, keeps_lines_and_paragraphs)
{
    EXPECT_EQ(paragraph_text("one\ntwo\r\n\r\n\n three "), "one\\\ntwo\n\nthree");
    EXPECT_EQ(paragraph_text("# a\n- b"), "\\# a\\\n\\- b");
    EXPECT_EQ(paragraph_text(""), "");
}

TEST(inline_text, is_not_noisy)
{
    EXPECT_EQ(inline_text("A plain text, with signs: -1, #fff (snake_case) 1.5rem!"),
              "A plain text, with signs: -1, #fff (snake_case) 1.5rem!");
    EXPECT_EQ(inline_text("3.5rem"), "3.5rem");
    EXPECT_EQ(inline_text("Tom & Jerry"), "Tom & Jerry");
}

TEST(inline_text, shows_control_characters)
{
    EXPECT_EQ(inline_text("a\x01\x1B\x7F"), "a\xE2\x90\x81\xE2\x90\x9B\xE2\x90\xA1");
    // Those that turn a text's direction have no picture; marks within a word stay.
    EXPECT_EQ(inline_text("a\u202Eb\u2066"), "a⟨U+202E⟩b⟨U+2066⟩");
    EXPECT_EQ(code_span("\u2069"), "⟨U+2069⟩");
    EXPECT_EQ(html_text("\u202A"), "⟨U+202A⟩");
    EXPECT_EQ(mermaid_label("\u202A"), "\"⟨U+202A⟩\"");
    EXPECT_EQ(inline_text("a\u200Db\u2060"), "a\u200Db\u2060");
}

TEST(mermaid_label, holds_nothing_that_ends_it)
{
    EXPECT_EQ(mermaid_label("Order"), "\"Order\"");
    EXPECT_EQ(mermaid_label("a\"b`c\n<d>"), "\"a#34;b#96;c #60;d#62;\"");
    for (const auto& text : texts()) {
        const auto label = mermaid_label(text);
        EXPECT_EQ(label.find_first_of("\"\n`<>{}[]%|\\"), 0U) << label;
        EXPECT_EQ(label.find_first_of("\"\n`<>{}[]%|\\", 1), label.size() - 1) << label;
    }
    EXPECT_LT(mermaid_label(std::string(1000, 'x')).size(), 100U);
}

TEST(heading_of_member, is_made_of_its_words)
{
    EXPECT_EQ(heading_of_member("targetUsers"), "Target users");
    EXPECT_EQ(heading_of_member("api_version"), "API version");
    EXPECT_EQ(heading_of_member("ORM"), "ORM");
    EXPECT_EQ(heading_of_member("a b"), "a b");
    EXPECT_EQ(heading_of_member("<b>"), "\\<b\\>");
}

} // namespace
} // namespace sdp
