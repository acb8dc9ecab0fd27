#pragma once
#include "core/json/any_view.hpp"
#include "core/render/sql_expression.hpp"
#include "core/render/sql_names.hpp"
#include "core/render/sql_types.hpp"
#include "core/rules/sql_definition.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Stage 3's data as they are written in SQL: what core/rules/database.hpp reads, with what it has
// no use for.
namespace sdp {

// A constraint as somebody's SQL, without CONSTRAINT and its name, which may be empty.
struct sql_constraint {
    std::string name{};
    std::string sql;
};

struct sql_column {
    std::string_view name;
    sql_type type{};
    // What follows the name: type, default, constraints; without primary key and reference.
    std::string definition{};
    bool primary_key = false;
    bool unique = false;
    // Empty table: none.
    column_reference references{};
    // ON DELETE and the like.
    std::string reference_actions{};
    // The names of its constraints, where they have some.
    std::string reference_name{};
    std::string unique_name{};
    std::string primary_key_name{};
    // Its checks with a name.
    std::vector<sql_constraint> checks{};
    std::string description{};
};

struct sql_index {
    // CREATE INDEX as somebody wrote it; else empty.
    std::string statement{};
    std::string_view name{};
    // Of an index that stands outside of its table.
    std::string_view table{};
    std::vector<std::string> columns{};
    // Those that stand in it without being a part of its key.
    std::vector<std::string> included{};
    std::string_view method{};
    std::string condition{};
    bool nulls_not_distinct = false;
    bool unique = false;
    // The whole, for a remark.
    std::string given{};
};

// UNIQUE or PRIMARY KEY, or a FOREIGN KEY of several columns, by the names of columns.
struct sql_key {
    std::string name{};
    std::vector<std::string> columns{};
    // Of a foreign key.
    column_reference references{};
    std::vector<std::string> referred_columns{};
    std::string actions{};
    // The whole, for a remark.
    std::string given{};
};

struct sql_table {
    std::string_view name;
    std::vector<sql_column> columns{};
    // Which column has that name, in small letters.
    std::unordered_map<std::string, std::size_t> places{};
    column_identifiers identifiers{};
    std::vector<std::string> primary_key{};
    // The constraint's; empty for the server's own.
    std::string primary_key_name{};
    std::vector<sql_key> uniques{};
    std::vector<sql_key> foreign_keys{};
    std::vector<sql_constraint> constraints{};
    std::vector<sql_index> indexes{};
    std::string_view description{};

    [[nodiscard]] const sql_column* find(std::string_view column) const;
};

struct sql_schema {
    std::vector<sql_table> tables{};
    std::vector<sql_index> indexes{};
    // CREATE TYPE and CREATE DOMAIN, as somebody wrote them.
    std::vector<std::string> types{};
    // The schemas of these; empty where they have none.
    std::vector<std::string> type_schemas{};
    // What is said of a table or column and cannot be written.
    std::vector<std::string> remarks{};
    // With the words of all SQL in it.
    sql_names names{};
    own_types own{};
    // Those that the design asks for, beside what its parts need.
    std::vector<std::string> extensions{};
};

[[nodiscard]] sql_schema read_sql_schema(const any_json_view& data);

// What the readers of columns and constraints share.
struct sql_reading {
    const sql_names& names;
    const own_types& own;
    std::vector<std::string>& remarks;
    // Of the table that is read.
    const column_identifiers* columns = nullptr;
    std::string_view table{};

    // What an expression of the table may speak of.
    [[nodiscard]] sql_scope scope(bool immutable = false) const
    {
        return {.own = own, .columns = columns, .table = table, .immutable = immutable};
    }
    // Says that a part of a table, or of a column of it, is not in the script as it is given.
    void remark(std::string_view place, std::string_view what) const;
    // The same for the members that nobody took.
    void remark_rest(std::string_view place, const any_json_view& value,
                     const std::vector<std::string_view>& taken) const;
};

[[nodiscard]] sql_column read_sql_column(const sql_reading& reading, std::string_view table,
                                         std::string_view key, const any_json_view& value);
// Adds the constraints of a table that stand in these members; says which it has taken.
void read_sql_constraints(const sql_reading& reading, sql_table& table, const any_json_view& value,
                          std::vector<std::string_view>& taken);

} // namespace sdp
