#pragma once
#include "core/json/limits.hpp"
#include "core/json/tree.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

#include <fmt/format.h>

// Reading a stage's data leniently: what is missing or of another kind is passed over, since the
// stage's JSON Schema has said so. Texts point into the data.
namespace sdp {

template <indexed_json_view View>
std::optional<View> member_of(const View& object, std::string_view name)
{
    if (object.kind() != json_kind::object) {
        return std::nullopt;
    }
    const auto found = find_member(object, name);
    return found ? std::optional<View>(object.value(*found)) : std::nullopt;
}

template <indexed_json_view View> std::string_view string_in(const View& value)
{
    return value.kind() == json_kind::string ? std::string_view(value.string())
                                             : std::string_view();
}

// The text of the first of these members that is a string with anything in it; empty otherwise.
template <indexed_json_view View>
std::string_view text_in(const View& object, std::initializer_list<std::string_view> names)
{
    for (const auto name : names) {
        if (const auto value = member_of(object, name)) {
            if (const auto text = string_in(*value); !text.empty()) {
                return text;
            }
        }
    }
    return {};
}

template <indexed_json_view View> bool is_true(const View& object, std::string_view name)
{
    const auto value = member_of(object, name);
    return value && value->kind() == json_kind::boolean && value->boolean();
}
template <indexed_json_view View> bool is_false(const View& object, std::string_view name)
{
    const auto value = member_of(object, name);
    return value && value->kind() == json_kind::boolean && !value->boolean();
}

// Whether a value says anything: not null, false, blank or without members.
template <indexed_json_view View> bool says_something(const View& value)
{
    switch (value.kind()) {
    case json_kind::null:
        return false;
    case json_kind::boolean:
        return value.boolean();
    case json_kind::number:
        return true;
    case json_kind::string:
        return std::string_view(value.string()).find_first_not_of(" \t\r\n") !=
               std::string_view::npos;
    case json_kind::array:
    case json_kind::object:
        break;
    }
    return value.size() > 0;
}

// Calls function(key, value, path) for what a list holds (with an empty key) or a map.
template <indexed_json_view View, typename Function>
void for_each_item(const View& items, const std::string& path, Function function)
{
    if (items.kind() == json_kind::array) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            function(std::string_view(), items.element(i), fmt::format("{}/{}", path, i));
        }
    } else if (items.kind() == json_kind::object) {
        for (std::size_t place = 0; place < items.size(); ++place) {
            const auto i = nth_member(items, place);
            const std::string_view key = items.name(i);
            function(key, items.value(i), path + "/" + pointer_token(key));
        }
    }
}

// The same for a member of an object that may be missing.
template <indexed_json_view View, typename Function>
void for_each_item_in(const View& object, std::string_view member, const std::string& path,
                      Function function)
{
    if (const auto items = member_of(object, member)) {
        for_each_item(*items, path + "/" + pointer_token(member), function);
    }
}

// The name of an item: its member, else its key, else (an item that is but a text) itself.
template <indexed_json_view View>
std::string_view name_of_item(std::string_view key, const View& value)
{
    const auto name = text_in(value, {"name"});
    if (!name.empty()) {
        return name;
    }
    return key.empty() ? string_in(value) : key;
}

// Where that name stands: a member of its own, or the item.
template <indexed_json_view View>
std::string path_of_name(const View& value, const std::string& path)
{
    return text_in(value, {"name"}).empty() ? path : path + "/name";
}

// Calls function(text) for every string within a value and every name of a member.
template <indexed_json_view View, typename Function>
void for_each_text(const View& value, Function& function)
{
    if (value.kind() == json_kind::string) {
        function(std::string_view(value.string()));
    } else if (value.kind() >= json_kind::array) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (value.kind() == json_kind::object) {
                function(std::string_view(value.name(i)));
                for_each_text(value.value(i), function);
            } else {
                for_each_text(value.element(i), function);
            }
        }
    }
}

// Calls function(text, path) for every string within a value.
template <indexed_json_view View, typename Function>
void for_each_string(const View& value, const std::string& path, Function& function)
{
    if (value.kind() == json_kind::string) {
        function(std::string_view(value.string()), path);
        return;
    }
    for_each_item(value, path, [&](std::string_view, const View& inner, const std::string& where) {
        for_each_string(inner, where, function);
    });
}

} // namespace sdp
