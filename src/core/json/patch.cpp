#include "core/json/patch.hpp"

#include "core/json/compare.hpp"
#include "core/json/limits.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sdp {

namespace {

std::string quoted_text(std::string_view text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void print(const json_tree& tree, std::string& text)
{
    switch (tree.kind) {
    case json_kind::null:
        text += "null";
        break;
    case json_kind::boolean:
        text += tree.boolean ? "true" : "false";
        break;
    case json_kind::number:
        text += tree.number.text();
        break;
    case json_kind::string:
        text += quoted_text(tree.string);
        break;
    case json_kind::array:
        text += '[';
        for (std::size_t i = 0; i < tree.elements.size(); ++i) {
            text += i == 0 ? "" : ", ";
            print(tree.elements[i], text);
        }
        text += ']';
        break;
    case json_kind::object:
        text += '{';
        for (std::size_t i = 0; i < tree.members.size(); ++i) {
            text += i == 0 ? "" : ", ";
            text += quoted_text(tree.members[i].first) + ": ";
            print(tree.members[i].second, text);
        }
        text += '}';
        break;
    }
}

class differ {
public:
    void compare(const json_tree& from, const json_tree& to, const std::string& path)
    {
        if (from.kind == json_kind::object && to.kind == json_kind::object) {
            compare_objects(from, to, path);
        } else if (from.kind == json_kind::array && to.kind == json_kind::array) {
            compare_arrays(from, to, path);
        } else if (!equal(tree_view(from), tree_view(to))) {
            patch_.push_back({"replace", path, text_of(to)});
        }
    }
    [[nodiscard]] std::vector<patch_operation> take() { return std::move(patch_); }

private:
    // Both have their members in one order.
    void compare_objects(const json_tree& from, const json_tree& to, const std::string& path)
    {
        auto here = from.members.begin();
        auto there = to.members.begin();
        while (here != from.members.end() || there != to.members.end()) {
            const bool is_old =
                there == to.members.end() ||
                (here != from.members.end() && comes_before(here->first, there->first));
            const auto& name = is_old ? here->first : there->first;
            const auto where = path + "/" + pointer_token(name);
            if (is_old) {
                patch_.push_back({"remove", where});
                ++here;
            } else if (here == from.members.end() || here->first != there->first) {
                patch_.push_back({"add", where, text_of(there->second)});
                ++there;
            } else {
                compare(here->second, there->second, where);
                ++here;
                ++there;
            }
        }
    }

    // What both begin and end with stays; between them elements are compared by their place.
    void compare_arrays(const json_tree& from, const json_tree& to, const std::string& path)
    {
        const auto& old_items = from.elements;
        const auto& new_items = to.elements;
        const auto shorter = std::min(old_items.size(), new_items.size());
        std::size_t first = 0;
        while (first < shorter && equal(tree_view(old_items[first]), tree_view(new_items[first]))) {
            ++first;
        }
        std::size_t tail = 0;
        while (tail < shorter - first && equal(tree_view(old_items[old_items.size() - 1 - tail]),
                                               tree_view(new_items[new_items.size() - 1 - tail]))) {
            ++tail;
        }
        const auto old_end = old_items.size() - tail;
        const auto new_end = new_items.size() - tail;
        std::size_t at = first;
        for (; at < std::min(old_end, new_end); ++at) {
            compare(old_items[at], new_items[at], fmt::format("{}/{}", path, at));
        }
        for (auto end = old_end; end > at; --end) {
            patch_.push_back({"remove", fmt::format("{}/{}", path, end - 1)});
        }
        for (; at < new_end; ++at) {
            patch_.push_back({"add", fmt::format("{}/{}", path, at), text_of(new_items[at])});
        }
    }

    std::vector<patch_operation> patch_{};
};

} // namespace

std::string text_of(const json_tree& tree)
{
    std::string text;
    print(tree, text);
    return text;
}

std::string text_of(const std::vector<patch_operation>& patch)
{
    std::string text = "[";
    for (const auto& one : patch) {
        text += fmt::format("{}{{\"op\": \"{}\", \"path\": {}", text.size() == 1 ? "" : ", ",
                            one.op, quoted_text(one.path));
        if (!one.value.empty()) {
            text += ", \"value\": " + one.value;
        }
        text += '}';
    }
    return text + "]";
}

std::vector<patch_operation> patch_between(const json_tree& from, const json_tree& to)
{
    differ both;
    both.compare(from, to, "");
    return both.take();
}

} // namespace sdp
