#include "core/render/sql_expression.hpp"
#include "core/render/sql_functions.hpp"
#include "core/render/sql_literals.hpp"
#include "core/render/sql_names.hpp"
#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sdp {

namespace {

using kind = sql_token::kind;

std::string list_in_sql(const any_json_view& list, const sql_type& type)
{
    const sql_type element{.text = type.text.substr(0, type.text.find('[')),
                           .kind = type.element,
                           .values = type.values};
    std::string items;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto item = list.element(i);
        const bool is_null = item.kind() == json_kind::null;
        if (item.kind() >= json_kind::array ||
            (!is_null && literal_of(scalar_text(item), element).empty())) {
            return {};
        }
        items +=
            (i == 0 ? "" : ", ") + (is_null ? std::string("NULL") : sql_literal(scalar_text(item)));
    }
    return items.empty() ? "'{}'" : fmt::format("ARRAY[{}]::{}", items, type.text);
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

// Whether a text begins with parentheses, a call, a cast or one of the words that are values.
bool looks_like_expression(const std::vector<sql_token>& tokens)
{
    const auto& first = tokens.front();
    const auto sign_at = [&](std::size_t at, std::string_view sign) {
        return at < tokens.size() && tokens[at].text == sign;
    };
    if (first.text == "(" || first.what == kind::literal) {
        return true;
    }
    if (first.what == kind::word) {
        const auto call = postgresql_call(first.folded, {});
        const bool is_value = first.folded == "null" || first.folded.starts_with("current_") ||
                              first.folded == "localtimestamp" || first.folded == "localtime" ||
                              first.folded == "session_user" ||
                              (tokens.size() == 1 && !call.empty());
        const bool is_interval =
            first.folded == "interval" && tokens.size() > 1 && tokens[1].what == kind::literal;
        const bool is_truth = first.folded == "true" || first.folded == "false";
        return is_interval || sign_at(1, "(") || (sign_at(1, ".") && sign_at(3, "(")) ||
               (first.folded == "array" && sign_at(1, "[")) || (is_truth && sign_at(1, "::")) ||
               (is_value &&
                (tokens.size() == 1 || sign_at(1, "::") || sign_at(1, "+") || sign_at(1, "-") ||
                 tokens[1].folded == "at" || tokens[1].folded == "on"));
    }
    return std::any_of(tokens.begin(), tokens.end(),
                       [](const sql_token& one) { return one.text == "::"; }) &&
           (first.what == kind::number || first.text == "-");
}

class default_reader {
public:
    default_reader(const sql_type& type, const own_types& own) : type_(type), own_(own) {}

    std::string run(std::string_view given)
    {
        auto text = trimmed(given);
        const auto folded = lower_case(text);
        if (folded == "now" && type_.kind != sql_kind::text) {
            return fits(folded, type_) ? "now()" : std::string();
        }
        if (folded == "array[]" && type_.kind == sql_kind::array) {
            return "'{}'";
        }
        if (const auto inner = within("dbgenerated(\"", text, "\")"); !inner.empty()) {
            return run(inner);
        }
        const auto tokens = sql_tokens(text);
        if (type_.kind == sql_kind::other && !tokens.empty() && tokens.front().text == "(") {
            return literal_of(text, type_);
        }
        if (tokens.empty() || !looks_like_expression(tokens)) {
            return plain(text);
        }
        if (tokens.front().what == kind::literal &&
            (tokens.size() == 1 || tokens[1].text == "::")) {
            return literal(text, tokens);
        }
        if (tokens.front().what == kind::literal && tokens[1].what != kind::operation) {
            return plain(text);
        }
        return expression(text, tokens);
    }

private:
    static std::string_view within(std::string_view start, std::string_view text,
                                   std::string_view end)
    {
        return text.starts_with(start) && text.ends_with(end) &&
                       text.size() > start.size() + end.size()
                   ? text.substr(start.size(), text.size() - start.size() - end.size())
                   : std::string_view();
    }

    std::string plain(std::string_view text) const
    {
        // Quotation marks around a text with one within: 'it's'.
        const bool is_quoted = text.size() >= 2 && text.front() == '\'' && text.back() == '\'';
        const auto content = is_quoted ? text.substr(1, text.size() - 2) : text;
        // A JSON text that is none is a string.
        if (type_.kind == sql_kind::json && parsed_tree(text) == nullptr) {
            return sql_literal(json_string(text));
        }
        return literal_of(content, type_);
    }

    static std::string json_string(std::string_view text)
    {
        return nlohmann::ordered_json(std::string(text))
            .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    }

    // 'x', or 'x'::type, where the type may be one that is not there.
    std::string literal(std::string_view text, const std::vector<sql_token>& tokens) const
    {
        const auto first = tokens.front().text;
        const bool has_prefix = first.front() != '\'';
        if (has_prefix && (first.front() == 'E' || first.front() == 'e')) {
            return type_.kind == sql_kind::text ? expression(text, tokens) : std::string();
        }
        const auto content = has_prefix ? std::string(first) : content_of(first);
        if (tokens.size() > 1) {
            const auto whole = expression(text, tokens);
            const auto name = trimmed(
                text.substr(static_cast<std::size_t>(tokens[1].text.data() - text.data()) + 2));
            const auto cast = sql_type_of(name, "x", own_);
            const bool is_alike = cast.kind == type_.kind || type_.kind == sql_kind::text;
            if (!whole.empty() && is_alike && !cast.differs && !literal_of(content, cast).empty()) {
                return whole;
            }
        }
        return literal_of(content, type_);
    }

    std::string expression(std::string_view text, const std::vector<sql_token>& tokens) const
    {
        const bool is_call = tokens.size() == 1 || (tokens.size() == 3 && tokens[1].text == "(") ||
                             (tokens.size() == 4 && tokens[1].text == "(" && tokens[3].text == ")");
        std::string sql;
        if (is_call && tokens.front().what == kind::word) {
            const auto call = postgresql_call(tokens.front().folded, type_);
            const bool is_precision =
                tokens.size() == 4 && find_function(tokens.front().folded) == nullptr;
            if (!call.empty() && !is_precision &&
                (tokens.size() > 1 || lower_case(call) != tokens.front().folded)) {
                sql = lower_case(call) == lower_case(text) ? std::string(text) : std::string(call);
            }
        }
        sql = sql.empty() ? sql_expression(text, {.own = own_}) : sql;
        if (sql.empty() || !gives(sql_tokens(sql))) {
            return {};
        }
        return needs_parentheses(sql) ? fmt::format("({})", sql) : sql;
    }

    // Whether an expression, as far as its outermost parts tell, gives what the column can hold.
    [[nodiscard]] bool gives(const std::vector<sql_token>& tokens) const
    {
        const auto outer = outer_tokens(tokens);
        const auto has = [&](auto... signs) {
            return std::any_of(outer.begin(), outer.end(), [&](const sql_token& one) {
                return ((one.folded == signs) || ...);
            });
        };
        const auto is = [&](sql_kind kind) {
            return type_.kind == kind || type_.kind == sql_kind::text;
        };
        const auto& first = outer.front();
        // A row is no value of a column.
        if (has(",")) {
            return false;
        }
        if (has("=", "<>", "!=", "<", ">", "<=", ">=", "and", "or", "not", "is", "in", "between",
                "like", "ilike")) {
            return is(sql_kind::boolean);
        }
        if (has("at")) {
            return is(sql_kind::moment);
        }
        if (has("||")) {
            return type_.kind == sql_kind::text ||
                   (type_.kind == sql_kind::array && first.folded == "array");
        }
        if (const auto cast = cast_in(outer); !cast.empty()) {
            const auto to = sql_type_of(cast, "x", own_);
            return to.kind == sql_kind::other
                       ? lower_case(to.text) == lower_case(type_.text) ||
                             type_.kind == sql_kind::text
                       : is(to.kind) && (to.kind != sql_kind::array || to.element == type_.element);
        }
        if (first.folded == "array") {
            const bool has_literal = std::any_of(tokens.begin(), tokens.end(), [](const auto& one) {
                return one.what == kind::literal;
            });
            return type_.kind == sql_kind::array && outer.size() > 2 &&
                   (!has_literal || type_.element == sql_kind::text);
        }
        if (first.what == kind::number || first.text == "-" || first.text == "+") {
            return is(sql_kind::number);
        }
        if (first.folded == "interval") {
            return is(sql_kind::interval);
        }
        if (first.folded == "true" || first.folded == "false") {
            return is(sql_kind::boolean);
        }
        if (first.folded == "row" || first.text == "(") {
            return first.text == "(" && outer.size() > 2 && !has(",");
        }
        if (first.what == kind::literal) {
            return type_.kind == sql_kind::text;
        }
        const bool has_schema = outer.size() > 2 && outer[1].text == ".";
        return fits(has_schema ? outer[2].folded : first.folded, type_);
    }

    // The type that the whole is cast to; empty for none.
    static std::string_view cast_in(const std::vector<sql_token>& outer)
    {
        for (auto at = outer.size(); at > 0; --at) {
            const auto& one = outer[at - 1];
            if (one.text == "::" && at < outer.size()) {
                const auto* const begin = outer[at].text.data();
                const auto& last = outer.back().text;
                return {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
            }
            if (one.what != kind::word && one.what != kind::sign && one.what != kind::quoted) {
                break;
            }
        }
        return {};
    }

    // The tokens that stand in no parentheses, without those around the whole.
    static std::vector<sql_token> outer_tokens(const std::vector<sql_token>& tokens)
    {
        std::size_t begin = 0;
        auto end = tokens.size();
        while (end - begin > 2 && tokens[begin].text == "(" &&
               closes_at(tokens, begin) == end - 1) {
            ++begin;
            --end;
        }
        std::vector<sql_token> outer;
        int depth = 0;
        for (auto i = begin; i < end; ++i) {
            depth -= tokens[i].text == ")" || tokens[i].text == "]" ? 1 : 0;
            if (depth == 0) {
                outer.push_back(tokens[i]);
            }
            depth += tokens[i].text == "(" || tokens[i].text == "[" ? 1 : 0;
        }
        return outer;
    }

    static std::size_t closes_at(const std::vector<sql_token>& tokens, std::size_t at)
    {
        int depth = 0;
        for (auto i = at; i < tokens.size(); ++i) {
            depth += tokens[i].text == "(" ? 1 : tokens[i].text == ")" ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    const sql_type& type_;
    const own_types& own_;
};

} // namespace

std::string sql_default(const any_json_view& value, const sql_type& type, const own_types& own)
{
    switch (value.kind()) {
    case json_kind::null:
        return "NULL";
    case json_kind::string:
        return sql_default(value.string(), type, own);
    case json_kind::array:
    case json_kind::object:
        return type.kind == sql_kind::json ? sql_literal(json_line(value))
               : type.kind == sql_kind::array && value.kind() == json_kind::array
                   ? list_in_sql(value, type)
                   : std::string();
    default:
        return type.kind == sql_kind::json ? sql_literal(scalar_text(value))
                                           : literal_of(scalar_text(value), type);
    }
}

std::string sql_default(std::string_view text, const sql_type& type, const own_types& own)
{
    return default_reader(type, own).run(text);
}

} // namespace sdp
