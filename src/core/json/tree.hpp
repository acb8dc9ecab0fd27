#pragma once
#include "core/error.hpp"
#include "core/json/decimal.hpp"
#include "core/json/limits.hpp"
#include "core/json/view.hpp"
#include "core/sqlstates.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sdp {

// The order of an object's members in jsonb: by length, then by bytes.
[[nodiscard]] inline bool comes_before(std::string_view one, std::string_view other)
{
    return one.size() != other.size() ? one.size() < other.size() : one < other;
}

// How a validator sees JSON: json_view with indexed access. The members of an object come in the
// order of comes_before(), each name once.
template <typename View>
concept indexed_json_view = requires(const View& view, std::size_t index) {
    { view.kind() } -> std::same_as<json_kind>;
    { view.boolean() } -> std::same_as<bool>;
    { view.string() } -> std::convertible_to<std::string_view>;
    { view.exact() } -> std::convertible_to<decimal>;
    { view.size() } -> std::convertible_to<std::size_t>;
    { view.name(index) } -> std::convertible_to<std::string_view>;
    { view.value(index) } -> std::convertible_to<View>;
    { view.element(index) } -> std::convertible_to<View>;
};

// A JSON value with exact numbers: what a schema is read into.
struct json_tree {
    json_kind kind = json_kind::null;
    bool boolean = false;
    decimal number{};
    std::string string{};
    std::vector<json_tree> elements{};
    // In the order of comes_before().
    std::vector<std::pair<std::string, json_tree>> members{};

    // The member of that name of an object; null otherwise.
    [[nodiscard]] const json_tree* member(std::string_view name) const
    {
        const auto found = std::lower_bound(members.begin(), members.end(), name,
                                            [](const auto& entry, std::string_view wanted) {
                                                return comes_before(entry.first, wanted);
                                            });
        return found != members.end() && found->first == name ? &found->second : nullptr;
    }
};

// Which member of an object has that name; nothing where none has.
template <indexed_json_view View>
std::optional<std::size_t> find_member(const View& object, std::string_view name)
{
    std::size_t low = 0;
    std::size_t high = object.size();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (comes_before(object.name(middle), name)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < object.size() && object.name(low) == name ? std::optional(low) : std::nullopt;
}

// Which member comes at that place for a reader: as it was written where the view knows that.
template <indexed_json_view View> std::size_t nth_member(const View& object, std::size_t place)
{
    if constexpr (requires { object.written(place); }) {
        return object.written(place);
    } else {
        return place;
    }
}

// A json_tree as an instance.
class tree_view {
public:
    explicit tree_view(const json_tree& tree) : tree_(&tree) {}

    [[nodiscard]] json_kind kind() const { return tree_->kind; }
    [[nodiscard]] bool boolean() const { return tree_->boolean; }
    [[nodiscard]] std::string_view string() const { return tree_->string; }
    [[nodiscard]] const decimal& exact() const { return tree_->number; }
    [[nodiscard]] std::size_t size() const
    {
        return kind() == json_kind::object ? tree_->members.size() : tree_->elements.size();
    }
    [[nodiscard]] std::string_view name(std::size_t index) const
    {
        return tree_->members[index].first;
    }
    [[nodiscard]] tree_view value(std::size_t index) const
    {
        return tree_view(tree_->members[index].second);
    }
    [[nodiscard]] tree_view element(std::size_t index) const
    {
        return tree_view(tree_->elements[index]);
    }

private:
    const json_tree* tree_;
};

static_assert(indexed_json_view<tree_view>);

// A copy of a value. Throws SD213 where it is nested deeper than `deepest_nesting`.
template <indexed_json_view View> json_tree tree_of(const View& view, int depth = 0)
{
    if (depth > deepest_nesting) {
        throw error{sqlstate::invalid_schema, "schema is nested too deeply",
                    fmt::format("It is nested more than {} levels deep.", deepest_nesting)};
    }
    json_tree tree{.kind = view.kind()};
    switch (tree.kind) {
    case json_kind::null:
        break;
    case json_kind::boolean:
        tree.boolean = view.boolean();
        break;
    case json_kind::number:
        tree.number = view.exact();
        break;
    case json_kind::string:
        tree.string = view.string();
        break;
    case json_kind::array:
        for (std::size_t i = 0; i < view.size(); ++i) {
            tree.elements.push_back(tree_of(view.element(i), depth + 1));
        }
        break;
    case json_kind::object:
        for (std::size_t i = 0; i < view.size(); ++i) {
            tree.members.emplace_back(std::string(view.name(i)), tree_of(view.value(i), depth + 1));
        }
        break;
    }
    return tree;
}

// A text read by nlohmann/json, with numbers as they are written; nothing where it is no JSON,
// nests deeper than `deepest_nesting` (core/json/limits.hpp), or has a number out of all bounds.
// The last of several members of one name counts.
[[nodiscard]] std::unique_ptr<json_tree> parsed_tree(std::string_view text);

} // namespace sdp
