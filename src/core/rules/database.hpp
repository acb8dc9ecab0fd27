#pragma once
#include "core/rules/column_text.hpp"
#include "core/rules/data_model.hpp"
#include "core/rules/sql_definition.hpp"

#include <algorithm>
#include <array>
#include <map>

// Stage 3: tables, columns, indexes. See schemas/database.schema.json for the shapes.
namespace sdp {

struct database_design {
    // Names are in small letters, for what compares them, and as they are written, for people.
    struct column {
        std::string name;
        std::string written;
        std::string path;
        std::string type;
        bool required = false;
        bool primary_key = false;
        // Empty table: none.
        column_reference references{};
        column_reference written_references{};
        std::string reference_path{};
    };
    struct key_column {
        std::string name;
        std::string written;
        std::string path;
    };
    struct index {
        std::string name;
        std::string written;
        std::string path;
        // Of indexes that stand outside of a table; with its schema where one is given.
        std::string table{};
        std::string written_table{};
        std::vector<key_column> columns{};
    };
    struct table {
        std::string name;
        std::string written;
        std::string path;
        std::vector<column> columns{};
        std::vector<key_column> primary_key{};
        std::vector<index> indexes{};
    };

    std::string_view engine;
    // The definition is given as SQL text (too): not all tables need be in `tables`.
    bool has_ddl = false;
    std::vector<table> tables{};
    // Those that stand outside of the tables.
    std::vector<index> indexes{};
};

namespace detail {

template <indexed_json_view View> column_reference read_reference(const View& value)
{
    if (value.kind() == json_kind::object) {
        auto reference = table_reference_in(text_in(value, {"table"}));
        if (const auto column = text_in(value, {"column"}); !column.empty()) {
            reference.column = lower_case(column);
        }
        return reference;
    }
    return reference_in(string_in(value));
}

// A reference as it is written in the texts that it was read from.
inline column_reference written_reference(const column_reference& reference,
                                          std::string_view table_text, std::string_view column_text)
{
    return {as_written(reference.table, table_text), as_written(reference.column, column_text),
            as_written(reference.schema, table_text)};
}

// The members of a column that say whether it may be NULL.
constexpr std::array nullable_members = {"nullable", "isNullable", "allowNull", "null", "optional"};
constexpr std::array required_members = {"required", "notNull", "isRequired"};

// Whether one of them says that it may not.
template <indexed_json_view View> bool says_not_null(const View& column)
{
    return std::any_of(nullable_members.begin(), nullable_members.end(),
                       [&](const char* name) { return is_false(column, name); }) ||
           std::any_of(required_members.begin(), required_members.end(),
                       [&](const char* name) { return is_true(column, name); });
}

template <indexed_json_view View>
database_design::column read_column(std::string_view key, const View& value,
                                    const std::string& path)
{
    const auto name = text_in(value, {"name"});
    const auto written = name.empty() ? key : name;
    database_design::column column{
        .name = lower_case(written), .written = std::string(written), .path = path, .type = {}};
    const auto text =
        value.kind() == json_kind::string ? string_in(value) : text_in(value, {"type"});
    const auto definition = column_definition_in(column_text_in(text).sql);
    column.type = definition.type;
    column.references = definition.references;
    column.written_references = written_reference(column.references, text, text);
    column.reference_path = value.kind() == json_kind::string ? path : path + "/type";
    column.primary_key =
        definition.primary_key || is_true(value, "isPrimaryKey") || is_true(value, "primaryKey");
    column.required = column.primary_key || definition.not_null || says_not_null(value);
    if (const auto reference = member_of(value, "references");
        reference && says_something(*reference)) {
        const bool in_parts = reference->kind() == json_kind::object;
        column.references = read_reference(*reference);
        column.written_references = written_reference(
            column.references, in_parts ? text_in(*reference, {"table"}) : string_in(*reference),
            in_parts ? text_in(*reference, {"column"}) : string_in(*reference));
        column.reference_path = path + "/references";
    }
    return column;
}

template <indexed_json_view View>
database_design::index read_index(std::string_view key, const View& value, const std::string& path)
{
    database_design::index index{.name = {}, .written = std::string(key), .path = path};
    if (value.kind() == json_kind::string) {
        const auto sql = string_in(value);
        auto definition = index_definition_in(sql);
        index.written = as_written(definition.name, sql);
        index.name = std::move(definition.name);
        index.written_table = as_written(definition.table, sql);
        index.table = std::move(definition.table);
        for (auto& column : definition.columns) {
            auto written = as_written(column, sql);
            index.columns.push_back({std::move(column), std::move(written), path});
        }
        return index;
    }
    if (const auto name = text_in(value, {"name"}); !name.empty()) {
        index.written = name;
    }
    index.name = lower_case(index.written);
    index.written_table = text_in(value, {"table"});
    index.table = name_of_table(table_reference_in(index.written_table));
    for_each_item_in(value, "columns", path,
                     [&](std::string_view, const View& element, const std::string& where) {
                         if (auto column = indexed_column(string_in(element)); !column.empty()) {
                             auto written = as_written(column, string_in(element));
                             index.columns.push_back(
                                 {std::move(column), std::move(written), where});
                         }
                     });
    return index;
}

template <indexed_json_view View>
database_design::table read_table(std::string_view key, const View& value, const std::string& path)
{
    const auto name = text_in(value, {"name", "table"});
    const auto written = name.empty() ? key : name;
    database_design::table table{
        .name = lower_case(written), .written = std::string(written), .path = path};
    for_each_item_in(value, "columns", path,
                     [&](std::string_view inner, const View& column, const std::string& where) {
                         table.columns.push_back(read_column(inner, column, where));
                     });
    for_each_item_in(value, "indexes", path,
                     [&](std::string_view inner, const View& index, const std::string& where) {
                         table.indexes.push_back(read_index(inner, index, where));
                     });
    if (const auto key_columns = member_of(value, "primaryKey")) {
        if (const auto one = string_in(*key_columns); !one.empty()) {
            table.primary_key.push_back({lower_case(one), std::string(one), path + "/primaryKey"});
        }
        for_each_item(*key_columns, path + "/primaryKey",
                      [&](std::string_view, const View& column, const std::string& where) {
                          const auto one = string_in(column);
                          table.primary_key.push_back({lower_case(one), std::string(one), where});
                      });
    }
    return table;
}

} // namespace detail

template <indexed_json_view View> database_design read_database(const View& data)
{
    database_design database{.engine = text_in(data, {"engine"}),
                             .has_ddl = !text_in(data, {"schema"}).empty()};
    for (const std::string_view member : {"tables", "schemas"}) {
        for_each_item_in(data, member, "",
                         [&](std::string_view key, const View& table, const std::string& path) {
                             database.tables.push_back(detail::read_table(key, table, path));
                         });
    }
    for_each_item_in(data, "indexes", "",
                     [&](std::string_view key, const View& index, const std::string& path) {
                         database.indexes.push_back(detail::read_index(key, index, path));
                     });
    return database;
}

// `model` is null where the project has no data model.
void add_database_findings(const database_design& database, const data_model* model,
                           rule_findings& findings);

} // namespace sdp
