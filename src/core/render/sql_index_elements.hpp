#pragma once
#include "core/render/sql_tables.hpp"

#include <string>
#include <string_view>

namespace sdp {

// The methods that an index can have; empty for what is none of PostgreSQL or pgvector.
[[nodiscard]] std::string_view index_method(std::string_view given);

// An element of an index: a column or an expression, with what may follow it. Empty where there is
// no such column, it is no expression, or the method has nothing for its type. `has` says which
// extension is there.
[[nodiscard]] std::string index_element(const sql_table& table, std::string_view element,
                                        std::string_view method, const sql_scope& scope,
                                        bool has_btree_gist);

// The condition of a partial index, with or without WHERE; empty where it is none.
[[nodiscard]] std::string index_condition(std::string_view text, const sql_scope& scope);

} // namespace sdp
