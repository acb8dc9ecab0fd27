#pragma once
#include "core/json/any_view.hpp"
#include "core/render/sql_names.hpp"
#include "core/rules/sql_definition.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Stage 3's data as they are written in SQL: what core/rules/database.hpp reads, with what it has
// no use for.
namespace sdp {

struct sql_column {
    std::string_view name;
    // What follows the name: type, default, constraints; without primary key and reference.
    std::string definition;
    bool primary_key = false;
    bool unique = false;
    // Empty table: none.
    column_reference references{};
    std::string_view reference_actions{};
    std::string_view description{};
};

struct sql_index {
    // CREATE INDEX as somebody wrote it; else empty.
    std::string_view statement{};
    std::string_view name{};
    // Of an index that stands outside of its table.
    std::string_view table{};
    std::vector<std::string_view> columns{};
    std::string_view method{};
    std::string_view condition{};
    bool unique = false;
};

struct sql_table {
    std::string_view name;
    std::vector<sql_column> columns{};
    // Which column has that name, in small letters.
    std::unordered_map<std::string, std::size_t> places{};
    std::vector<std::string_view> primary_key{};
    // Constraints as SQL.
    std::vector<std::string_view> constraints{};
    std::vector<sql_index> indexes{};
    std::string_view description{};

    [[nodiscard]] const sql_column* find(std::string_view column) const;
};

struct sql_schema {
    std::vector<sql_table> tables{};
    std::vector<sql_index> indexes{};
    // With the words of all SQL in it.
    sql_names names{};
};

[[nodiscard]] sql_schema read_sql_schema(const any_json_view& data);

} // namespace sdp
