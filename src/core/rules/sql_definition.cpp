#include "core/rules/sql_definition.hpp"

#include "core/rules/names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace sdp {

namespace {

// A word, a quoted name, a text, or a sign; a parenthesis with all that is in it.
struct token {
    std::string_view text;
    bool is_closed = true;
    [[nodiscard]] bool is(std::string_view keyword) const
    {
        return text.size() == keyword.size() && lower_case(text) == keyword;
    }
    [[nodiscard]] bool is_group() const { return text.starts_with('('); }
    // What stands in the parentheses, of which the second may be missing.
    [[nodiscard]] std::string_view inside() const
    {
        return is_group() ? text.substr(1, text.size() - (is_closed ? 2 : 1)) : std::string_view();
    }
};

// The place behind a quoted text that begins at `at`.
std::size_t end_of_quoted(std::string_view text, std::size_t at)
{
    const auto end = text.find(text[at], at + 1);
    return end == std::string_view::npos ? text.size() : end + 1;
}

// The place behind a comment that begins there; the same where none does.
std::size_t end_of_comment(std::string_view text, std::size_t at)
{
    if (text.substr(at).starts_with("--")) {
        return std::min(text.find('\n', at), text.size());
    }
    if (text.substr(at).starts_with("/*")) {
        const auto end = text.find("*/", at + 2);
        return end == std::string_view::npos ? text.size() : end + 2;
    }
    return at;
}

struct group_end {
    std::size_t at;
    bool is_closed;
};

group_end end_of_group(std::string_view text, std::size_t at)
{
    int depth = 0;
    while (at < text.size()) {
        if (text[at] == '\'' || text[at] == '"') {
            at = end_of_quoted(text, at);
            continue;
        }
        depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        ++at;
        if (depth == 0) {
            return {at, true};
        }
    }
    return {at, false};
}

std::vector<token> tokens_of(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f\v";
    constexpr std::string_view ends_word = " \t\r\n\f\v(),'\"`";
    std::vector<token> tokens;
    std::size_t at = 0;
    while ((at = text.find_first_not_of(blanks, at)) != std::string_view::npos) {
        std::size_t end = at + 1;
        bool is_closed = true;
        if (const auto after = end_of_comment(text, at); after != at) {
            at = after;
            continue;
        }
        if (text[at] == '(') {
            const auto group = end_of_group(text, at);
            end = group.at;
            is_closed = group.is_closed;
        } else if (text[at] == '\'' || text[at] == '"' || text[at] == '`') {
            end = end_of_quoted(text, at);
        } else if (ends_word.find(text[at]) == std::string_view::npos) {
            end = std::min(text.find_first_of(ends_word, at), text.size());
        }
        tokens.push_back({text.substr(at, end - at), is_closed});
        at = end;
    }
    return tokens;
}

// A name as SQL means it: without quotes, of which the second may be missing, else in small
// letters.
std::string unquoted(std::string_view name)
{
    name = trimmed(name);
    if (name.size() >= 2 && (name.front() == '"' || name.front() == '`' || name.front() == '[')) {
        const char closing = name.front() == '[' ? ']' : name.front();
        name.remove_prefix(1);
        name.remove_suffix(name.ends_with(closing) ? 1 : 0);
        return std::string(name);
    }
    return lower_case(name);
}

std::string last_part(std::string_view qualified)
{
    const auto dot = qualified.rfind('.');
    return unquoted(dot == std::string_view::npos ? qualified : qualified.substr(dot + 1));
}

std::vector<std::string_view> elements_of(std::string_view list)
{
    std::vector<std::string_view> elements;
    int depth = 0;
    std::size_t start = 0;
    for (std::size_t at = 0; at < list.size(); ++at) {
        depth += list[at] == '(' ? 1 : list[at] == ')' ? -1 : 0;
        if (list[at] == ',' && depth == 0) {
            elements.push_back(trimmed(list.substr(start, at - start)));
            start = at + 1;
        }
    }
    elements.push_back(trimmed(list.substr(std::min(start, list.size()))));
    return elements;
}

bool begins_constraint(const token& word)
{
    for (const std::string_view keyword :
         {"not", "null", "default", "primary", "unique", "references", "check", "constraint",
          "collate", "generated", "auto_increment", "autoincrement", "on", "comment", "identity",
          "as", "virtual", "stored"}) {
        if (word.is(keyword)) {
            return true;
        }
    }
    return false;
}

// The text from one token to another.
std::string_view between(const std::vector<token>& tokens, std::size_t first, std::size_t last)
{
    const auto* const begin = tokens[first].text.data();
    const auto* const end = tokens[last].text.data() + tokens[last].text.size();
    return {begin, static_cast<std::size_t>(end - begin)};
}

// A clause with the CONSTRAINT name before it.
std::string_view clause_of(const std::vector<token>& tokens, std::size_t first, std::size_t last)
{
    const bool is_named = first >= 2 && tokens[first - 2].is("constraint");
    return between(tokens, is_named ? first - 2 : first, last);
}

// Behind ON DELETE SET NULL, MATCH FULL, DEFERRABLE INITIALLY DEFERRED and the like.
std::size_t end_of_actions(const std::vector<token>& tokens, std::size_t at)
{
    const auto is = [&](std::size_t index, std::string_view keyword) {
        return index < tokens.size() && tokens[index].is(keyword);
    };
    while (at < tokens.size()) {
        if (is(at, "on") && (is(at + 1, "delete") || is(at + 1, "update"))) {
            const bool two_words = is(at + 2, "set") || is(at + 2, "no");
            at += two_words ? 4 : 3;
            at += at < tokens.size() && tokens[at].is_group() ? 1 : 0;
        } else if (is(at, "match") || is(at, "initially") ||
                   (is(at, "not") && is(at + 1, "deferrable"))) {
            at += 2;
        } else if (is(at, "deferrable")) {
            ++at;
        } else {
            break;
        }
    }
    return std::min(at, tokens.size());
}

} // namespace

column_reference reference_in(std::string_view text)
{
    const auto tokens = tokens_of(text);
    if (tokens.empty()) {
        return {};
    }
    // A quoted name that a dot or a parenthesis follows is read up to there.
    const auto group =
        std::find_if(tokens.begin(), tokens.end(), [](const token& one) { return one.is_group(); });
    if (group != tokens.end()) {
        auto reference = table_reference_in(
            text.substr(0, static_cast<std::size_t>(group->text.data() - text.data())));
        reference.column = unquoted(elements_of(group->inside()).front());
        return reference;
    }
    const auto name = tokens.front().text;
    if (const auto dot = name.rfind('.'); dot != std::string_view::npos) {
        auto reference = table_reference_in(name.substr(0, dot));
        reference.column = unquoted(name.substr(dot + 1));
        return reference;
    }
    return {unquoted(name), {}};
}

column_reference table_reference_in(std::string_view text)
{
    text = trimmed(text);
    const auto dot = text.rfind('.');
    return {last_part(text),
            {},
            dot == std::string_view::npos ? std::string() : last_part(text.substr(0, dot))};
}

std::string name_of_table(const column_reference& reference)
{
    return reference.schema.empty() ? reference.table : reference.schema + "." + reference.table;
}

std::string as_written(std::string_view name, std::string_view text)
{
    // The first place where it is no part of a longer word.
    const auto folded = lower_case(text);
    const auto is_part = [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c >= 0x80;
    };
    for (auto at = folded.find(name); !name.empty() && at != std::string::npos;
         at = folded.find(name, at + 1)) {
        const auto end = at + name.size();
        if ((at == 0 || !is_part(static_cast<unsigned char>(folded[at - 1]))) &&
            (end == folded.size() || !is_part(static_cast<unsigned char>(folded[end])))) {
            return std::string(text.substr(at, name.size()));
        }
    }
    return std::string(name);
}

column_definition column_definition_in(std::string_view text)
{
    column_definition result;
    const auto tokens = tokens_of(text);
    std::size_t at = 0;
    for (; at < tokens.size() && !begins_constraint(tokens[at]); ++at) {
        result.type += result.type.empty() || tokens[at].is_group() ? "" : " ";
        result.type += tokens[at].text;
    }
    result.type_clause = at == 0 ? std::string_view() : between(tokens, 0, at - 1);
    for (; at < tokens.size(); ++at) {
        const bool has_next = at + 1 < tokens.size();
        if (tokens[at].is("not") && has_next && tokens[at + 1].is("null")) {
            result.not_null = true;
        } else if (tokens[at].is("primary")) {
            result.primary_key = true;
            result.primary_key_clause =
                clause_of(tokens, at, has_next && tokens[at + 1].is("key") ? at + 1 : at);
        } else if (tokens[at].is("unique")) {
            result.unique = true;
        } else if (tokens[at].is("default")) {
            // BY DEFAULT belongs to GENERATED.
            result.has_default = result.has_default || at == 0 || !tokens[at - 1].is("by");
        } else if (tokens[at].is("generated")) {
            result.is_generated = true;
        } else if (tokens[at].is("auto_increment") || tokens[at].is("autoincrement")) {
            result.increment_clause = tokens[at].text;
        } else if (tokens[at].is("references") && has_next) {
            const auto* const start = tokens[at + 1].text.data();
            auto end = at + 1;
            while (end + 1 < tokens.size() && !tokens[end].is_group() &&
                   !begins_constraint(tokens[end + 1])) {
                ++end;
            }
            const auto& last = tokens[end].text;
            result.references =
                reference_in({start, static_cast<std::size_t>(last.data() + last.size() - start)});
            const auto actions_end = end_of_actions(tokens, end + 1);
            result.reference_clause = clause_of(tokens, at, actions_end - 1);
            result.reference_actions = actions_end == end + 1
                                           ? std::string_view()
                                           : between(tokens, end + 1, actions_end - 1);
            at = actions_end - 1;
        }
    }
    return result;
}

index_definition index_definition_in(std::string_view text)
{
    index_definition result;
    const auto tokens = tokens_of(text);
    std::optional<std::size_t> on;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (!on && tokens[at].is("on")) {
            on = at;
            if (at > 0 && !tokens[at - 1].is("index") && !tokens[at - 1].is("exists") &&
                !tokens[at - 1].is("concurrently")) {
                result.name = last_part(tokens[at - 1].text);
            }
        } else if (on && result.table.empty() && !tokens[at].is("only")) {
            result.table = name_of_table(table_reference_in(tokens[at].text));
        } else if (on && tokens[at].is_group()) {
            for (const auto element : elements_of(tokens[at].inside())) {
                if (auto column = indexed_column(element); !column.empty()) {
                    result.columns.push_back(std::move(column));
                }
            }
            break;
        }
    }
    return result;
}

std::string indexed_column(std::string_view element)
{
    const auto tokens = tokens_of(element);
    if (tokens.empty() || tokens.front().is_group() || tokens.front().text.starts_with('\'') ||
        (tokens.size() > 1 && tokens[1].is_group())) {
        return {};
    }
    return unquoted(tokens.front().text);
}

std::string type_family(std::string_view type)
{
    using alias = std::pair<std::string_view, std::string_view>;
    constexpr std::array aliases = {
        alias{"int", "integer"},
        alias{"int4", "integer"},
        alias{"serial", "integer"},
        alias{"serial4", "integer"},
        alias{"mediumint", "integer"},
        alias{"int32", "integer"},
        alias{"int8", "bigint"},
        alias{"int64", "bigint"},
        alias{"bigserial", "bigint"},
        alias{"serial8", "bigint"},
        alias{"int2", "smallint"},
        alias{"smallserial", "smallint"},
        alias{"varchar", "text"},
        alias{"character varying", "text"},
        alias{"char", "text"},
        alias{"character", "text"},
        alias{"bpchar", "text"},
        alias{"nvarchar", "text"},
        alias{"string", "text"},
        alias{"citext", "text"},
        alias{"tinytext", "text"},
        alias{"mediumtext", "text"},
        alias{"longtext", "text"},
        alias{"decimal", "numeric"},
        alias{"bool", "boolean"},
        alias{"float8", "double precision"},
        alias{"double", "double precision"},
        alias{"float64", "double precision"},
        alias{"float4", "real"},
        alias{"float32", "real"},
        alias{"timestamp with time zone", "timestamptz"},
        alias{"timestamp without time zone", "timestamp"},
        alias{"guid", "uuid"},
        alias{"uniqueidentifier", "uuid"},
    };
    std::string words;
    for (const auto& one : tokens_of(type)) {
        if (one.is_group()) {
            continue;
        }
        if (begins_constraint(one)) {
            break;
        }
        words += (words.empty() ? "" : " ") + unquoted(one.text);
    }
    const auto* const found = std::find_if(aliases.begin(), aliases.end(),
                                           [&](const alias& one) { return one.first == words; });
    return found == aliases.end() ? words : std::string(found->second);
}

} // namespace sdp
