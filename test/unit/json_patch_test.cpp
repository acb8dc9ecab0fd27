#include "core/json/patch.hpp"
#include "core/content/line_diff.hpp"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sdp {
namespace {

std::string patch_of(std::string_view from, std::string_view to)
{
    return text_of(patch_between(*parsed_tree(from), *parsed_tree(to)));
}

TEST(json_patch, says_what_changed_and_where)
{
    EXPECT_EQ(patch_of("{}", "{}"), "[]");
    EXPECT_EQ(patch_of(R"({"a": 1.0})", R"({"a": 1})"), "[]");
    EXPECT_EQ(patch_of(R"({"a": 1, "b": 2})", R"({"b": 3, "c/d": [null, true]})"),
              R"([{"op": "remove", "path": "/a"}, {"op": "replace", "path": "/b", "value": 3}, )"
              R"({"op": "add", "path": "/c~1d", "value": [null, true]}])");
    EXPECT_EQ(patch_of("[1, 2, 3]", "[1, 9, 2, 3]"),
              R"([{"op": "add", "path": "/1", "value": 9}])");
    EXPECT_EQ(patch_of("[1, 2, 3, 4]", "[1, 4]"),
              R"([{"op": "remove", "path": "/2"}, {"op": "remove", "path": "/1"}])");
    EXPECT_EQ(patch_of(R"({"a": [{"b": "x"}]})", R"({"a": [{"b": "\u0001\""}]})"),
              R"([{"op": "replace", "path": "/a/0/b", "value": "\u0001\""}])");
    EXPECT_EQ(patch_of("[]", "{}"), R"([{"op": "replace", "path": "", "value": {}}])");
}

TEST(json_patch, numbers_are_exact)
{
    EXPECT_EQ(patch_of("[0.1]", "[0.1000000000000000001]"),
              R"([{"op": "replace", "path": "/0", "value": 0.1000000000000000001}])");
    EXPECT_EQ(patch_of("[1]", "[123456789012345678901234567891]"),
              R"([{"op": "replace", "path": "/0", "value": 123456789012345678901234567891}])");
}

nlohmann::json random_value(std::mt19937& random, int depth)
{
    const auto kind = random() % (depth > 3 ? 4 : 6);
    if (kind == 4) {
        auto list = nlohmann::json::array();
        for (auto count = random() % 5; count > 0; --count) {
            list.push_back(random_value(random, depth + 1));
        }
        return list;
    }
    if (kind == 5) {
        auto object = nlohmann::json::object();
        for (auto count = random() % 5; count > 0; --count) {
            object[std::string(1, "ab/~c"[random() % 5])] = random_value(random, depth + 1);
        }
        return object;
    }
    return kind == 0   ? nlohmann::json()
           : kind == 1 ? nlohmann::json(random() % 2 == 0)
           : kind == 2 ? nlohmann::json(random() % 3)
                       : nlohmann::json(std::string(random() % 3, 'x'));
}

// Applied by somebody else's implementation, a patch gives the other value.
TEST(json_patch, applied_it_gives_the_other_value)
{
    std::mt19937 random(7);
    for (int i = 0; i < 5'000; ++i) {
        const auto from = random_value(random, 0);
        const auto to = random_value(random, 0);
        const auto patch = nlohmann::json::parse(patch_of(from.dump(), to.dump()));
        EXPECT_EQ(from.patch(patch), to) << from << "\n" << to << "\n" << patch;
    }
}

TEST(line_diff, is_one_hunk_with_what_is_around_it)
{
    EXPECT_EQ(line_diff("a\n", "a\n"), "");
    EXPECT_EQ(line_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\ny\n6\n7\n8\n9\n"),
              "@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+x\n+y\n 6\n 7\n 8\n");
    EXPECT_EQ(line_diff("", "a\n"), "@@ -0,0 +1,1 @@\n+a\n");
    EXPECT_EQ(line_diff("a\nb\n", "b\n"), "@@ -1,2 +1,1 @@\n-a\n b\n");
    EXPECT_EQ(line_diff("a", "a\n"),
              "@@ -1,1 +1,1 @@\n a\n\\ the old text has no line feed at its end\n");
}

} // namespace
} // namespace sdp
