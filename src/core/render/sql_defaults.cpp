#include "core/json/decimal.hpp"
#include "core/render/sql_names.hpp"
#include "core/render/sql_types.hpp"
#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <array>
#include <chrono>

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

// The number of so many digits that a text begins with, which are taken from it, up to `most`; -1
// where there is none.
int take_number(std::string_view& text, std::size_t digits, int most)
{
    const auto part = text.substr(0, digits);
    if (part.size() != digits || !std::all_of(part.begin(), part.end(), is_digit)) {
        return -1;
    }
    int value = 0;
    for (const char c : part) {
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value <= most ? value : -1;
}

bool take_sign(std::string_view& text, char sign)
{
    const bool found = text.starts_with(sign);
    text.remove_prefix(found ? 1 : 0);
    return found;
}

// hh:mm with seconds, parts of them and a zone, in small letters.
bool is_time(std::string_view text)
{
    if (take_number(text, 2, 23) < 0 || !take_sign(text, ':') || take_number(text, 2, 59) < 0) {
        return false;
    }
    if (take_sign(text, ':')) {
        if (take_number(text, 2, 59) < 0) {
            return false;
        }
        if (take_sign(text, '.')) {
            text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
        }
    }
    text = trimmed(text);
    if (is_one_of(text, {"", "z", "utc", "gmt"})) {
        return true;
    }
    if ((!take_sign(text, '+') && !take_sign(text, '-')) || take_number(text, 2, 14) < 0) {
        return false;
    }
    (void)take_sign(text, ':');
    return text.empty() || (take_number(text, 2, 59) >= 0 && text.empty());
}

// yyyy-mm-dd, and a time behind it.
bool is_date(std::string_view text)
{
    const int year = take_number(text, 4, 9999);
    const int month = year > 0 && take_sign(text, '-') ? take_number(text, 2, 12) : 0;
    const int day = month > 0 && take_sign(text, '-') ? take_number(text, 2, 31) : 0;
    if (day <= 0) {
        return false;
    }
    const auto date = std::chrono::year(year) / month / day;
    const bool has_time = take_sign(text, ' ') || take_sign(text, 't');
    return date.ok() && (has_time ? is_time(text) : text.empty());
}

// Whether a text is a date with its time, or a time for the types of that.
bool is_moment(std::string_view folded, std::string_view type)
{
    if (type.starts_with("time") && !type.starts_with("timestamp")) {
        return is_time(folded);
    }
    return is_one_of(folded,
                     {"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity"}) ||
           is_date(folded);
}

// Numbers with the words of PostgreSQL's units behind them, or times: 1 day 02:00.
bool is_interval(std::string_view folded)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    constexpr std::string_view signs = "0123456789+-.: ";
    if (folded.empty() || (!is_digit(folded.front()) && folded.front() != '-')) {
        return false;
    }
    while (!folded.empty()) {
        const auto size = std::min(folded.find_first_not_of(letters), folded.size());
        auto word = folded.substr(0, size);
        word.remove_suffix(word.size() > 1 && word.ends_with('s') ? 1 : 0);
        if (!is_one_of(word,
                       {"",  "y",  "year", "yr", "mon", "month",  "w", "week", "d",      "day",
                        "h", "hr", "hour", "m",  "min", "minute", "s", "sec",  "second", "ago"})) {
            return false;
        }
        folded.remove_prefix(size);
        const auto sign = std::min(folded.find_first_not_of(signs), folded.size());
        if (size + sign == 0) {
            return false;
        }
        folded.remove_prefix(sign);
    }
    return true;
}

// ISO 8601's durations: P1DT2H.
bool is_duration(std::string_view text)
{
    return text.size() > 2 && text.front() == 'P' &&
           text.find_first_not_of("0123456789.-YMWDTHS", 1) == std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos;
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
        return is_duration(text) || is_interval(folded) ? sql_literal(text) : std::string();
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
    if (is_literal) {
        return sql_literal(content);
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
