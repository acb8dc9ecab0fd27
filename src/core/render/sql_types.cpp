#include "core/render/sql_types.hpp"

#include "core/json/decimal.hpp"
#include "core/render/sql_names.hpp"
#include "core/render/sql_type_names.hpp"
#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace sdp {

namespace {

using enum sql_kind;

// A type's words in small letters, with what stands in its first parentheses apart.
struct type_words {
    std::string name;
    std::string parameters;
};

type_words words_of_type(std::string_view type)
{
    type_words words;
    const auto open = type.find('(');
    const auto close = open == std::string_view::npos ? open : type.find(')', open);
    std::string all(type.substr(0, open));
    if (close != std::string_view::npos) {
        words.parameters = std::string(trimmed(type.substr(open + 1, close - open - 1)));
        all += " " + std::string(type.substr(close + 1));
    }
    for (const char c : lower_case(all)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) {
            words.name += c;
        } else if (!words.name.empty() && words.name.back() != ' ') {
            words.name += ' ';
        }
    }
    words.name = std::string(trimmed(words.name));
    return words;
}

// Whether PostgreSQL takes these parameters for the type.
bool takes(const known_type& type, std::string_view parameters)
{
    if (type.parameters == any_parameters) {
        return true;
    }
    int count = 0;
    while (!parameters.empty()) {
        const auto end = std::min(parameters.find(','), parameters.size());
        const auto one = trimmed(parameters.substr(0, end));
        int value = -1;
        const auto read = std::from_chars(one.data(), one.data() + one.size(), value);
        const bool is_scale = count == 1;
        const bool fits =
            value >= (type.largest == finest_time || is_scale ? 0 : 1) && value <= type.largest;
        if (read.ec != std::errc() || read.ptr != one.data() + one.size() || !fits) {
            return false;
        }
        ++count;
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
    }
    return count <= type.parameters;
}

// The type within array<…> or before [] and the word ARRAY; empty where it is no array.
std::string_view element_of(std::string_view type)
{
    const auto folded = lower_case(type);
    for (const std::string_view start : {"array<", "list<", "set<"}) {
        if (folded.starts_with(start) && folded.ends_with('>')) {
            return trimmed(type.substr(start.size(), type.size() - start.size() - 1));
        }
    }
    if (type.ends_with(']') && type.find('[') != std::string_view::npos) {
        const auto open = type.rfind('[');
        const auto size = trimmed(type.substr(open + 1, type.size() - open - 2));
        const bool is_size =
            std::all_of(size.begin(), size.end(), [](char c) { return c >= '0' && c <= '9'; });
        return is_size ? trimmed(type.substr(0, open)) : std::string_view();
    }
    return folded.ends_with(" array") ? trimmed(type.substr(0, type.size() - 6))
                                      : std::string_view();
}

// The texts of enum(a, 'it''s').
std::vector<std::string> enumeration_in(std::string_view values)
{
    std::vector<std::string> found;
    std::string one;
    char quote = '\0';
    bool was_quoted = false;
    const auto take = [&] {
        const auto plain = was_quoted ? std::string_view(one) : trimmed(one);
        if (was_quoted || !plain.empty()) {
            found.emplace_back(plain);
        }
        one.clear();
        was_quoted = false;
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        const char c = values[i];
        if (quote != '\0') {
            if (c != quote) {
                one += c;
            } else if (i + 1 < values.size() && values[i + 1] == quote) {
                one += c;
                ++i;
            } else {
                quote = '\0';
            }
        } else if ((c == '\'' || c == '"') && trimmed(one).empty() && !was_quoted) {
            quote = c;
            was_quoted = true;
            one.clear();
        } else if (c == ',' || c == '|') {
            take();
        } else if (!was_quoted || (c != ' ' && c != '\t')) {
            one += c;
        }
    }
    take();
    return found;
}

std::string list_of_literals(const std::vector<std::string>& values)
{
    std::string list;
    for (const auto& value : values) {
        list += (list.empty() ? "" : ", ") + sql_literal(value);
    }
    return list;
}

std::string condition_of(const std::vector<std::string>& values, const std::string& column)
{
    return values.empty() ? "" : fmt::format("{} IN ({})", column, list_of_literals(values));
}

// A type that the design creates, in whatever schema; null for others.
const own_type* find_own(std::string_view type, const own_types& own)
{
    const auto last = type.substr(type.rfind('.') + 1);
    const bool quoted = last.size() > 2 && last.front() == '"' && last.back() == '"';
    const auto found = own.find(lower_case(quoted ? last.substr(1, last.size() - 2) : last));
    return found == own.end() ? nullptr : &found->second;
}

} // namespace

std::string one_of(const any_json_view& values, const std::string& column, const sql_type& type)
{
    std::vector<std::string> texts;
    bool all_fit = values.kind() == json_kind::array;
    for_each_entry(values, [&](std::string_view, const any_json_view& value) {
        // A CHECK passes what is null.
        if (value.kind() != json_kind::null) {
            texts.push_back(scalar_text(value));
            all_fit = all_fit && value.kind() < json_kind::array &&
                      (type.kind != number || decimal::from_text(texts.back())) &&
                      (type.kind != boolean || value.kind() == json_kind::boolean);
        }
    });
    if (!all_fit || texts.empty()) {
        return {};
    }
    return type.kind == array
               ? fmt::format("{} <@ ARRAY[{}]::{}", column, list_of_literals(texts), type.text)
               : condition_of(texts, column);
}

namespace {

sql_type simple_type(std::string_view type, const std::string& column, const own_types& own)
{
    const auto open = type.find('(');
    if (open != std::string_view::npos && type.ends_with(')') &&
        lower_case(trimmed(type.substr(0, std::min<std::size_t>(open, 8)))) == "enum") {
        auto check =
            condition_of(enumeration_in(type.substr(open + 1, type.size() - open - 2)), column);
        return {.text = "text", .check = check, .differs = check.empty(), .kind = text};
    }
    constexpr std::size_t longest_type = 1000;
    if (type.size() > longest_type) {
        return {.text = "text", .differs = true, .kind = text};
    }
    auto [name, parameters] = words_of_type(type);
    if (name.empty()) {
        return {.text = "text", .kind = text};
    }
    if (const auto* const found = find_own(type, own)) {
        return {.text = found->identifier.empty() ? std::string(type) : found->identifier,
                .values = found->values};
    }
    // MySQL's boolean.
    if (name == "tinyint" && parameters == "1") {
        return {.text = "boolean", .kind = boolean};
    }
    auto written = std::string(postgresql_name(name));
    bool differs = false;
    const auto* known = find_type(written);
    if (known == nullptr && name.starts_with("pg_catalog.")) {
        written = name.substr(std::string_view("pg_catalog.").size());
        known = find_type(written);
    }
    if (known == nullptr && name.find(' ') != std::string::npos) {
        // int unsigned, varchar binary: what follows the type is none of PostgreSQL's.
        written = postgresql_name(std::string_view(name).substr(0, name.find(' ')));
        known = find_type(written);
        differs = true;
    }
    if (name.starts_with("map<") || name.starts_with("record<") || name.starts_with("object<")) {
        known = find_type(written = "jsonb");
    }
    if (known == nullptr) {
        return {.text = "text", .differs = true, .kind = text};
    }
    // PostgreSQL's text has no length, but varchar has.
    if (written == "text" && takes(*find_type("varchar"), parameters) && !parameters.empty()) {
        known = find_type(written = "varchar");
    }
    const bool with_parameters = !parameters.empty() && takes(*known, parameters);
    differs = differs || (!parameters.empty() && !with_parameters);
    // A type of PostgreSQL stays as it is written, parentheses and all.
    const bool is_as_written = !differs && written == name;
    const auto zone = written.find(" with");
    const auto place =
        written.starts_with("time") && zone != std::string::npos ? zone : written.size();
    return {.text = is_as_written     ? std::string(type)
                    : with_parameters ? fmt::format("{}({}){}", written.substr(0, place),
                                                    parameters, written.substr(place))
                                      : written,
            .differs = differs,
            .is_serial = written.find("serial") != std::string::npos,
            .is_integer = written.starts_with("int") ? known->kind == number
                                                     : written == "bigint" || written == "smallint",
            .kind = known->kind};
}

} // namespace

sql_type sql_type_of(std::string_view type, const std::string& column, const own_types& own)
{
    constexpr int most_levels = 6;
    type = trimmed(type);
    std::string brackets;
    for (int level = 0; level < most_levels; ++level) {
        const auto element = element_of(type);
        if (element.empty()) {
            break;
        }
        type = element;
        brackets += "[]";
    }
    auto found = simple_type(type, column, own);
    if (!brackets.empty()) {
        // A CHECK and a sequence are of one value, not of a list.
        found.differs = found.differs || !found.check.empty() || found.is_serial;
        found.text = (found.is_serial ? "bigint" : found.text) + brackets;
        found.check.clear();
        found.is_serial = found.is_integer = false;
        found.element = found.kind;
        found.kind = sql_kind::array;
    }
    return found;
}

} // namespace sdp
