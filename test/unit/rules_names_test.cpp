#include "core/rules/names.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

using texts = std::vector<std::string>;

texts compared_parts(std::string_view name)
{
    texts parts;
    EXPECT_FALSE(any_compared_part(name, [&](const std::string& part) {
        parts.push_back(part);
        return false;
    }));
    return parts;
}

TEST(rules_names, words_end_where_people_see_them_end)
{
    EXPECT_EQ(words_of("BlogPost"), (texts{"blog", "post"}));
    EXPECT_EQ(words_of("blog_posts"), (texts{"blog", "posts"}));
    EXPECT_EQ(words_of("blog-post"), (texts{"blog", "post"}));
    EXPECT_EQ(words_of("  Blog post! "), (texts{"blog", "post"}));
    EXPECT_EQ(words_of("HTMLPage"), (texts{"html", "page"}));
    EXPECT_EQ(words_of("userID"), (texts{"user", "id"}));
    EXPECT_EQ(words_of("oauth2Token"), (texts{"oauth2", "token"}));
    EXPECT_EQ(words_of("Größe_ÄNDERN"), (texts{"grösse", "ändern"}));
    EXPECT_EQ(words_of("Заказ"), words_of("заказ"));
    EXPECT_EQ(words_of(""), texts{});
    EXPECT_EQ(words_of("--"), texts{});
    EXPECT_EQ(words_of("\xff\xfe"), (texts{"\xff\xfe"})); // no UTF-8, and no crash
}

// Each row means one thing.
TEST(rules_names, plurals_and_spellings_are_one_name)
{
    const std::vector<texts> table = {
        {"BlogPost", "blog_posts", "blog-post", "blogPosts", "BLOG_POST", "Blog Posts"},
        {"Category", "categories", "CATEGORIES"},
        {"Person", "people", "persons", "People"},
        {"Data", "data"},
        {"Address", "addresses", "Addresses"},
        {"Status", "statuses", "status"},
        {"Box", "boxes"},
        {"House", "houses"},
        {"Cache", "caches"},
        {"Branch", "branches"},
        {"Company", "companies"},
        {"Movie", "movies"},
        {"Day", "days"},
        {"Class", "classes"},
        {"Process", "processes"},
        {"Analysis", "analyses"},
        {"Basis", "bases"},
        {"Index", "indices", "indexes"},
        {"Child", "children"},
        {"Hero", "heroes"},
        {"Photo", "photos"},
        {"Shoe", "shoes"},
        {"Bus", "buses"},
        {"Lens", "lenses"},
        {"Gas", "gases"},
        {"Quiz", "quizzes"},
        {"Series", "series"},
        {"News", "news"},
        {"Leaf", "leaves"},
        {"Matrix", "matrices"},
        {"UserAddress", "user_addresses", "user-addresses"},
        {"OAuthToken", "oAuthTokens"},
        {"Key", "keys", "KEY"},
        {"Price", "prices"},
        {"Invoice", "invoices"},
        {"Response", "responses"},
        {"Canvas", "canvases"},
        {"Woman", "women"},
    };
    for (std::size_t row = 0; row < table.size(); ++row) {
        for (const auto& name : table[row]) {
            EXPECT_EQ(compared_name(name), compared_name(table[row].front())) << name;
        }
        for (std::size_t other = 0; other < row; ++other) {
            EXPECT_NE(compared_name(table[row].front()), compared_name(table[other].front()))
                << table[row].front() << " is not " << table[other].front();
        }
    }
}

TEST(rules_names, words_are_visited_until_one_is_enough)
{
    texts seen;
    EXPECT_FALSE(for_each_word("one two three", [&](std::string_view word) {
        seen.emplace_back(word);
        return word != "two";
    }));
    EXPECT_EQ(seen, (texts{"one", "two"}));
    EXPECT_TRUE(for_each_word("", [](std::string_view) { return false; }));
}

TEST(rules_names, what_is_folded_keeps_plurals_apart)
{
    EXPECT_EQ(folded_name("BlogPost"), folded_name("blog_post"));
    EXPECT_NE(folded_name("BlogPost"), folded_name("BlogPosts"));
    EXPECT_EQ(lower_case("AbC é"), "abc é");
}

TEST(rules_names, parts_and_ends)
{
    EXPECT_EQ(compared_parts("StageOutputs"), (texts{"stage", "stageoutput", "output"}));
    EXPECT_EQ(compared_ends("StageOutputs"), (texts{"output", "stageoutput"}));
    EXPECT_EQ(compared_parts(""), texts{});
    EXPECT_TRUE(any_compared_part("the current projects",
                                  [](const std::string& part) { return part == "project"; }));
    EXPECT_EQ(compared_ends("!"), texts{});
    // A sentence costs no more than its first words.
    std::string sentence;
    for (int i = 0; i < 10'000; ++i) {
        sentence += "word ";
    }
    EXPECT_EQ(compared_parts(sentence).size(), 78U);
    EXPECT_EQ(compared_ends(sentence).size(), 12U);
}

TEST(rules_names, words_of_one_origin_have_one_root)
{
    EXPECT_EQ(root_of("validation"), root_of("validate"));
    EXPECT_EQ(root_of("generations"), root_of("generate"));
    EXPECT_EQ(root_of("page"), "page");
    EXPECT_NE(root_of("invoice"), root_of("invite"));
}

TEST(rules_names, names_in_messages_are_cut)
{
    EXPECT_EQ(in_quotes("a"), "\"a\"");
    EXPECT_EQ(in_quotes(std::string(200, 'x')), "\"" + std::string(80, 'x') + "...\"");
    EXPECT_EQ(trimmed(" \t a b \n"), "a b");
    EXPECT_EQ(trimmed(" \t\n"), "");
}

} // namespace
} // namespace sdp
