#pragma once
#include "core/render/sql_types.hpp"

#include <string_view>

// The functions that expressions of a design may call.
namespace sdp {

struct sql_function {
    std::string_view name;
    // What it gives; `other` where that depends on its arguments or is not looked at.
    sql_kind result = sql_kind::other;
    // Whether the server takes it in an index or a generated column, where the same arguments must
    // always give the same.
    bool immutable = true;
};

// One of PostgreSQL 16 or of its own extensions, in small letters; null for others.
[[nodiscard]] const sql_function* find_function(std::string_view name);

// What another server or a library calls a function of the same arguments; else the same.
[[nodiscard]] std::string_view postgresql_function(std::string_view name);

// What stands in place of a call without arguments, or of its name alone: CURRENT_DATE for
// curdate(); empty for none. `type` is that of the column.
[[nodiscard]] std::string_view postgresql_call(std::string_view name, const sql_type& type);

// Whether somebody means the next number of a sequence: autoincrement(), nextval('a_seq').
[[nodiscard]] bool is_next_number(std::string_view expression);

// Whether PostgreSQL turns what a default gives into the type of its column by itself.
[[nodiscard]] bool fits(std::string_view call, const sql_type& type);

} // namespace sdp
