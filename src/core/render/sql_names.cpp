#include "core/render/sql_names.hpp"

#include "core/rules/names.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sdp {

namespace {

// The keywords that PostgreSQL 16 to 18 do not take for the name of a table or column.
constexpr std::array<std::string_view, 101> keywords = {"all",
                                                        "analyse",
                                                        "analyze",
                                                        "and",
                                                        "any",
                                                        "array",
                                                        "as",
                                                        "asc",
                                                        "asymmetric",
                                                        "authorization",
                                                        "binary",
                                                        "both",
                                                        "case",
                                                        "cast",
                                                        "check",
                                                        "collate",
                                                        "collation",
                                                        "column",
                                                        "concurrently",
                                                        "constraint",
                                                        "create",
                                                        "cross",
                                                        "current_catalog",
                                                        "current_date",
                                                        "current_role",
                                                        "current_schema",
                                                        "current_time",
                                                        "current_timestamp",
                                                        "current_user",
                                                        "default",
                                                        "deferrable",
                                                        "desc",
                                                        "distinct",
                                                        "do",
                                                        "else",
                                                        "end",
                                                        "except",
                                                        "false",
                                                        "fetch",
                                                        "for",
                                                        "foreign",
                                                        "freeze",
                                                        "from",
                                                        "full",
                                                        "grant",
                                                        "group",
                                                        "having",
                                                        "ilike",
                                                        "in",
                                                        "initially",
                                                        "inner",
                                                        "intersect",
                                                        "into",
                                                        "is",
                                                        "isnull",
                                                        "join",
                                                        "lateral",
                                                        "leading",
                                                        "left",
                                                        "like",
                                                        "limit",
                                                        "localtime",
                                                        "localtimestamp",
                                                        "natural",
                                                        "not",
                                                        "notnull",
                                                        "null",
                                                        "offset",
                                                        "on",
                                                        "only",
                                                        "or",
                                                        "order",
                                                        "outer",
                                                        "overlaps",
                                                        "placing",
                                                        "primary",
                                                        "references",
                                                        "returning",
                                                        "right",
                                                        "select",
                                                        "session_user",
                                                        "similar",
                                                        "some",
                                                        "symmetric",
                                                        "system_user",
                                                        "table",
                                                        "tablesample",
                                                        "then",
                                                        "to",
                                                        "trailing",
                                                        "true",
                                                        "union",
                                                        "unique",
                                                        "user",
                                                        "using",
                                                        "variadic",
                                                        "verbose",
                                                        "when",
                                                        "where",
                                                        "window",
                                                        "with"};

static_assert(std::is_sorted(keywords.begin(), keywords.end()));

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

bool is_simple(std::string_view name)
{
    return !name.empty() && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(), is_word);
}

// Whether the quotation mark begins E'…', in which a backslash takes the next character along.
bool is_escape_string(std::string_view sql, std::size_t at)
{
    return at > 0 && (sql[at - 1] == 'E' || sql[at - 1] == 'e') &&
           (at == 1 || !is_word(sql[at - 2]));
}

std::string in_quotation_marks(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        out += c;
        out += c == '"' ? "\"" : "";
    }
    return out + '"';
}

} // namespace

void sql_names::note(std::string_view sql)
{
    note(sql, words_);
}

void sql_names::note_type(std::string_view type)
{
    note(type, type_words_);
}

void sql_names::note(std::string_view sql, words& found)
{
    for (std::size_t at = 0; at < sql.size();) {
        if (sql[at] == '\'' || sql[at] == '"') {
            const auto end = sql.find(sql[at], at + 1);
            at = end == std::string_view::npos ? sql.size() : end + 1;
        } else if (is_letter(sql[at])) {
            auto end = at;
            while (end < sql.size() && is_word(sql[end])) {
                ++end;
            }
            found.insert(lower_case(sql.substr(at, end - at)));
            if (end < sql.size() && sql[end] == '(') {
                found.insert(lower_case(sql.substr(at, end + 1 - at)));
            }
            at = end;
        } else {
            ++at;
        }
    }
}

std::string sql_names::identifier(std::string_view name) const
{
    name = trimmed(name);
    if (name.size() > 2 && name.front() == '"' && name.back() == '"') {
        return in_quotation_marks(name.substr(1, name.size() - 2));
    }
    if (!is_simple(name)) {
        return in_quotation_marks(name.empty() ? "?" : name);
    }
    const auto folded = lower_case(name);
    if (std::binary_search(keywords.begin(), keywords.end(), folded)) {
        return in_quotation_marks(name);
    }
    return folded == name || words_.contains(folded) ? std::string(name) : in_quotation_marks(name);
}

std::string sql_names::qualified(std::string_view name) const
{
    const auto schema = schema_of(name);
    return schema.empty()
               ? identifier(name)
               : fmt::format("{}.{}", identifier(schema), identifier(name_in_schema(name)));
}

std::string server_name(std::string_view identifier)
{
    constexpr std::size_t longest = 63;
    std::string name;
    if (identifier.starts_with('"')) {
        for (std::size_t i = 1; i + 1 < identifier.size(); ++i) {
            name += identifier[i];
            i += identifier[i] == '"' ? 1 : 0;
        }
    } else {
        name = lower_case(identifier);
    }
    return std::string(beginning_of(name, longest));
}

std::string_view schema_of(std::string_view name)
{
    name = trimmed(name);
    const auto dot = name.find('.');
    return dot != std::string_view::npos && is_simple(name.substr(0, dot)) &&
                   is_simple(name.substr(dot + 1))
               ? name.substr(0, dot)
               : std::string_view();
}

std::string_view name_in_schema(std::string_view name)
{
    const auto schema = schema_of(name);
    return trimmed(name).substr(schema.empty() ? 0 : schema.size() + 1);
}

std::string sql_literal(std::string_view text)
{
    const bool has_backslash = text.find('\\') != std::string_view::npos;
    std::string out = has_backslash ? "E'" : "'";
    for (const char c : text) {
        out += c;
        if (c == '\'' || c == '\\') {
            out += c;
        }
    }
    return out + '\'';
}

std::size_t end_of_sql_piece(std::string_view sql, std::size_t at)
{
    const auto behind = [&](std::string_view end, std::size_t from) {
        const auto found = sql.find(end, from);
        return found == std::string_view::npos ? sql.size() : found + end.size();
    };
    const auto rest = sql.substr(at);
    if (rest.starts_with('\'') && is_escape_string(sql, at)) {
        auto end = at + 1;
        while (end < sql.size() && sql[end] != '\'') {
            end += sql[end] == '\\' ? 2 : 1;
        }
        return std::min(end + 1, sql.size());
    }
    if (rest.starts_with('\'') || rest.starts_with('"')) {
        return behind(rest.substr(0, 1), at + 1);
    }
    if (rest.starts_with("--")) {
        return std::min(sql.find('\n', at), sql.size());
    }
    if (rest.starts_with("/*")) {
        return behind("*/", at + 2);
    }
    if (rest.starts_with('$')) {
        const auto close = rest.find('$', 1);
        const bool is_tag = close != std::string_view::npos &&
                            std::all_of(rest.begin() + 1, rest.begin() + close, is_word);
        return is_tag ? behind(rest.substr(0, close + 1), at + close + 1) : at + 1;
    }
    return at + 1;
}

bool begins_with_word(std::string_view folded, std::string_view word)
{
    return folded.starts_with(word) &&
           (folded.size() == word.size() ||
            (!is_word(folded[word.size()]) && folded[word.size()] != '$'));
}

std::string closed_comments(std::string_view sql)
{
    std::string out;
    for (std::size_t at = 0; at < sql.size();) {
        const auto end = end_of_sql_piece(sql, at);
        const auto piece = sql.substr(at, end - at);
        if (piece.starts_with("--")) {
            // Signs of a comment within it would open another, or end it.
            std::string words;
            for (const char c : trimmed(piece.substr(2))) {
                words += c;
                words += c == '*' || c == '/' ? " " : "";
            }
            out += fmt::format("/* {} */", words);
        } else {
            out += piece;
            out += piece.starts_with("/*") && !piece.ends_with("*/") ? " */" : "";
        }
        at = end;
    }
    return out;
}

std::string sql_remark(std::string_view text)
{
    std::string out = "-- ";
    for (const char c : text) {
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + '\n';
}

} // namespace sdp
