#include "core/render/value.hpp"

#include "core/render/text.hpp"

#include <algorithm>
#include <unordered_map>

namespace sdp {

namespace {

// What a line or a list can show of values within values; beyond it stands JSON.
constexpr int deepest_in_line = 2;
constexpr int deepest_list = 4;
// Beyond so many characters a cell or an item is no longer read.
constexpr std::size_t most_columns = 6;

bool is_scalar(const any_json_view& value)
{
    return value.kind() < json_kind::array;
}

template <typename Predicate> bool all_of_items(const any_json_view& value, Predicate holds)
{
    bool all = true;
    for_each_entry(value,
                   [&](std::string_view, const any_json_view& item) { all = all && holds(item); });
    return all;
}

bool is_nested_deeper(const any_json_view& value, int levels)
{
    if (is_scalar(value)) {
        return false;
    }
    return levels == 0 || !all_of_items(value, [&](const any_json_view& item) {
               return !is_nested_deeper(item, levels - 1);
           });
}

// Whether texts of a list have commas of their own.
bool has_commas(const any_json_view& list)
{
    return !all_of_items(list, [](const any_json_view& item) {
        return item.kind() != json_kind::string ||
               item.string().find(',') == std::string_view::npos;
    });
}

void append_inline(std::string& out, const any_json_view& value, int depth)
{
    if (is_scalar(value)) {
        const auto text = scalar_text(value);
        out += value.kind() == json_kind::string ? inline_text(text) : text;
        return;
    }
    const bool is_object = value.kind() == json_kind::object;
    std::string_view between;
    const auto separator = is_object || has_commas(value) ? "; " : ", ";
    for_each_entry(value, [&](std::string_view key, const any_json_view& item) {
        out += between;
        between = separator;
        if (is_object) {
            out += inline_text(key) + ": ";
        }
        if (is_object && !says_something(item) && item.kind() >= json_kind::string) {
            out += "–";
            return;
        }
        const bool brackets = !is_scalar(item) && depth > 0;
        out += brackets ? "(" : "";
        append_inline(out, item, depth + 1);
        out += brackets ? ")" : "";
    });
}

// The names of the members of a list's objects, in the order of their appearance; empty where they
// are too many for a table, or what stands in them is no text for a cell.
std::vector<std::string_view> columns_of(const any_json_view& items)
{
    std::vector<std::string_view> columns;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto item = items.element(i);
        if (item.kind() != json_kind::object || is_nested_deeper(item, 2)) {
            return {};
        }
        for (std::size_t place = 0; place < item.size(); ++place) {
            const std::string_view name = item.name(item.written(place));
            if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
                if (columns.size() == most_columns) {
                    return {};
                }
                columns.push_back(name);
            }
        }
    }
    // What an item is called comes first, what is said of it last.
    const auto rank = [](std::string_view name) {
        return name == "name" || name == "id" ? 0 : name == "description" ? 2 : 1;
    };
    std::stable_sort(columns.begin(), columns.end(),
                     [&](std::string_view a, std::string_view b) { return rank(a) < rank(b); });
    return columns;
}

bool render_as_table(markdown& out, const any_json_view& items)
{
    if (items.kind() != json_kind::array || items.size() < 2) {
        return false;
    }
    const auto columns = columns_of(items);
    if (columns.size() < 2) {
        return false;
    }
    std::vector<std::string> heads;
    for (const auto column : columns) {
        heads.push_back(heading_of_member(column));
    }
    markdown_table table(std::move(heads));
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::vector<std::string> cells;
        const auto item = items.element(i);
        for (const auto column : columns) {
            const auto cell = member_of(item, column);
            cells.push_back(cell ? inline_value(*cell) : std::string());
        }
        table.add(std::move(cells));
    }
    out.table(table);
    return true;
}

// Whether texts of a list are too long to stand in one line.
bool has_sentences(const any_json_view& list)
{
    constexpr std::size_t longest_word = 30;
    return !all_of_items(list, [](const any_json_view& item) {
        return item.kind() != json_kind::string || item.string().size() <= longest_word;
    });
}

// What stands behind a label: a text that is empty is shown, too.
std::string shown(std::string text)
{
    return text.empty() ? "–" : text;
}

void render_list(markdown& out, const any_json_view& value, int level);

// One entry of a list: what fits into a line, or a line with a list below it. The label is
// Markdown.
void render_entry(markdown& out, const std::string& label, const any_json_view& value, int level)
{
    const auto line = [&](const std::string& text) {
        out.item(level, label.empty() ? text : fmt::format("**{}:** {}", label, text));
    };
    if (is_scalar(value) || value.size() == 0) {
        line(shown(inline_value(value)));
        return;
    }
    const bool is_object = value.kind() == json_kind::object;
    const bool is_flat = !is_nested_deeper(value, 1);
    // An object that nothing names has no line of its own, so it stands in one.
    if (is_flat && (is_object ? value.size() == 1 : !has_sentences(value))) {
        line(inline_value(value));
        return;
    }
    if (!is_object || !label.empty()) {
        out.item(level, label.empty() ? "" : fmt::format("**{}:**", label));
        render_list(out, value, level + 1);
        return;
    }
    members inner(value);
    const auto name = inner.text({"name", "title", "id"});
    if (name.empty() && is_flat) {
        line(inline_value(value));
        return;
    }
    // Without a name the first member stands in the entry's line, and the others below it.
    bool has_line = !name.empty();
    if (has_line) {
        out.item(level, fmt::format("**{}**", inline_text(name)));
    }
    inner.for_each_left([&](std::string_view key, const any_json_view& item) {
        render_entry(out, heading_of_member(key), item, has_line ? level + 1 : level);
        has_line = true;
    });
}

void render_list(markdown& out, const any_json_view& value, int level)
{
    for_each_entry(value, [&](std::string_view key, const any_json_view& item) {
        render_entry(out, inline_text(key), item, level);
    });
}

} // namespace

members::members(const any_json_view& value) : value_(value)
{
    if (value.kind() == json_kind::object) {
        taken_.resize(value.size());
    }
}

template <typename Fits>
std::optional<any_json_view> members::first(std::initializer_list<std::string_view> names,
                                            Fits fits)
{
    if (taken_.empty()) {
        return std::nullopt;
    }
    for (const auto name : names) {
        const auto index = find_member(value_, name);
        if (!index || taken_[*index]) {
            continue;
        }
        const auto value = value_.value(*index);
        const bool is_false = value.kind() == json_kind::boolean;
        if (!is_false && !says_something(value)) {
            taken_[*index] = true;
        } else if (fits(value)) {
            taken_[*index] = true;
            return value;
        }
    }
    return std::nullopt;
}

std::string members::scalar(std::initializer_list<std::string_view> names)
{
    const auto found = first(names, is_scalar);
    return found ? scalar_text(*found) : std::string();
}

std::string_view members::text(std::initializer_list<std::string_view> names)
{
    const auto found =
        first(names, [](const any_json_view& value) { return value.kind() == json_kind::string; });
    return found ? found->string() : std::string_view();
}

std::optional<any_json_view> members::any(std::initializer_list<std::string_view> names)
{
    return first(names, [](const any_json_view&) { return true; });
}

std::optional<any_json_view> members::items(std::initializer_list<std::string_view> names)
{
    return first(names, [](const any_json_view& value) { return !is_scalar(value); });
}

std::optional<bool> members::flag(std::initializer_list<std::string_view> names)
{
    const auto found =
        first(names, [](const any_json_view& value) { return value.kind() == json_kind::boolean; });
    return found ? std::optional(found->boolean()) : std::nullopt;
}

std::string inline_value(const any_json_view& value)
{
    if (is_nested_deeper(value, deepest_in_line + 1)) {
        return code_span(json_line(value));
    }
    std::string out;
    append_inline(out, value, 0);
    return out;
}

std::string title_of_item(std::string_view key, std::string_view name)
{
    if (name.empty() || key.empty() || key == name) {
        return inline_text(name.empty() ? key : name);
    }
    return fmt::format("{} {}", inline_text(name), code_span(key));
}

std::string code_of_item(std::string_view key, std::string_view name)
{
    if (name.empty() || key.empty() || key == name) {
        return code_span(name.empty() ? key : name);
    }
    return fmt::format("{} {}", code_span(name), code_span(key));
}

std::string code_value(const any_json_view& value)
{
    return is_scalar(value) ? code_span(scalar_text(value)) : inline_value(value);
}

std::string inline_rest(const members& item)
{
    std::string out;
    item.for_each_left([&](std::string_view name, const any_json_view& value) {
        out += out.empty() ? "" : "; ";
        const bool is_true = value.kind() == json_kind::boolean && value.boolean();
        out += is_true ? inline_text(name)
                       : fmt::format("{}: {}", inline_text(name), inline_value(value));
    });
    return out;
}

void render_value(markdown& out, const any_json_view& value)
{
    if (is_scalar(value)) {
        out.paragraph(paragraph_text(scalar_text(value)));
    } else if (value.size() == 0) {
        out.paragraph("–");
    } else if (is_nested_deeper(value, deepest_list)) {
        out.code("json", json_text(value));
    } else if (!render_as_table(out, value)) {
        render_list(out, value, 0);
    }
}

void render_rest(markdown& out, const members& item)
{
    item.for_each_left([&](std::string_view name, const any_json_view& value) {
        if (is_nested_deeper(value, deepest_list)) {
            out.item(0, fmt::format("**{}:** {}", heading_of_member(name), inline_value(value)));
        } else {
            render_entry(out, name.empty() ? "\"\"" : heading_of_member(name), value, 0);
        }
    });
}

void render_stage_rest(markdown& out, const members& stage)
{
    bool has_lines = false;
    const auto stands_in_a_line = [](const any_json_view& value) {
        constexpr std::size_t longest_line = 200;
        return value.kind() == json_kind::string
                   ? value.string().size() <= longest_line &&
                         value.string().find('\n') == std::string_view::npos
                   : is_scalar(value) || value.size() == 0;
    };
    stage.for_each_left([&](std::string_view name, const any_json_view& value) {
        if (stands_in_a_line(value)) {
            has_lines = true;
        } else {
            out.heading(2, heading_of_member(name));
            render_value(out, value);
        }
    });
    if (!has_lines) {
        return;
    }
    out.heading(2, "More");
    stage.for_each_left([&](std::string_view name, const any_json_view& value) {
        if (stands_in_a_line(value)) {
            const auto text = is_scalar(value) ? inline_value(value) : json_line(value);
            out.item(0, fmt::format("**{}:** {}", heading_of_member(name), shown(text)));
        }
    });
}

void render_described_items(markdown& out, const any_json_view& items)
{
    for_each_entry(items, [&](std::string_view key, const any_json_view& item) {
        members parts(item);
        const auto name = parts.text({"name", "title"});
        std::string line = title_of_item(key, name);
        line = line.empty() ? "" : fmt::format("**{}**", line);
        const auto said = item.kind() == json_kind::object
                              ? inline_text(parts.text({"description", "summary"}))
                              : inline_value(item);
        const auto rest = inline_rest(parts);
        line += line.empty() || said.empty() ? said : " – " + said;
        line += line.empty() || rest.empty() ? rest : fmt::format(" ({})", rest);
        out.item(0, line);
    });
}

} // namespace sdp
