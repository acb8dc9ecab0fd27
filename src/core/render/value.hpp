#pragma once
#include "core/json/any_view.hpp"
#include "core/render/markdown.hpp"
#include "core/rules/reading.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Values of a stage's data in Markdown, where nothing is known of them.
namespace sdp {

// The members of an object, of which a renderer takes those that it knows; the rest is left for
// render_rest. Of a value that is no object there are none.
class members {
public:
    explicit members(const any_json_view& value);

    // The first of these members that is a string with anything in it, a number or a boolean, as
    // text; empty otherwise. One that is null or blank is taken, too: it says nothing.
    std::string scalar(std::initializer_list<std::string_view> names);
    // The same, for strings alone.
    std::string_view text(std::initializer_list<std::string_view> names);
    // The first of these members that says anything, whatever it is.
    std::optional<any_json_view> any(std::initializer_list<std::string_view> names);
    // The first of these members that is a list or an object with anything in it.
    std::optional<any_json_view> items(std::initializer_list<std::string_view> names);
    // The first of these members that is true or false.
    std::optional<bool> flag(std::initializer_list<std::string_view> names);

    // Calls function(name, value) for what nobody took.
    template <typename Function> void for_each_left(Function function) const
    {
        for (std::size_t place = 0; place < taken_.size(); ++place) {
            const auto i = value_.written(place);
            if (!taken_[i]) {
                function(std::string_view(value_.name(i)), value_.value(i));
            }
        }
    }

private:
    template <typename Fits>
    std::optional<any_json_view> first(std::initializer_list<std::string_view> names, Fits fits);

    any_json_view value_;
    std::vector<bool> taken_{};
};

// Calls function(key, value) for what a list holds (with an empty key) or a map.
template <typename Function> void for_each_entry(const any_json_view& items, Function function)
{
    if (items.kind() == json_kind::array) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            function(std::string_view(), items.element(i));
        }
    } else if (items.kind() == json_kind::object) {
        for (std::size_t place = 0; place < items.size(); ++place) {
            const auto i = items.written(place);
            function(std::string_view(items.name(i)), items.value(i));
        }
    }
}

// A string, number, boolean or null as plain text; empty for what holds others.
[[nodiscard]] std::string scalar_text(const any_json_view& value);

// A value as JSON: over several lines where it is not nested too deeply, or in one.
[[nodiscard]] std::string json_text(const any_json_view& value);
[[nodiscard]] std::string json_line(const any_json_view& value);

// A value within a line, as inline Markdown: `a, b`, `name: value; other: value`.
[[nodiscard]] std::string inline_value(const any_json_view& value);

// What an item is called: by its name, and the key that it stands under where that is another.
[[nodiscard]] std::string title_of_item(std::string_view key, std::string_view name);

// The same as code: the name of a column, a package, a variable.
[[nodiscard]] std::string code_of_item(std::string_view key, std::string_view name);

// A value that mostly is a word of code, within a line: others are as inline_value() has them.
[[nodiscard]] std::string code_value(const any_json_view& value);

// What is left of an item's members, within a line.
[[nodiscard]] std::string inline_rest(const members& item);

// A value as blocks: a paragraph, a list, a table; JSON where it is nested too deeply for them.
void render_value(markdown& out, const any_json_view& value);

// What is left of an item's members, as a list.
void render_rest(markdown& out, const members& item);

// What is left of a stage's members: each with a heading, those that fit into a line under one
// heading, "More".
void render_stage_rest(markdown& out, const members& stage);

// Items of which each has a name and says something of itself, as a list.
void render_described_items(markdown& out, const any_json_view& items);

} // namespace sdp
