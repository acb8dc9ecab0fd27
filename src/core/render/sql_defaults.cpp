#include "core/json/decimal.hpp"
#include "core/render/sql_names.hpp"
#include "core/render/sql_types.hpp"
#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sdp {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Whether quotation marks and parentheses of a text close.
bool is_balanced(std::string_view sql)
{
    int depth = 0;
    for (std::size_t at = 0; at < sql.size();) {
        const auto end = end_of_sql_piece(sql, at);
        const char c = sql[at];
        if ((c == '\'' || c == '"') && (end < at + 2 || sql[end - 1] != c)) {
            return false;
        }
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        if (depth < 0) {
            return false;
        }
        at = end;
    }
    return depth == 0;
}

// What can stand behind a literal or a call: nothing, a cast or an operator.
bool goes_on(std::string_view rest)
{
    rest = trimmed(rest);
    return rest.empty() || rest.starts_with("::") || rest.starts_with("||") ||
           std::string_view("+-*/%").find(rest.front()) != std::string_view::npos ||
           lower_case(rest.substr(0, 8)).starts_with("at time ");
}

// Where the literal ends that a text begins with; two quotation marks are one.
std::size_t end_of_literal(std::string_view sql)
{
    std::size_t at = 0;
    do {
        at = end_of_sql_piece(sql, at);
    } while (at < sql.size() && sql[at] == '\'');
    return at;
}

// Whether a text begins with parentheses or the call of a function.
bool has_call(std::string_view text)
{
    const auto name = text.substr(0, text.find('('));
    return name.size() < text.size() && std::all_of(
                                            name.begin(), name.end(),
                                            [](char c) {
                                                return c == '_' || c == '.' || c == '"' ||
                                                       is_digit(c) || (c >= 'a' && c <= 'z') ||
                                                       (c >= 'A' && c <= 'Z');
                                            });
}

bool is_keyword(std::string_view folded)
{
    return is_one_of(folded, {"null", "current_timestamp", "current_date", "current_time",
                              "localtimestamp", "localtime", "current_user", "session_user"});
}

bool is_expression(std::string_view text)
{
    const auto folded = lower_case(text);
    if (is_keyword(folded)) {
        return true;
    }
    if (!is_balanced(text)) {
        return false;
    }
    if (text.starts_with('\'')) {
        return goes_on(text.substr(end_of_literal(text)));
    }
    if (const auto cast = folded.find("::"); cast != std::string::npos) {
        const auto before = trimmed(std::string_view(folded).substr(0, cast));
        if (decimal::from_text(before) || is_keyword(before) ||
            is_one_of(before, {"true", "false"})) {
            return true;
        }
    }
    return has_call(text) || folded.starts_with("array[") || folded.starts_with("interval '");
}

std::string list_in_sql(const any_json_view& list, std::string_view type)
{
    std::string items;
    bool all_plain = true;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto item = list.element(i);
        all_plain = all_plain && item.kind() < json_kind::array;
        items +=
            (i == 0 ? "" : ", ") +
            (item.kind() == json_kind::null ? std::string("NULL") : sql_literal(scalar_text(item)));
    }
    return !all_plain      ? std::string()
           : items.empty() ? "'{}'"
                           : fmt::format("ARRAY[{}]::{}", items, type);
}

bool is_json(std::string_view text)
{
    return parsed_tree(text) != nullptr;
}

// Whether a text looks like a date with its time, or like a time for the types of that.
bool is_moment(std::string_view folded, std::string_view type)
{
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        const auto part = folded.substr(std::min(at, folded.size()), digits);
        const bool all = part.size() == digits && std::all_of(part.begin(), part.end(), is_digit);
        for (const char c : part) {
            value = value * 10 + (c - '0');
        }
        return all ? value : -1;
    };
    const auto within = [](int value, int least, int most) {
        return value >= least && value <= most;
    };
    if (type.starts_with("time") && !type.starts_with("timestamp")) {
        return within(number(0, 2), 0, 23) && folded.substr(2, 1) == ":" &&
               within(number(3, 2), 0, 59);
    }
    return is_one_of(folded,
                     {"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity"}) ||
           (number(0, 4) > 0 && folded.substr(4, 1) == "-" && within(number(5, 2), 1, 12) &&
            folded.substr(7, 1) == "-" && within(number(8, 2), 1, 31));
}

// A plain text as a literal of that kind; empty where it is none.
std::string literal_of(std::string_view text, const sql_type& type)
{
    const auto folded = lower_case(text);
    const char first = text.empty() ? '\0' : text.front();
    switch (type.kind) {
    case sql_kind::text:
    case sql_kind::other:
        return text.empty() && type.kind == sql_kind::other ? std::string() : sql_literal(text);
    case sql_kind::number:
        return decimal::from_text(text) ? std::string(text)
               : is_digit(first) && std::all_of(text.begin(), text.end(), is_digit)
                   ? std::string(text)
                   : std::string();
    case sql_kind::boolean:
        return is_one_of(folded, {"true", "false"}) ? folded
               : is_one_of(folded, {"t", "f", "yes", "no", "y", "n", "on", "off", "1", "0"})
                   ? sql_literal(text)
                   : std::string();
    case sql_kind::uuid: {
        const auto digits = std::count_if(folded.begin(), folded.end(), [](char c) {
            return is_digit(c) || (c >= 'a' && c <= 'f');
        });
        return digits == 32 && text.size() == 36 ? sql_literal(text) : std::string();
    }
    case sql_kind::moment:
        return is_moment(folded, lower_case(type.text)) ? sql_literal(text) : std::string();
    case sql_kind::interval:
        return is_digit(first) || first == '-' || first == 'P' ? sql_literal(text) : std::string();
    case sql_kind::json:
        return sql_literal(text);
    case sql_kind::array:
        return text == "[]" ? "'{}'" : first == '{' ? sql_literal(text) : std::string();
    }
    return {};
}

// What a literal says.
std::string content_of(std::string_view literal)
{
    std::string content;
    for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
        content += literal[i];
        i += literal[i] == '\'' ? 1 : 0;
    }
    return content;
}

std::string text_in_sql(const any_json_view& value, const sql_type& type)
{
    const auto text = trimmed(value.string());
    const auto folded = lower_case(text);
    if (is_one_of(folded, {"gen_random_uuid", "uuid_generate_v4"}) ||
        (folded == "now" && type.kind != sql_kind::text)) {
        return fmt::format("{}()", text);
    }
    const bool is_literal = text.starts_with('\'') && text.size() >= 2 && is_balanced(text) &&
                            end_of_literal(text) == text.size();
    const auto content = is_literal ? content_of(text) : std::string();
    // A literal that is none of its type would stop the script.
    if (is_literal && type.kind != sql_kind::text && type.kind != sql_kind::other &&
        (type.kind != sql_kind::json || !is_json(content))) {
        return type.kind == sql_kind::json ? std::string() : literal_of(content, type);
    }
    if (is_expression(text)) {
        return closed_comments(text);
    }
    if (type.kind == sql_kind::text && is_one_of(folded, {"true", "false"})) {
        return sql_literal(text);
    }
    // A JSON text that is none is a string.
    if (type.kind == sql_kind::json && !is_json(text)) {
        return sql_literal(json_line(value));
    }
    // Quotation marks around a text with one within: 'it's'.
    const bool is_quoted = text.size() >= 2 && text.front() == '\'' && text.back() == '\'';
    return literal_of(is_quoted ? text.substr(1, text.size() - 2) : text, type);
}

} // namespace

std::string sql_default(const any_json_view& value, const sql_type& type)
{
    switch (value.kind()) {
    case json_kind::null:
        return "NULL";
    case json_kind::string:
        return text_in_sql(value, type);
    case json_kind::array:
    case json_kind::object:
        return type.kind == sql_kind::json ? sql_literal(json_line(value))
               : type.kind == sql_kind::array && value.kind() == json_kind::array
                   ? list_in_sql(value, type.text)
                   : std::string();
    default:
        return type.kind == sql_kind::json ? sql_literal(scalar_text(value))
                                           : literal_of(scalar_text(value), type);
    }
}

} // namespace sdp
