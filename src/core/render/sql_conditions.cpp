#include "core/render/sql_expression.hpp"
#include "core/render/sql_keywords.hpp"
#include "core/rules/names.hpp"

#include <fmt/format.h>

namespace sdp {

using namespace sql_keywords;
using kind = sql_token::kind;

std::string column_condition(std::string_view text, const std::string& column,
                             const sql_scope& scope)
{
    text = trimmed(text);
    const auto tokens = sql_tokens(text);
    if (tokens.empty()) {
        return {};
    }
    const auto& first = tokens.front();
    const bool is_rest = (first.what == kind::operation && first.text != "-" && first.text != "+" &&
                          is_one_of(first.text, operators)) ||
                         first.folded == "between" || first.folded == "in" ||
                         first.folded == "like" || first.folded == "is" ||
                         (first.folded == "not" && tokens.size() > 1 &&
                          (tokens[1].folded == "in" || tokens[1].folded == "like"));
    return sql_expression(is_rest ? fmt::format("{} {}", column, text) : std::string(text), scope);
}

bool needs_parentheses(std::string_view expression)
{
    constexpr std::array<std::string_view, 12> words = {"and",     "or",      "not",    "is",
                                                        "in",      "at",      "like",   "ilike",
                                                        "between", "similar", "isnull", "notnull"};
    int depth = 0;
    for (const auto& one : sql_tokens(expression)) {
        depth += one.text == "(" || one.text == "["   ? 1
                 : one.text == ")" || one.text == "]" ? -1
                                                      : 0;
        if (depth == 0 && one.what == kind::word &&
            (is_one_of(one.folded, words) || one.folded == "collate")) {
            return true;
        }
    }
    return false;
}

} // namespace sdp
