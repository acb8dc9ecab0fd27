#include "core/slug.hpp"

#include <random>

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(slug, follows_its_pattern)
{
    for (const auto* const slug : {"a", "0", "shop", "my-shop-2", "a-b-c", "2024"}) {
        EXPECT_TRUE(is_slug(slug)) << slug;
    }
    for (const auto* const text :
         {"", "-", "-a", "a-", "a--b", "A", "a_b", "a b", "a.b", "ä", "a\n", "shop ", "a/b"}) {
        EXPECT_FALSE(is_slug(text)) << text;
    }
    EXPECT_FALSE(is_slug(std::string_view("a\0b", 3)));
}

TEST(slug, has_at_most_255_bytes)
{
    EXPECT_EQ(longest_slug, 255U);
    EXPECT_TRUE(is_slug(std::string(255, 'a')));
    EXPECT_FALSE(is_slug(std::string(256, 'a')));
}

struct folding {
    std::string_view text;
    std::string_view slug;
};

void expect_slugs(std::initializer_list<folding> foldings)
{
    for (const auto& [text, slug] : foldings) {
        EXPECT_EQ(slug_of(text), slug) << text;
    }
}

TEST(slug, is_made_of_letters_digits_and_single_hyphens)
{
    expect_slugs({{"Shop", "shop"},
                  {"My Shop 2", "my-shop-2"},
                  {"  My   Shop!  ", "my-shop"},
                  {"--a--b--", "a-b"},
                  {"Bob's Shop (new)", "bob-s-shop-new"},
                  {"a_b.c/d\\e", "a-b-c-d-e"},
                  {"C++ & C#", "c-c"},
                  {"tab\tline\nend", "tab-line-end"},
                  {"50% off", "50-off"}});
    EXPECT_EQ(slug_of(std::string_view("a\0b", 3)), "a-b");
}

TEST(slug, loses_accents)
{
    expect_slugs({{"Café Zürich", "cafe-zurich"},
                  {"ÀÁÂÃÄÅ àáâãäå", "aaaaaa-aaaaaa"},
                  {"Škoda Čeština Ž", "skoda-cestina-z"},
                  {"Nguyễn", "nguyen"},
                  {"Ñandú", "nandu"},
                  {"Ő Ű ő ű", "o-u-o-u"},
                  {"Ąę Żółć", "ae-zolc"}});
}

TEST(slug, is_the_same_for_composed_and_combining_forms)
{
    EXPECT_EQ(slug_of("Cafe\u0301"), "cafe");
    EXPECT_EQ(slug_of("A\u030Angstro\u0308m"), slug_of("Ångström"));
    EXPECT_EQ(slug_of("e\u0302\u0323"), slug_of("\u1EC7"));
    EXPECT_EQ(slug_of("\u0301a"), "a");
}

TEST(slug, spells_letters_that_do_not_decompose)
{
    expect_slugs({{"Straße GROẞ", "strasse-gross"},
                  {"Ærø Ǽ", "aero-ae"},
                  {"Œuvre", "oeuvre"},
                  {"Øresund", "oresund"},
                  {"Łódź", "lodz"},
                  {"Đà Nẵng", "da-nang"},
                  {"Ísland Þór Ð", "island-thor-d"},
                  {"Ħal Għaxaq", "hal-ghaxaq"},
                  {"Ŧ", "t"}});
}

// Both of the four i are i: without a language there is no other answer.
TEST(slug, of_turkish_has_one_i)
{
    expect_slugs({{"Işık", "isik"}, {"İstanbul", "istanbul"}, {"iı İI", "ii-ii"}});
}

TEST(slug, opens_compatibility_forms)
{
    expect_slugs({{"ﬁne oﬃce", "fine-office"},
                  {"ＦＵＬＬ　１２", "full-12"},
                  {"x² №5", "x2-no5"},
                  {"①②", "12"},
                  {"½", "1-2"},
                  {"𝓢𝓱𝓸𝓹", "shop"},
                  {"non\u00A0breaking", "non-breaking"},
                  {"Kelvin \u212A", "kelvin-k"},
                  {"long \u017F", "long-s"}});
}

TEST(slug, leaves_out_what_is_invisible)
{
    expect_slugs({{"soft\u00ADhyphen", "softhyphen"},
                  {"zero\u200Bwidth", "zerowidth"},
                  {"zero\u200Djoined", "zerojoined"},
                  {"\uFEFFmark", "mark"}});
}

// What has no ASCII is left out; a text of nothing else has no slug, and the caller says
// "project" or "section" then.
TEST(slug, is_empty_when_nothing_is_left)
{
    for (const auto* const text : {"", " ", "---", "!?", "🚀", "👩‍💻", "日本語", "Москва",
                                   "Ελλάδα", "العربية", "\u0301", "\u200B"}) {
        EXPECT_EQ(slug_of(text), "") << text;
    }
    expect_slugs({{"🚀 Rocket 🚀 Shop", "rocket-shop"}, {"日本 2020", "2020"}, {"a日b", "a-b"}});
}

TEST(slug, of_text_that_is_not_utf_8_is_empty)
{
    for (const auto* const text :
         {"\xff", "abc\x80", "\xc3", "\xe2\x82", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
        EXPECT_EQ(slug_of(text), "");
    }
}

TEST(slug, is_cut_at_255_bytes)
{
    EXPECT_EQ(slug_of(std::string(1000, 'a')), std::string(255, 'a'));
    // Not at a hyphen.
    EXPECT_EQ(slug_of(std::string(254, 'a') + " b"), std::string(254, 'a'));
    EXPECT_EQ(slug_of(std::string(255, 'a') + " b"), std::string(255, 'a'));
    std::string accents;
    for (int i = 0; i < 300; ++i) {
        accents += "ß";
    }
    EXPECT_EQ(slug_of(accents), std::string(255, 's'));
    // One character becomes eighteen, none of them ASCII.
    EXPECT_EQ(slug_of("\uFDFA"), "");
}

TEST(slug, is_numbered_from_two_on)
{
    EXPECT_EQ(numbered_slug("shop", 1), "shop");
    EXPECT_EQ(numbered_slug("shop", 2), "shop-2");
    EXPECT_EQ(numbered_slug("shop-2", 2), "shop-2-2");
    EXPECT_EQ(numbered_slug("shop", 2147483647), "shop-2147483647");
}

TEST(slug, numbers_fit_into_255_bytes)
{
    const std::string longest(255, 'a');
    EXPECT_EQ(numbered_slug(longest, 1), longest);
    EXPECT_EQ(numbered_slug(longest, 2), std::string(253, 'a') + "-2");
    EXPECT_EQ(numbered_slug(longest, 10), std::string(252, 'a') + "-10");
    EXPECT_EQ(numbered_slug(std::string(253, 'a'), 2), std::string(253, 'a') + "-2");
    // Two hyphens never meet.
    EXPECT_EQ(numbered_slug(std::string(252, 'a') + "-bb", 2), std::string(252, 'a') + "-2");
    EXPECT_EQ(numbered_slug(std::string(256, 'a'), 1), longest);
}

std::string random_text(std::mt19937& random)
{
    static constexpr std::array<std::string_view, 24> pieces = {
        "a", "Z",  "9",  "-",      " ",      "_",  "é",      "ß",      "Æ",      "Ł", "ı",    "İ",
        "ﬁ", "🚀", "語", "\u0301", "\u200D", "\n", "\u00AD", "\uFDFA", "\u0130", "Ǽ", "\xff", "."};
    std::string text;
    // The last but one makes it invalid: seldom.
    const bool valid = random() % 8 != 0;
    for (auto length = random() % 300; length > 0; --length) {
        const auto piece = pieces.at(random() % pieces.size());
        if (!valid || piece != "\xff") {
            text += piece;
        }
    }
    return text;
}

TEST(slug, of_any_text_is_a_slug_and_its_own_slug)
{
    std::mt19937 random(2600);
    for (int round = 0; round < 3000; ++round) {
        const auto text = random_text(random);
        const auto slug = slug_of(text);
        ASSERT_TRUE(slug.empty() || is_slug(slug)) << text;
        ASSERT_EQ(slug_of(slug), slug) << text;
        if (!slug.empty()) {
            const auto numbered = numbered_slug(slug, 1 + static_cast<int>(random() % 100000));
            ASSERT_TRUE(is_slug(numbered)) << text;
        }
    }
}

} // namespace
} // namespace sdp
