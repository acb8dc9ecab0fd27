#pragma once
#include "core/render/sql_tables.hpp"

#include <set>
#include <vector>

// What rows of a table can be referred to by.
namespace sdp {

// The columns of the primary key that stand in the table.
[[nodiscard]] std::vector<const sql_column*> key_of(const sql_table& table);

// Whether rows can be referred to by that column alone, or by these columns.
[[nodiscard]] bool is_key(const sql_table& table, const sql_column& column);
[[nodiscard]] bool is_key(const sql_table& table, const std::set<const sql_column*>& columns);

} // namespace sdp
