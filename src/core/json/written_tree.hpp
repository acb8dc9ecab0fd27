#pragma once
#include "core/json/tree.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sdp {

// A JSON text that is read to be shown: small nodes, and the members of objects also in the order
// in which somebody wrote them, which json_tree and jsonb forget.
class written_tree {
public:
    class view;

    // The text as parsed_tree() reads it; null where that gives null.
    [[nodiscard]] static std::unique_ptr<written_tree> of(std::string_view text);

    [[nodiscard]] view root() const;

private:
    friend class written_tree_reader;

    // A place in `texts_`.
    struct place {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };
    struct node {
        json_kind kind = json_kind::null;
        bool boolean = false;
        place name{};
        // A string, or a number as it is written; of an array or object the nodes in it.
        place content{};
    };

    [[nodiscard]] std::string_view text(place where) const
    {
        return std::string_view(texts_).substr(where.at, where.size);
    }

    std::string texts_;
    // What an array or object holds stands together, an object's members in the order of
    // comes_before(). The root is the last.
    std::vector<node> nodes_;
    // For each node: which one of its siblings, counted from 0, was written at its place.
    std::vector<std::uint32_t> written_;
};

class written_tree::view {
public:
    view(const written_tree* tree, std::uint32_t node) : tree_(tree), node_(node) {}

    [[nodiscard]] json_kind kind() const { return self().kind; }
    [[nodiscard]] bool boolean() const { return self().boolean; }
    [[nodiscard]] std::string_view string() const { return tree_->text(self().content); }
    [[nodiscard]] decimal exact() const
    {
        return decimal::from_text(tree_->text(self().content)).value_or(decimal());
    }
    [[nodiscard]] std::size_t size() const { return self().content.size; }
    [[nodiscard]] std::string_view name(std::size_t index) const
    {
        return tree_->text(tree_->nodes_[self().content.at + index].name);
    }
    [[nodiscard]] view value(std::size_t index) const { return element(index); }
    [[nodiscard]] view element(std::size_t index) const
    {
        return {tree_, static_cast<std::uint32_t>(self().content.at + index)};
    }
    // Which member was written at that place.
    [[nodiscard]] std::size_t written(std::size_t index) const
    {
        return tree_->written_[self().content.at + index];
    }

private:
    [[nodiscard]] const node& self() const { return tree_->nodes_[node_]; }

    const written_tree* tree_;
    std::uint32_t node_;
};

inline written_tree::view written_tree::root() const
{
    return {this, static_cast<std::uint32_t>(nodes_.size() - 1)};
}

} // namespace sdp
