#include "core/render/sql_literals.hpp"

#include "core/json/decimal.hpp"
#include "core/render/sql_names.hpp"
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

// Whether a run of signs between the words of an interval is a number or a time.
bool is_amount(std::string_view text)
{
    constexpr std::size_t most_digits = 9;
    if (take_sign(text, '-') || take_sign(text, '+')) {
        text = trimmed(text);
    }
    const bool is_number = text.size() <= most_digits && !text.empty() && is_digit(text.front()) &&
                           decimal::from_text(text);
    return is_number ||
           (text.find_first_not_of("0123456789:.") == std::string_view::npos && is_time(text));
}

// Numbers with the words of PostgreSQL's units behind them, or times: 1 day 02:00.
bool is_interval(std::string_view folded)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    bool was_amount = false;
    bool any = false;
    while (!(folded = trimmed(folded)).empty()) {
        auto size = std::min(folded.find_first_not_of(letters), folded.size());
        if (size > 0) {
            auto word = folded.substr(0, size);
            word.remove_suffix(word.size() > 1 && word.ends_with('s') ? 1 : 0);
            const bool is_unit =
                is_one_of(word, {"y", "year", "yr", "mon", "month", "w", "week", "d", "day", "h",
                                 "hr", "hour", "m", "min", "minute", "s", "sec", "second"});
            if (word == "ago" ? !any || size != folded.size() : !is_unit || !was_amount) {
                return false;
            }
            was_amount = false;
        } else {
            size = std::min(folded.find_first_of("abcdefghijklmnopqrstuvwxyz "), folded.size());
            if (was_amount || !is_amount(folded.substr(0, size))) {
                return false;
            }
            // A time needs no unit.
            was_amount = folded.substr(0, size).find(':') == std::string_view::npos;
            any = true;
        }
        folded.remove_prefix(size);
    }
    return any && !was_amount;
}

// ISO 8601's durations: P1DT2H.
bool is_duration(std::string_view text)
{
    return text.size() > 2 && text.front() == 'P' &&
           text.find_first_not_of("0123456789.-YMWDTHS", 1) == std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos;
}

// Days that are another one tomorrow: a literal would keep that of the table's creation.
std::string moving_moment(std::string_view folded, bool is_time)
{
    return folded == "now"         ? "now()"
           : is_time               ? std::string()
           : folded == "today"     ? "CURRENT_DATE"
           : folded == "tomorrow"  ? "CURRENT_DATE + 1"
           : folded == "yesterday" ? "CURRENT_DATE - 1"
                                   : std::string();
}

std::string moment_of(std::string_view text, const sql_type& type)
{
    const auto folded = lower_case(text);
    const auto name = lower_case(type.text);
    const auto moving =
        moving_moment(folded, name.starts_with("time") && !name.starts_with("timestamp"));
    return !moving.empty() ? moving : is_moment(folded, name) ? sql_literal(text) : std::string();
}

// Bits, of which a type without "varying" has just so many; 0 and 1 of a switch are one of them.
std::string bits_of(std::string_view text, std::string_view type)
{
    const auto folded = lower_case(text);
    text = folded == "true" ? "1" : folded == "false" ? "0" : text;
    if ((text.starts_with('b') || text.starts_with('B')) && text.size() > 2) {
        text = text.substr(2, text.size() - 3);
    }
    const auto open = type.find('(');
    const auto size =
        open == std::string_view::npos ? std::string("1") : std::string(type.substr(open + 1));
    const bool is_varying = type.find("var") != std::string_view::npos;
    const bool fits =
        is_varying || static_cast<std::size_t>(std::atoll(size.c_str())) == text.size();
    return !text.empty() && fits && text.find_first_not_of("01") == std::string_view::npos
               ? fmt::format("B'{}'", text)
               : std::string();
}

// Points, boxes and the like, by how many numbers they have.
bool is_figure(std::string_view text, std::string_view type)
{
    std::size_t numbers = 0;
    std::string number;
    if (type == "point" && text.find_first_of("[]{}<>") != std::string_view::npos) {
        return false;
    }
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ',';
        if (is_digit(c) || c == '.' || c == '-') {
            number += c;
        } else if (std::string_view("()[]{}<>, ").find(c) == std::string_view::npos) {
            return false;
        } else if (!number.empty()) {
            if (!decimal::from_text(number)) {
                return false;
            }
            ++numbers;
            number.clear();
        }
    }
    return type == "point"                      ? numbers == 2
           : type == "circle" || type == "line" ? numbers == 3
           : type == "box" || type == "lseg"    ? numbers == 4
                                                : numbers >= 2 && numbers % 2 == 0;
}

// An address of four numbers, or one with colons.
bool is_address(std::string_view text)
{
    const auto slash = std::min(text.find('/'), text.size());
    auto address = text.substr(0, slash);
    const auto bits = text.substr(std::min(slash + 1, text.size()));
    if (bits.find_first_not_of("0123456789") != std::string_view::npos || bits.size() > 2 ||
        (slash < text.size() && (bits.empty() || bits > "32"))) {
        return false;
    }
    if (is_one_of(address, {"::", "::1"})) {
        return true;
    }
    int parts = 0;
    while (!address.empty()) {
        const auto end = std::min(address.find('.'), address.size());
        const auto part = address.substr(0, end);
        if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit) ||
            (part.size() == 3 && part > "255")) {
            return false;
        }
        ++parts;
        address.remove_prefix(std::min(end + 1, address.size()));
    }
    return parts == 4;
}

std::string other_literal(std::string_view text, const sql_type& type)
{
    const auto name = lower_case(type.text);
    if (!type.values.empty()) {
        return std::find(type.values.begin(), type.values.end(), text) == type.values.end()
                   ? std::string()
                   : sql_literal(text);
    }
    if (name.starts_with("bit") || name.starts_with("varbit")) {
        return bits_of(text, name);
    }
    if (is_one_of(name, {"point", "box", "circle", "line", "lseg", "path", "polygon"})) {
        return is_figure(text, name) ? sql_literal(text) : std::string();
    }
    if (name == "inet" || name == "cidr") {
        return is_address(text) ? sql_literal(text) : std::string();
    }
    if (name.ends_with("range")) {
        return text == "empty" || (name.ends_with("multirange") && text == "{}") ? sql_literal(text)
                                                                                 : std::string();
    }
    if (name == "bytea" || is_one_of(name, {"tsvector", "tsquery", "ltree"})) {
        const bool is_word = std::all_of(text.begin(), text.end(), [](char c) {
            return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
        return is_word && (name == "bytea" || !text.empty()) ? sql_literal(text)
               : text == "\\x"                               ? sql_literal(text)
                                                             : std::string();
    }
    if (is_one_of(name, {"macaddr", "macaddr8", "pg_lsn", "regclass", "xml", "jsonpath", "lquery",
                         "geometry", "geography", "vector", "halfvec", "sparsevec"}) ||
        text.empty()) {
        return name == "hstore" ? "''" : std::string();
    }
    return sql_literal(text);
}

// A list in braces, of values that are no lists themselves.
bool is_array(std::string_view text, const sql_type& type)
{
    if (!text.starts_with('{') || !text.ends_with('}') || text.size() < 2) {
        return false;
    }
    text = trimmed(text.substr(1, text.size() - 2));
    const sql_type element{.text = type.text.substr(0, type.text.find('[')),
                           .kind = type.element,
                           .values = type.values};
    const bool is_plain = text.find_first_of("{}\"\\") == std::string_view::npos;
    if (!is_plain) {
        return false;
    }
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto part = trimmed(text.substr(0, end));
        if (part.empty() || end + 1 == text.size() || literal_of(part, element).empty()) {
            return false;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

} // namespace

std::string literal_of(std::string_view text, const sql_type& type)
{
    const auto folded = lower_case(text);
    const char first = text.empty() ? '\0' : text.front();
    switch (type.kind) {
    case sql_kind::text:
        return sql_literal(text);
    case sql_kind::other:
        return other_literal(text, type);
    case sql_kind::number:
        return decimal::from_text(text) ? std::string(text)
               : is_digit(first) && std::all_of(text.begin(), text.end(), is_digit)
                   ? std::string(text)
                   : std::string();
    case sql_kind::boolean:
        return is_one_of(folded, {"true", "false"})  ? folded
               : is_one_of(folded, {"b'1'", "b'0'"}) ? (folded == "b'1'" ? "true" : "false")
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
        return moment_of(text, type);
    case sql_kind::interval:
        return is_duration(text) || is_interval(folded) ? sql_literal(text) : std::string();
    case sql_kind::json:
        return parsed_tree(text) != nullptr ? sql_literal(text) : std::string();
    case sql_kind::array:
        return text == "[]" ? "'{}'" : is_array(text, type) ? sql_literal(text) : std::string();
    }
    return {};
}

} // namespace sdp
