#pragma once
#include "core/json/tree.hpp"

#include <functional>
#include <unordered_map>

namespace sdp {

// Equal as JSON Schema says it: numbers by value.
template <indexed_json_view One, indexed_json_view Other>
bool equal(const One& one, const Other& other)
{
    if (one.kind() != other.kind()) {
        return false;
    }
    switch (one.kind()) {
    case json_kind::null:
        return true;
    case json_kind::boolean:
        return one.boolean() == other.boolean();
    case json_kind::number:
        return one.exact() == other.exact();
    case json_kind::string:
        return one.string() == other.string();
    case json_kind::array:
        if (one.size() != other.size()) {
            return false;
        }
        for (std::size_t i = 0; i < one.size(); ++i) {
            if (!equal(one.element(i), other.element(i))) {
                return false;
            }
        }
        return true;
    case json_kind::object:
        if (one.size() != other.size()) {
            return false;
        }
        for (std::size_t i = 0; i < one.size(); ++i) {
            if (one.name(i) != other.name(i) || !equal(one.value(i), other.value(i))) {
                return false;
            }
        }
        return true;
    }
    return false;
}

// Equal values have equal hashes. What is nested deeper than a hundred levels is not looked at.
template <indexed_json_view View> std::size_t hash_of(const View& view, int depth = 0)
{
    constexpr int deepest = 100;
    if (depth > deepest) {
        return 0;
    }
    constexpr std::size_t factor = 0x100000001B3U;
    auto hash = static_cast<std::size_t>(view.kind()) + 1;
    switch (view.kind()) {
    case json_kind::null:
        break;
    case json_kind::boolean:
        hash = hash * factor + (view.boolean() ? 2 : 1);
        break;
    case json_kind::number:
        hash = hash * factor + decimal(view.exact()).hash();
        break;
    case json_kind::string:
        hash = hash * factor + std::hash<std::string_view>()(view.string());
        break;
    case json_kind::array:
        for (std::size_t i = 0; i < view.size(); ++i) {
            hash = hash * factor + hash_of(view.element(i), depth + 1);
        }
        break;
    case json_kind::object:
        for (std::size_t i = 0; i < view.size(); ++i) {
            hash = hash * factor + std::hash<std::string_view>()(view.name(i));
            hash = hash * factor + hash_of(view.value(i), depth + 1);
        }
        break;
    }
    return hash;
}

// Two items of an array that are equal, the earlier one first; nothing where none are.
struct item_pair {
    std::size_t first;
    std::size_t second;
};
template <indexed_json_view View> std::optional<item_pair> equal_items(const View& array)
{
    constexpr std::size_t most_compared = 8;
    const std::size_t size = array.size();
    if (size <= most_compared) {
        for (std::size_t i = 1; i < size; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                if (equal(array.element(k), array.element(i))) {
                    return item_pair{k, i};
                }
            }
        }
        return std::nullopt;
    }
    std::unordered_multimap<std::size_t, std::size_t> by_hash;
    by_hash.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
        const auto item = array.element(i);
        const auto hash = hash_of(item);
        const auto same = by_hash.equal_range(hash);
        for (auto other = same.first; other != same.second; ++other) {
            if (equal(array.element(other->second), item)) {
                return item_pair{other->second, i};
            }
        }
        by_hash.emplace(hash, i);
    }
    return std::nullopt;
}

} // namespace sdp
