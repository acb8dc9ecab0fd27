#pragma once
#include "core/render/sql_types.hpp"

#include <string_view>

// The types of PostgreSQL, and what designs call them.
namespace sdp {

// How many numbers may stand in parentheses behind a type, and the largest of the first.
constexpr int any_parameters = 9;
// The largest parameter of those for which 0 is one, too.
constexpr int finest_time = 6;
struct known_type {
    std::string_view name;
    sql_kind kind = sql_kind::other;
    int parameters = 0;
    int largest = 0;
};

// Null for a type that PostgreSQL does not have; in small letters.
[[nodiscard]] const known_type* find_type(std::string_view name);

// What PostgreSQL calls a type of a language, of another server or of plain words; else the same.
[[nodiscard]] std::string_view postgresql_name(std::string_view name);

} // namespace sdp
