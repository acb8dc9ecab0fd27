#include "core/render/sql_constraint_texts.hpp"

#include "core/render/sql_index_elements.hpp"
#include "core/render/sql_names.hpp"
#include "core/rules/names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sdp {

bool is_whole_constraint(std::string_view sql)
{
    const auto folded = lower_case(sql);
    const auto begins = [&](std::string_view first, std::string_view second) {
        return begins_with_word(folded, first) &&
               begins_with_word(trimmed(std::string_view(folded).substr(first.size())), second);
    };
    return begins_with_word(folded, "check") || begins_with_word(folded, "unique") ||
           begins("exclude", "using") || folded.starts_with("exclude (") ||
           folded.starts_with("exclude(") || begins("primary", "key") || begins("foreign", "key");
}

named_text without_name(std::string_view text)
{
    constexpr std::string_view word = "constraint";
    if (!begins_with_word(lower_case(text.substr(0, word.size() + 1)), word)) {
        return {.sql = text};
    }
    const auto rest = trimmed(text.substr(word.size()));
    const auto end = rest.starts_with('"') ? end_of_sql_piece(rest, 0)
                                           : std::min(rest.find_first_of(" \t\r\n("), rest.size());
    return {.name = rest.substr(0, end), .sql = trimmed(rest.substr(end))};
}

std::vector<std::string> key_columns_in(std::string_view sql)
{
    const auto open = sql.find('(');
    auto list = trimmed(sql.substr(std::min(open, sql.size())));
    std::vector<std::string> columns;
    if (list.find_first_of(")(\"'", 1) != list.size() - 1 || !list.ends_with(')')) {
        return columns;
    }
    list = list.substr(1, list.size() - 2);
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        columns.emplace_back(trimmed(list.substr(0, end)));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return columns;
}

std::string exclusion_in_sql(std::string_view text, const sql_scope& scope)
{
    const auto open = text.find('(');
    const auto head = lower_case(trimmed(text.substr(0, open)));
    const bool is_exclusion = head == "exclude using gist" || head == "exclude using btree" ||
                              head == "exclude using hash" || head == "exclude using spgist" ||
                              head == "exclude";
    if (!is_exclusion || open == std::string_view::npos) {
        return {};
    }
    std::string out = std::string(trimmed(text.substr(0, open))) + " (";
    int depth = 0;
    std::size_t start = open + 1;
    auto at = open;
    bool ends = false;
    const auto add = [&](std::string_view element) {
        const auto with = lower_case(element).rfind(" with ");
        const auto sign =
            with == std::string::npos ? std::string_view() : trimmed(element.substr(with + 6));
        const auto expression =
            sign.empty() || sign.find_first_not_of("=<>&|-+@~!") != std::string_view::npos
                ? std::string()
                : sql_expression(element.substr(0, with), scope);
        const bool is_name =
            expression.find_first_of(" +-*/") == std::string::npos || expression.ends_with(')');
        out += expression.empty() || !is_name ? std::string()
                                              : fmt::format("{} WITH {}", expression, sign);
        return !expression.empty() && is_name;
    };
    while (at < text.size() && !ends) {
        const auto end = end_of_sql_piece(text, at);
        depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        ends = depth == 0;
        if (ends || (text[at] == ',' && depth == 1)) {
            if (!add(trimmed(text.substr(start, at - start)))) {
                return {};
            }
            out += ends ? ")" : ", ";
            start = end;
        }
        at = end;
    }
    const auto rest = trimmed(text.substr(at));
    if (!ends || rest.empty()) {
        return ends ? out : std::string();
    }
    const auto condition = index_condition(rest, scope);
    return !begins_with_word(lower_case(rest.substr(0, 6)), "where") || condition.empty()
               ? std::string()
               : fmt::format("{} WHERE ({})", out, condition);
}

} // namespace sdp
