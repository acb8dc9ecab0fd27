#pragma once
#include "core/render/sql_types.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Expressions of a design: what cannot be one of PostgreSQL would stop the whole script, and what
// does not close would mean something else.
namespace sdp {

// The columns of a table by their names in small letters, as SQL has them.
using column_identifiers = std::unordered_map<std::string, std::string>;

struct sql_scope {
    const own_types& own;
    // Null where an expression may name no columns.
    const column_identifiers* columns = nullptr;
    std::string_view table{};
    // Whether it must always give the same, as that of an index must.
    bool immutable = false;
};

// A text as an expression: columns in quotation marks where they need them, functions of other
// servers by their names here. Empty where it cannot be one.
[[nodiscard]] std::string sql_expression(std::string_view text, const sql_scope& scope);

// The condition of a column's check, which may leave out the column: "> 0"; empty for none.
[[nodiscard]] std::string column_condition(std::string_view text, const std::string& column,
                                           const sql_scope& scope);

// Whether something stands in it that DEFAULT takes within parentheses alone.
[[nodiscard]] bool needs_parentheses(std::string_view expression);

// A piece of SQL: a comment, a literal, a word, a number, an operator or a sign.
struct sql_token {
    enum class kind { comment, literal, quoted, word, number, operation, sign };
    kind what = kind::sign;
    std::string_view text{};
    // A word in small letters; else the same.
    std::string folded{};
};

// The pieces of a text; none where a quotation mark does not close, or a character has no meaning.
[[nodiscard]] std::vector<sql_token> sql_tokens(std::string_view text);

} // namespace sdp
