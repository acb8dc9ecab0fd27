#pragma once
#include "core/render/sql_expression.hpp"

#include <string>
#include <string_view>
#include <vector>

// Constraints of tables that somebody wrote as SQL.
namespace sdp {

// Whether a text is a constraint as SQL has them, without a name.
[[nodiscard]] bool is_whole_constraint(std::string_view sql);

struct named_text {
    std::string_view name{};
    std::string_view sql;
};

// CONSTRAINT name and what follows.
[[nodiscard]] named_text without_name(std::string_view text);

// The columns of UNIQUE (a, b) or PRIMARY KEY (a, b), where there is nothing else.
[[nodiscard]] std::vector<std::string> key_columns_in(std::string_view sql);

// EXCLUDE USING gist (a WITH =, b WITH &&) WHERE (…); empty where it is none.
[[nodiscard]] std::string exclusion_in_sql(std::string_view text, const sql_scope& scope);

} // namespace sdp
