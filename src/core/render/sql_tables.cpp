#include "core/render/sql_tables.hpp"

#include "core/render/sql_enums.hpp"
#include "core/render/sql_extensions.hpp"
#include "core/render/value.hpp"
#include "core/rules/database.hpp"

#include <algorithm>
#include <array>

namespace sdp {

namespace {

// The name of the type that a text creates; of an empty table where it creates none.
column_reference type_created_in(std::string_view sql)
{
    const auto folded = lower_case(trimmed(sql));
    for (const std::string_view start : {"create type ", "create domain "}) {
        if (folded.starts_with(start)) {
            const auto rest = trimmed(trimmed(sql).substr(start.size()));
            return table_reference_in(rest.substr(0, rest.find_first_of(" \t\n(;")));
        }
    }
    return {};
}

class schema_reader {
public:
    sql_schema run(const any_json_view& data)
    {
        note_words(data);
        schema_.extensions = read_sql_extensions(data, schema_.remarks);
        find_types(data);
        read_sql_enums(data, "enums", schema_);
        read_sql_enums(data, "types", schema_);
        for (const std::string_view member : {"tables", "schemas"}) {
            each(data, member, [&](std::string_view key, const any_json_view& value) {
                schema_.tables.push_back(read(key, value));
            });
        }
        each(data, "indexes", [&](std::string_view key, const any_json_view& value) {
            if (type_created_in(string_in(value)).table.empty()) {
                schema_.indexes.push_back(read_index(key, value));
            }
        });
        return std::move(schema_);
    }

private:
    template <typename Function>
    static void each(const any_json_view& object, std::string_view member, Function function)
    {
        for_each_item_in(object, member, "",
                         [&](std::string_view key, const any_json_view& value, const std::string&) {
                             function(key, value);
                         });
    }

    // The types that the design creates, wherever it does beside its tables.
    void find_types(const any_json_view& data)
    {
        std::unordered_set<std::string> made;
        const auto note = [&](std::string_view text) {
            if (const auto name = type_created_in(text);
                !name.table.empty() && made.insert(lower_case(name_of_table(name))).second) {
                schema_.own.try_emplace(lower_case(name.table));
                schema_.type_schemas.push_back(name.schema);
                auto sql = closed_comments(trimmed(text));
                sql += sql.ends_with(';') ? "" : ";";
                schema_.names.note(sql);
                schema_.types.push_back(std::move(sql));
            }
        };
        for_each_entry(data, [&](std::string_view key, const any_json_view& value) {
            if (key != "tables" && key != "schemas") {
                for_each_text(value, note);
            }
        });
    }

    // The words of everything that goes into the script as somebody's SQL.
    void note_words(const any_json_view& data)
    {
        const auto note_element = [&](std::string_view element) {
            // A column's own name is none of somebody's SQL.
            element = trimmed(element);
            const bool is_expression = element.find('(') != std::string_view::npos;
            const auto blank = element.find_first_of(" \t\n");
            schema_.names.note(is_expression ? element
                                             : element.substr(std::min(blank, element.size())));
        };
        const auto note_index = [&](std::string_view, const any_json_view& index) {
            schema_.names.note(string_in(index));
            for (const std::string_view name : condition_members) {
                schema_.names.note(text_in(index, {name}));
            }
            for (const std::string_view name : operator_class_members) {
                schema_.names.note(text_in(index, {name}));
            }
            note_element(text_in(index, {"columns"}));
            each(index, "columns", [&](std::string_view, const any_json_view& element) {
                note_element(string_in(element));
                note_element(text_in(element, {"name", "column", "expression"}));
                for (const std::string_view name : operator_class_members) {
                    schema_.names.note(text_in(element, {name}));
                }
            });
        };
        const auto note_column = [&](std::string_view given) {
            const auto plain = column_text_in(given).sql;
            const std::string_view text = plain;
            const auto type = column_definition_in(text).type_clause;
            schema_.names.note_type(type);
            schema_.names.note(type.empty() ? text
                                            : text.substr(static_cast<std::size_t>(
                                                  type.data() + type.size() - text.data())));
        };
        const auto note_text = [&](std::string_view text) {
            schema_.names.note(text);
            // Values without an operator class of their own in such an index need one of these.
            const auto folded = lower_case(text);
            if (folded.find("using gist") != std::string::npos &&
                folded.find("with =") != std::string::npos) {
                schema_.names.note_type("btree_gist()");
            }
        };
        const auto note_rule = [&](const any_json_view& rule) {
            note_text(string_in(rule));
            for (const std::string_view name :
                 {"check", "expression", "condition", "sql", "definition", "as"}) {
                note_text(text_in(rule, {name}));
            }
        };
        for (const std::string_view member : {"tables", "schemas"}) {
            each(data, member, [&](std::string_view, const any_json_view& table) {
                each(table, "columns", [&](std::string_view, const any_json_view& column) {
                    note_column(string_in(column));
                    note_column(text_in(column, {"type"}));
                    note_text(text_in(column, {"check"}));
                    each(column, "checks", [&](std::string_view, const any_json_view& check) {
                        note_text(string_in(check));
                    });
                    for (const std::string_view name : {"generated", "generatedAs"}) {
                        if (const auto rule = member_of(column, name)) {
                            note_rule(*rule);
                        }
                    }
                    for (const std::string_view name : {"defaultValue", "default"}) {
                        if (const auto value = member_of(column, name)) {
                            schema_.names.note(
                                sql_default(*value, {.text = "text", .kind = sql_kind::text}, {}));
                        }
                    }
                });
                each(table, "indexes", note_index);
                schema_.names.note(text_in(table, {"check"}));
                for (const std::string_view name : {"constraints", "checks", "checkConstraints"}) {
                    each(table, name, [&](std::string_view, const any_json_view& constraint) {
                        note_rule(constraint);
                    });
                }
            });
        }
        each(data, "indexes", note_index);
    }

    sql_table read(std::string_view key, const any_json_view& value)
    {
        const auto name = text_in(value, {"name", "table"});
        sql_table table{.name = name.empty() ? key : name,
                        .description = text_in(value, {"description", "comment"})};
        each(value, "columns", [&](std::string_view inner, const any_json_view& column) {
            const auto given = text_in(column, {"name"});
            const auto column_name = trimmed(given.empty() ? inner : given);
            const auto identifier = schema_.names.identifier(column_name);
            table.identifiers.try_emplace(lower_case(column_name), identifier);
            table.identifiers.try_emplace(lower_case(server_name(identifier)), identifier);
        });
        const sql_reading reading{schema_.names, schema_.own, schema_.remarks, &table.identifiers,
                                  table.name};
        const auto place = fmt::format("table {}", table.name);
        std::vector<std::string_view> taken = {
            "name",
            "table",
            "columns",
            "primaryKey",
            "indexes",
            table.description == text_in(value, {"description"}) ? "description" : "comment"};
        // A name may be written in several ways.
        std::unordered_set<std::string> names;
        each(value, "columns", [&](std::string_view inner, const any_json_view& column) {
            const auto given = text_in(column, {"name"});
            const auto column_name = trimmed(given.empty() ? inner : given);
            if (!column_name.empty() && !table.places.contains(lower_case(column_name)) &&
                names.insert(server_name(schema_.names.identifier(column_name))).second) {
                table.places.try_emplace(lower_case(column_name), table.columns.size());
                table.columns.push_back(read_sql_column(reading, table.name, inner, column));
            } else {
                reading.remark(
                    place, fmt::format("a column {}: {}",
                                       column_name.empty() ? "without a name" : "of the same name",
                                       json_line(column)));
            }
        });
        if (const auto key_columns = member_of(value, "primaryKey")) {
            if (key_columns->kind() == json_kind::string) {
                table.primary_key.emplace_back(key_columns->string());
            }
            each(value, "primaryKey", [&](std::string_view, const any_json_view& column) {
                table.primary_key.emplace_back(string_in(column));
            });
        }
        read_sql_constraints(reading, table, value, taken);
        add_named_constraints(table);
        for (const auto& column : table.primary_key) {
            if (table.find(trimmed(column)) == nullptr) {
                reading.remark(
                    place,
                    column.empty()
                        ? "a part of its primary key is no name of a column"
                        : fmt::format("its primary key names {}, which is no column", column));
            }
        }
        each(value, "indexes", [&](std::string_view inner, const any_json_view& index) {
            table.indexes.push_back(read_index(inner, index));
        });
        reading.remark_rest(place, value, taken);
        return table;
    }

    // The constraints of columns that have names stand behind the columns.
    static void add_named_constraints(sql_table& table)
    {
        std::size_t keys = 0;
        for (auto& column : table.columns) {
            for (auto& check : column.checks) {
                table.constraints.push_back(std::move(check));
            }
            if (!column.unique_name.empty()) {
                table.uniques.push_back({.name = column.unique_name,
                                         .columns = {std::string(column.name)},
                                         .given = column.unique_name});
            }
            keys += column.primary_key ? 1 : 0;
        }
        for (const auto& column : table.columns) {
            if (keys == 1 && column.primary_key && table.primary_key.empty() &&
                table.primary_key_name.empty()) {
                table.primary_key_name = column.primary_key_name;
            }
        }
    }

    // An element of an index: a text, or an object with the column and what follows it.
    static std::string element_in(const any_json_view& element)
    {
        if (element.kind() != json_kind::object) {
            return std::string(string_in(element));
        }
        std::string text(text_in(element, {"name", "column", "expression"}));
        for (const std::string_view name : operator_class_members) {
            const auto given = text_in(element, {name});
            text += given.empty() ? std::string() : fmt::format(" {}", given);
        }
        const auto order = text_in(element, {"order", "direction", "sort"});
        return order.empty() ? text : fmt::format("{} {}", text, order);
    }

    sql_index read_index(std::string_view key, const any_json_view& value)
    {
        if (value.kind() == json_kind::string) {
            return {.statement = closed_comments(trimmed(string_in(value)))};
        }
        const auto name = text_in(value, {"name"});
        sql_index index{.name = name.empty() ? key : name,
                        .table = text_in(value, {"table"}),
                        .method = text_in(value, {"type", "method", "using"}),
                        .unique = is_true(value, "unique") || is_true(value, "isUnique"),
                        .given = json_line(value)};
        std::vector<std::string_view> taken = {"name",     "table",   "type",  "method", "unique",
                                               "isUnique", "columns", "using", "include"};
        for (const std::string_view member : condition_members) {
            if (const auto text = text_in(value, {member}); !text.empty()) {
                index.condition = text;
                taken.push_back(member);
                break;
            }
        }
        each(value, "columns", [&](std::string_view, const any_json_view& column) {
            index.columns.push_back(element_in(column));
        });
        if (const auto one = text_in(value, {"columns"}); !one.empty()) {
            index.columns.emplace_back(one);
        }
        each(value, "include", [&](std::string_view, const any_json_view& column) {
            index.included.emplace_back(string_in(column));
        });
        for (const std::string_view member : operator_class_members) {
            const auto text = text_in(value, {member});
            if (!text.empty() && index.columns.size() == 1 &&
                index.columns.front().find(text) == std::string::npos) {
                index.columns.front() += fmt::format(" {}", text);
                taken.push_back(member);
            }
        }
        const sql_reading reading{schema_.names, schema_.own, schema_.remarks};
        reading.remark_rest(index.name.empty() ? "an index" : fmt::format("index {}", index.name),
                            value, taken);
        return index;
    }

    static constexpr std::array condition_members = {"where", "predicate", "condition", "filter",
                                                     "partial"};
    static constexpr std::array operator_class_members = {"opclass", "operatorClass",
                                                          "operator_class", "ops"};

    sql_schema schema_;
};

} // namespace

const sql_column* sql_table::find(std::string_view column) const
{
    const auto found = places.find(lower_case(column));
    return found == places.end() ? nullptr : &columns[found->second];
}

void sql_reading::remark(std::string_view place, std::string_view what) const
{
    remarks.push_back(sql_remark(fmt::format("Of {}: {}.", place, what)));
}

void sql_reading::remark_rest(std::string_view place, const any_json_view& value,
                              const std::vector<std::string_view>& taken) const
{
    for (std::size_t place_in = 0; value.kind() == json_kind::object && place_in < value.size();
         ++place_in) {
        const auto i = value.written(place_in);
        const std::string_view name = value.name(i);
        const auto member = value.value(i);
        // An empty default says something.
        const bool is_default =
            (name == "default" || name == "defaultValue") && member.kind() != json_kind::null;
        if ((is_default || says_something(member)) &&
            std::find(taken.begin(), taken.end(), name) == taken.end()) {
            remark(place, fmt::format("{}: {}", name, json_line(member)));
        }
    }
}

sql_schema read_sql_schema(const any_json_view& data)
{
    return schema_reader().run(data);
}

} // namespace sdp
