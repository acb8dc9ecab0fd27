#pragma once
#include "core/json/tree.hpp"

#include <nlohmann/json.hpp>

namespace sdp {

// A value that nlohmann/json has parsed, as an instance: a tenth of a json_tree, with doubles for
// the numbers that are no integers.
class parsed_json_view {
public:
    explicit parsed_json_view(const nlohmann::json& value) : value_(&value)
    {
        if (value.is_object()) {
            for (const auto& member : value.get_ref<const nlohmann::json::object_t&>()) {
                members_.push_back(&member);
            }
            std::sort(members_.begin(), members_.end(), [](const auto* one, const auto* other) {
                return comes_before(one->first, other->first);
            });
        }
    }

    [[nodiscard]] json_kind kind() const
    {
        switch (value_->type()) {
        case nlohmann::json::value_t::boolean:
            return json_kind::boolean;
        case nlohmann::json::value_t::number_integer:
        case nlohmann::json::value_t::number_unsigned:
        case nlohmann::json::value_t::number_float:
            return json_kind::number;
        case nlohmann::json::value_t::string:
            return json_kind::string;
        case nlohmann::json::value_t::array:
            return json_kind::array;
        case nlohmann::json::value_t::object:
            return json_kind::object;
        default:
            return json_kind::null;
        }
    }
    [[nodiscard]] bool boolean() const { return value_->get<bool>(); }
    [[nodiscard]] std::string_view string() const { return value_->get_ref<const std::string&>(); }
    [[nodiscard]] decimal exact() const { return decimal::from_text(value_->dump()).value(); }
    [[nodiscard]] std::size_t size() const { return value_->size(); }
    [[nodiscard]] std::string_view name(std::size_t index) const { return members_[index]->first; }
    [[nodiscard]] parsed_json_view value(std::size_t index) const
    {
        return parsed_json_view(members_[index]->second);
    }
    [[nodiscard]] parsed_json_view element(std::size_t index) const
    {
        return parsed_json_view((*value_)[index]);
    }

private:
    const nlohmann::json* value_;
    // In the order of comes_before().
    std::vector<const nlohmann::json::object_t::value_type*> members_{};
};

static_assert(indexed_json_view<parsed_json_view>);

} // namespace sdp
