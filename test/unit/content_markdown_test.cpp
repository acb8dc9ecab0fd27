#include "core/content/markdown.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(content_markdown, closed_fences_are_none)
{
    for (const auto* const text : {
             "",
             "# Title\n",
             "```\ncode\n```\n",
             "```sql\nSELECT '```x';\n```",
             "~~~\n```\n~~~",
             "````\n```\n````",
             "`````md\n```\n``` \n`````\r\n",
             "a `` b ```\n",
             "``` a`b\n",
             "- x\n\n  ```js\n  1\n  ```\n",
             "1. ```\n   x\n   ```\n> ```\n> x\n> ```\n",
         }) {
        EXPECT_EQ(line_of_open_fence(text), 0U) << text;
    }
}

TEST(content_markdown, an_open_fence_has_its_line)
{
    EXPECT_EQ(line_of_open_fence("```"), 1U);
    EXPECT_EQ(line_of_open_fence("a\n\n```sql\nSELECT 1;\n"), 3U);
    EXPECT_EQ(line_of_open_fence("````\n```\n"), 1U);
    EXPECT_EQ(line_of_open_fence("```\n~~~\n"), 1U);
    EXPECT_EQ(line_of_open_fence("```\na\n```\n\n~~~\n"), 5U);
    EXPECT_EQ(line_of_open_fence("```\n``` js\n"), 1U); // what closes has no language
    EXPECT_EQ(line_of_open_fence("- ```\n  x\n"), 1U);
}

TEST(content_markdown, long_texts_take_one_pass)
{
    EXPECT_EQ(line_of_open_fence(std::string(1'000'000, '>')), 0U);
    EXPECT_EQ(line_of_open_fence(std::string(1'000'000, '`')), 1U);
    std::string items;
    for (int i = 0; i < 300'000; ++i) {
        items += "- ";
    }
    EXPECT_EQ(line_of_open_fence(items), 0U);
}

} // namespace
} // namespace sdp
