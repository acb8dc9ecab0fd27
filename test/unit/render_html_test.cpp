#include "core/render/html.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sdp {
namespace {

std::string html(std::string_view markdown)
{
    return html_of(markdown, "p").html;
}

TEST(html, of_markdown)
{
    EXPECT_EQ(html("# A *b*\n\ntext\n\n## C\n"),
              "<h2 id=\"p-a-b\">A <em>b</em></h2>\n<p>text</p>\n<h3 id=\"p-c\">C</h3>\n");
    EXPECT_EQ(html("### Low\n\n# High"),
              "<h2 id=\"p-low\">Low</h2>\n<h2 id=\"p-high\">High</h2>\n");
    EXPECT_EQ(html("`#a1b2c3` `#x`"), "<p><i class=\"patch\" style=\"background:#a1b2c3\"></i>"
                                      "<code>#a1b2c3</code> <code>#x</code></p>\n");
    EXPECT_EQ(html("```mermaid\na --> b\n```\n"),
              "<details class=\"diagram\"><summary>Diagram, in Mermaid</summary>"
              "<pre><code>a --&gt; b\n</code></pre></details>\n");
}

TEST(html, headings_are_numbered_where_they_are_alike)
{
    const auto part = html_of("# A\n\n# a\n\n# !\n\n# A 2\n", "p");
    ASSERT_EQ(part.headings.size(), 4U);
    EXPECT_EQ(part.headings[0].id, "p-a");
    EXPECT_EQ(part.headings[1].id, "p-a-2");
    EXPECT_EQ(part.headings[2].id, "p-part");
    EXPECT_EQ(part.headings[3].id, "p-a-2-2");
}

// Markdown of a person's own, as an output has it.
TEST(html, brings_nothing_to_life)
{
    EXPECT_EQ(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
    EXPECT_EQ(html("a <b onclick=x>b</b>"), "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n");
    EXPECT_EQ(html("[x](javascript:alert(1))"), "<p><a>x</a></p>\n");
    EXPECT_EQ(html("[x](JaVaScRiPt:alert(1))"), "<p><a>x</a></p>\n");
    EXPECT_EQ(html("[x](&#106;avascript&colon;alert(1))"), "<p><a>x</a></p>\n");
    EXPECT_EQ(html("<javascript:alert(1)>"), "<p><a>javascript:alert(1)</a></p>\n");
    EXPECT_EQ(html("[x]\n\n[x]: data:text/html,1"), "<p><a>x</a></p>\n");
    EXPECT_EQ(html("[x](//evil.example)"), "<p><a>x</a></p>\n");
    EXPECT_EQ(html("![x](https://evil.example/p.png \"t\")"),
              "<p><span class=\"picture\">x</span></p>\n");
    EXPECT_EQ(html("![\"><script>](x)"),
              "<p><span class=\"picture\">&quot;&gt;&lt;script&gt;</span></p>\n");
    EXPECT_EQ(html("[x](<a\"b> \"><script>\")"),
              "<p><a href=\"a%22b\" rel=\"noopener noreferrer\">x</a></p>\n");
    EXPECT_EQ(html("```\"><script>\nx\n```").find("<script"), std::string::npos);
}

TEST(html, names_headings_by_their_words)
{
    EXPECT_EQ(html_of("# <script> & \"more\"\n", "t").headings.front().id, "t-script-more");
}

TEST(address, is_safe)
{
    for (const auto* const safe :
         {"http://a", "https://a:8/b", "HTTPS://a", "mailto:a@b", "#x", "a/b.json", "?a:b", "a/b:c",
          "./a:b", "a#b:c", "a..b/c", "a?../b", "a#/../b"}) {
        EXPECT_TRUE(is_safe_address(safe)) << safe;
    }
    for (const auto* const unsafe :
         {"",           "javascript:x", "java%0Ascript:x", "data:x",    "file:///etc", "//a",
          "vbscript:x", "a:b",          " javascript:x",   "blob:x",    "/etc/passwd", "/\\a",
          "\\\\a",      "../x",         "../../x",         "a/../../x", "a/..",        "..",
          "%2e%2E/x",   ".%2e/x",       "..%5cx",          "..\\x"}) {
        EXPECT_FALSE(is_safe_address(unsafe)) << unsafe;
    }
}

TEST(html, takes_what_is_hard_for_a_parser)
{
    const auto repeated = [](std::string_view text, int times) {
        std::string all;
        for (int i = 0; i < times; ++i) {
            all += text;
        }
        return all;
    };
    for (const std::string_view part :
         {"[", "[a](", "![", "*a **b ", "`", "> ", "- ", "a\n\n", "<", "&", "|a", "|a|\n|-|\n",
          "[x]: y\n", "[x] ", "\\", "_a", "<a ", "<!--", "``` "}) {
        EXPECT_EQ(html(repeated(part, 20'000)).find("<script"), std::string::npos);
    }
}

// md4c 0.4 makes 5 GB of 300 kB here.
TEST(html, bounds_what_references_cost)
{
    const auto definition = "[a]: " + std::string(100'000, 'x') + "\n\n";
    std::string uses;
    for (int i = 0; i < 50'000; ++i) {
        uses += "[a] ";
    }
    EXPECT_LT(html(definition + uses).size(), 1'000'000U);
    EXPECT_TRUE(html(definition + uses).starts_with("<pre>[a]: "));
    std::string equal;
    for (int i = 0; i < 50'000; ++i) {
        equal += "[a]: x\n[a] ";
    }
    EXPECT_TRUE(html(equal).starts_with("<pre>"));
    EXPECT_EQ(html("[a]: b\n\n[a]"), "<p><a href=\"b\" rel=\"noopener noreferrer\">a</a></p>\n");
}

} // namespace
} // namespace sdp
