#include "core/json/any_view.hpp"
#include "core/json/written_tree.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sdp {
namespace {

// Names in both orders: as find_member() needs them, and as they were written.
std::string names_of(const std::string& json)
{
    const auto tree = written_tree::of(json);
    const any_json_view object(tree->root());
    std::string names;
    for (std::size_t i = 0; i < object.size(); ++i) {
        names += std::string(object.name(i)) + " ";
    }
    names += "|";
    for (std::size_t place = 0; place < object.size(); ++place) {
        const auto i = object.written(place);
        names += " " + std::string(object.name(i)) + "=" + object.value(i).exact().text();
    }
    return names;
}

TEST(written_tree, knows_the_order_of_writing)
{
    EXPECT_EQ(names_of(R"({"name": 1, "id": 2, "b": 3, "aa": 4})"),
              "b aa id name | name=1 id=2 b=3 aa=4");
    EXPECT_EQ(names_of("{}"), "|");
}

TEST(written_tree, keeps_the_last_of_equal_names)
{
    EXPECT_EQ(names_of(R"({"a": 1, "b": 2, "a": 3})"), "a b | b=2 a=3");
}

TEST(written_tree, reads_what_parsed_tree_reads)
{
    for (const std::string json :
         {R"({"a": [1, -2.50, 1e3, true, false, null, "x\né"], "b": {"": {}, "c": []}})", "3",
          "\"text\"", "[]", "[[[]]]", "{\"a\": 1", "", "nul", "[1e9999999999]", "\"\xFF\""}) {
        const auto tree = parsed_tree(json);
        const auto written = written_tree::of(json);
        ASSERT_EQ(tree == nullptr, written == nullptr) << json;
        if (tree == nullptr) {
            continue;
        }
        const auto copy = tree_of(written->root());
        EXPECT_EQ(copy.kind, tree->kind);
        EXPECT_EQ(copy.string, tree->string);
        EXPECT_EQ(copy.elements.size(), tree->elements.size());
        ASSERT_EQ(copy.members.size(), tree->members.size());
        for (std::size_t i = 0; i < copy.members.size(); ++i) {
            EXPECT_EQ(copy.members[i].first, tree->members[i].first);
            EXPECT_EQ(copy.members[i].second.elements.size(),
                      tree->members[i].second.elements.size());
        }
    }
}

TEST(written_tree, refuses_what_nests_too_deeply)
{
    const auto nested = [](std::size_t depth) {
        return written_tree::of(std::string(depth, '[') + std::string(depth, ']'));
    };
    EXPECT_NE(nested(1000), nullptr);
    EXPECT_EQ(nested(1001), nullptr);
    EXPECT_EQ(nested(1'000'000), nullptr);
}

} // namespace
} // namespace sdp
