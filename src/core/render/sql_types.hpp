#pragma once
#include "core/json/any_view.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Types and defaults of designs as PostgreSQL takes them.
namespace sdp {

// A type that the design creates.
struct own_type {
    // As SQL has its name; empty where columns name it as SQL does.
    std::string identifier{};
    // Of an enum, where they are known.
    std::vector<std::string> values{};
};
// By their names, in small letters and without a schema.
using own_types = std::unordered_map<std::string, own_type>;

// What a default must look like to be one of a type.
enum class sql_kind { text, number, boolean, uuid, moment, interval, json, array, other };

struct sql_type {
    // As SQL, without a CHECK.
    std::string text;
    // The condition of a CHECK; empty for none.
    std::string check{};
    // Whether PostgreSQL has no such type, or takes no such parameters for it.
    bool differs = false;
    bool is_serial = false;
    // Whether it is one of the types that can be an identity.
    bool is_integer = false;
    sql_kind kind = sql_kind::other;
    // Of an array's elements.
    sql_kind element = sql_kind::other;
    // The values of an enum that the design creates.
    std::vector<std::string> values{};
};

// A type as a design writes it; `column` is the column's identifier, for the CHECK of enum(a, b).
[[nodiscard]] sql_type sql_type_of(std::string_view type, const std::string& column,
                                   const own_types& own);

// The condition that a column of that type has one of the values of a list, or none but these where
// it is an array; empty where the list holds no texts, numbers or booleans alone, or others than
// those of a number or boolean.
[[nodiscard]] std::string one_of(const any_json_view& values, const std::string& column,
                                 const sql_type& type);

// A default as SQL: an expression as it is written, a plain value as a literal. Empty where there
// is none of the type.
[[nodiscard]] std::string sql_default(const any_json_view& value, const sql_type& type,
                                      const own_types& own);
[[nodiscard]] std::string sql_default(std::string_view text, const sql_type& type,
                                      const own_types& own);

} // namespace sdp
