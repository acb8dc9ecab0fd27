#include "core/render/sql_index_elements.hpp"

#include "core/render/sql_names.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sdp {

namespace {

using kind = sql_token::kind;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Whether a class of that name can be one of the method.
bool is_class_of(std::string_view word, std::string_view method)
{
    const bool is_plain_method = method.empty() || method == "btree" || method == "hash";
    if (word.starts_with("gin_") || word.starts_with("jsonb_") || word == "array_ops" ||
        word == "tsvector_ops") {
        return method == "gin" || (is_plain_method && (word == "jsonb_ops" || word == "array_ops"));
    }
    if (word.starts_with("gist_")) {
        return method == "gist";
    }
    if (word.starts_with("vector_") || word.starts_with("halfvec_")) {
        return method == "hnsw" || method == "ivfflat" || (is_plain_method && word == "vector_ops");
    }
    if (word == "inet_ops") {
        return method != "gin";
    }
    return is_plain_method || (method == "spgist" && word == "text_ops");
}

bool is_operator_class(std::string_view word)
{
    return word.ends_with("_ops") && word.size() > std::string_view("_ops").size();
}

// Whether a method has an operator class for the type, which nobody needs to name.
bool has_class(std::string_view method, const sql_type& type, bool has_btree_gist)
{
    auto name = lower_case(type.text);
    name = name.substr(0, name.find('('));
    const bool is_shape =
        is_one_of(name, {"point", "box", "circle", "polygon", "path", "line", "lseg"});
    const bool is_range = name.ends_with("range");
    const bool is_json = name == "json";
    const bool is_vector = is_one_of(name, {"vector", "halfvec", "sparsevec"});
    const bool is_geographic = is_one_of(name, {"geometry", "geography"});
    const bool is_plain = !is_shape && !is_json && !is_one_of(name, {"xml", "jsonpath"});
    if (method == "gin") {
        return type.kind == sql_kind::array || is_one_of(name, {"jsonb", "tsvector", "hstore"});
    }
    if (method == "gist") {
        const bool is_scalar = type.kind == sql_kind::text || type.kind == sql_kind::number ||
                               type.kind == sql_kind::moment || type.kind == sql_kind::uuid ||
                               type.kind == sql_kind::interval || type.kind == sql_kind::boolean;
        return is_one_of(name, {"point", "box", "circle", "polygon", "tsvector", "tsquery", "ltree",
                                "hstore"}) ||
               is_range || is_geographic || (has_btree_gist && is_scalar);
    }
    if (method == "spgist") {
        return is_one_of(name, {"point", "box", "polygon", "inet"}) || is_geographic ||
               type.kind == sql_kind::text || (is_range && !name.ends_with("multirange"));
    }
    if (method == "brin") {
        return is_one_of(name, {"box", "inet", "cidr", "bytea"}) || type.kind == sql_kind::number ||
               type.kind == sql_kind::moment || type.kind == sql_kind::uuid ||
               type.kind == sql_kind::text || type.kind == sql_kind::interval ||
               (is_range && !name.ends_with("multirange"));
    }
    if (method == "hash") {
        return is_plain && !is_vector &&
               !is_one_of(name, {"money", "bit", "varbit", "bit varying", "tsvector", "tsquery",
                                 "hstore"});
    }
    return is_plain && (method.empty() || method == "btree");
}

// Takes the words from the end of an element that order it, or name its operator class.
std::string take_modifiers(std::vector<sql_token>& tokens, bool& is_ordered,
                           std::string& operator_class)
{
    std::string modifiers;
    const auto take = [&](std::size_t count) {
        std::string words;
        for (std::size_t i = tokens.size() - count; i < tokens.size(); ++i) {
            words += fmt::format(" {}", tokens[i].text);
        }
        modifiers = words + modifiers;
        tokens.resize(tokens.size() - count);
    };
    for (;;) {
        const auto size = tokens.size();
        if (size < 2) {
            return modifiers;
        }
        const auto& last = tokens.back().folded;
        if ((last == "first" || last == "last") && size > 2 && tokens[size - 2].folded == "nulls") {
            take(2);
            is_ordered = true;
        } else if (last == "asc" || last == "desc") {
            take(1);
            is_ordered = true;
        } else if (tokens.back().what == kind::word && is_operator_class(last)) {
            operator_class = last;
            take(1);
        } else if (size > 2 && tokens[size - 2].folded == "collate" &&
                   (tokens.back().what == kind::quoted || last == "c" || last == "posix")) {
            take(2);
        } else {
            return modifiers;
        }
    }
}

} // namespace

std::string_view index_method(std::string_view given)
{
    std::string word;
    for (const char c : lower_case(given)) {
        word += c >= 'a' && c <= 'z' ? std::string(1, c) : std::string();
    }
    for (const std::string_view known :
         {"btree", "hash", "gin", "gist", "spgist", "brin", "hnsw", "ivfflat"}) {
        if (word == known || word == std::string(known) + "index") {
            return known;
        }
    }
    return {};
}

std::string index_element(const sql_table& table, std::string_view element, std::string_view method,
                          const sql_scope& scope, bool has_btree_gist)
{
    element = trimmed(element);
    std::string comments;
    std::vector<sql_token> tokens;
    for (auto& one : sql_tokens(element)) {
        if (one.what == kind::comment) {
            comments += " " + closed_comments(one.text);
        } else {
            tokens.push_back(std::move(one));
        }
    }
    bool is_ordered = false;
    std::string own_class;
    // A column of such a name is one, whatever is in it.
    const auto* column = table.find(element);
    const auto modifiers =
        column != nullptr ? std::string() : take_modifiers(tokens, is_ordered, own_class);
    const bool has_own_class = !own_class.empty();
    if (has_own_class && !is_class_of(own_class, method)) {
        return {};
    }
    if (tokens.empty() && column == nullptr) {
        return {};
    }
    if (is_ordered && !method.empty() && method != "btree") {
        return {};
    }
    if (column == nullptr && tokens.size() == 1) {
        const auto& one = tokens.front();
        column = table.find(one.what == kind::quoted ? one.text.substr(1, one.text.size() - 2)
                                                     : one.text);
        if (column == nullptr) {
            return {};
        }
    }
    if (method == "hnsw" || method == "ivfflat") {
        // pgvector asks for a class, and for a length of the vectors.
        const bool is_vector = column != nullptr && (column->type.text.starts_with("vector(") ||
                                                     column->type.text.starts_with("halfvec("));
        return is_vector && has_own_class
                   ? scope.columns->at(lower_case(trimmed(column->name))) + modifiers + comments
                   : std::string();
    }
    if (column != nullptr) {
        return has_own_class || has_class(method, column->type, has_btree_gist)
                   ? scope.columns->at(lower_case(trimmed(column->name))) + modifiers + comments
                   : std::string();
    }
    const auto* const begin = tokens.front().text.data();
    const auto& last = tokens.back().text;
    const auto expression =
        sql_expression({begin, static_cast<std::size_t>(last.data() + last.size() - begin)}, scope);
    if (expression.empty()) {
        return {};
    }
    // Of an expression nobody knows the type, but for a text search.
    const bool is_search =
        lower_case(expression).find("to_tsvector") != std::string::npos && method == "gin";
    if (!is_search && method != "gin" &&
        lower_case(expression).find("to_tsvector") != std::string::npos) {
        return {};
    }
    if (!has_own_class && !is_search && !method.empty() && method != "btree" && method != "hash") {
        return {};
    }
    int depth = 0;
    bool is_call = tokens.front().what == kind::word && tokens.size() > 1 && tokens[1].text == "(";
    bool is_group = tokens.front().text == "(";
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        depth += tokens[i].text == "(" ? 1 : tokens[i].text == ")" ? -1 : 0;
        const bool closes_early = depth == 0 && i > 0 && i + 1 < tokens.size();
        is_call = is_call && !closes_early;
        is_group = is_group && !closes_early;
    }
    const bool is_special = is_one_of(
        tokens.front().folded, {"coalesce", "nullif", "greatest", "least", "cast", "case", "not"});
    return (is_group || (is_call && !is_special) ? expression : fmt::format("({})", expression)) +
           modifiers + comments;
}

std::string index_condition(std::string_view text, const sql_scope& scope)
{
    text = trimmed(text);
    if (begins_with_word(lower_case(text.substr(0, 6)), "where")) {
        text = trimmed(text.substr(5));
    }
    return sql_expression(text, scope);
}

} // namespace sdp
