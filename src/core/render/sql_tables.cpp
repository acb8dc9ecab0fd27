#include "core/render/sql_tables.hpp"

#include "core/rules/database.hpp"

#include <algorithm>
#include <array>

namespace sdp {

namespace {

// Types of languages and of plain words, and what PostgreSQL calls them.
std::string type_in_sql(std::string_view type)
{
    using alias = std::pair<std::string_view, std::string_view>;
    constexpr std::array aliases = {alias{"string", "text"},
                                    alias{"datetime", "timestamptz"},
                                    alias{"number", "numeric"},
                                    alias{"double", "double precision"},
                                    alias{"object", "jsonb"},
                                    alias{"blob", "bytea"},
                                    alias{"binary", "bytea"},
                                    alias{"bytes", "bytea"},
                                    alias{"longtext", "text"},
                                    alias{"mediumtext", "text"},
                                    alias{"tinyint", "smallint"},
                                    alias{"guid", "uuid"},
                                    alias{"long", "bigint"},
                                    alias{"nvarchar", "varchar"},
                                    alias{"url", "text"},
                                    alias{"email", "text"},
                                    alias{"uniqueidentifier", "uuid"}};
    const auto word = type.substr(0, type.find_first_of(" (["));
    const auto rest = type.substr(word.size());
    const auto folded = lower_case(word);
    if (folded == "string" && rest.starts_with('(')) {
        return fmt::format("varchar{}", rest);
    }
    for (const auto& [from, to] : aliases) {
        // What stands in parentheses fits the type that it was written for.
        if (from == folded) {
            const auto close = rest.starts_with('(') ? rest.find(')') + 1 : 0;
            return fmt::format("{}{}", to, rest.substr(close));
        }
    }
    return std::string(type);
}

// enum(a, b) as a text with a CHECK; nothing where the type is none.
std::string enumeration_in_sql(std::string_view type, const std::string& column)
{
    if (!lower_case(type.substr(0, 5)).starts_with("enum(") || !type.ends_with(')')) {
        return {};
    }
    auto values = type.substr(5, type.size() - 6);
    std::string list;
    while (!values.empty()) {
        const auto end = std::min(values.find(','), values.size());
        auto value = trimmed(values.substr(0, end));
        if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"') &&
            value.back() == value.front()) {
            value = value.substr(1, value.size() - 2);
        }
        // Two quotation marks within a literal are one.
        std::string plain;
        for (std::size_t i = 0; i < value.size(); ++i) {
            plain += value[i];
            i += value.substr(i).starts_with("''") ? 1 : 0;
        }
        list += (list.empty() ? "" : ", ") + sql_literal(plain);
        values.remove_prefix(std::min(end + 1, values.size()));
    }
    return list.empty() ? "text" : fmt::format("text CHECK ({} IN ({}))", column, list);
}

// Whether a text begins with parentheses or the call of a function.
bool has_call(std::string_view text)
{
    const auto name = text.substr(0, text.find('('));
    return name.size() < text.size() &&
           std::all_of(
               name.begin(), name.end(),
               [](char c) {
                   return c == '_' || c == '.' || c == '"' || (c >= '0' && c <= '9') ||
                          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
               });
}

// A default as SQL: an expression as it is written, a plain text as a literal.
std::string default_in_sql(const any_json_view& value)
{
    if (value.kind() != json_kind::string) {
        return value.kind() == json_kind::boolean  ? value.boolean() ? "true" : "false"
               : value.kind() == json_kind::number ? value.exact().text()
                                                   : "";
    }
    const auto text = trimmed(value.string());
    const auto folded = lower_case(text);
    for (const std::string_view function : {"now", "gen_random_uuid", "uuid_generate_v4"}) {
        if (folded == function) {
            return fmt::format("{}()", text);
        }
    }
    for (const std::string_view keyword :
         {"null", "true", "false", "current_timestamp", "current_date", "current_time",
          "localtimestamp", "localtime", "current_user", "session_user"}) {
        if (folded == keyword) {
            return std::string(text);
        }
    }
    if (text.empty()) {
        return {};
    }
    const bool is_expression =
        text.starts_with('\'') || text.find("::") != std::string_view::npos || has_call(text) ||
        folded.starts_with("array[") || folded.starts_with("interval ") || decimal::from_text(text);
    return is_expression ? std::string(text) : sql_literal(text);
}

// Takes a clause of it out of a text.
std::string without(std::string_view text, std::string_view clause)
{
    if (clause.empty()) {
        return std::string(text);
    }
    const auto at = static_cast<std::size_t>(clause.data() - text.data());
    return std::string(trimmed(fmt::format("{} {}", trimmed(text.substr(0, at)),
                                           trimmed(text.substr(at + clause.size())))));
}

class schema_reader {
public:
    sql_schema run(const any_json_view& data)
    {
        note_words(data);
        for (const std::string_view member : {"tables", "schemas"}) {
            each(data, member, [&](std::string_view key, const any_json_view& value) {
                schema_.tables.push_back(read(key, value));
            });
        }
        each(data, "indexes", [&](std::string_view key, const any_json_view& value) {
            schema_.indexes.push_back(read_index(key, value));
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

    // The words of everything that goes into the script as somebody's SQL.
    void note_words(const any_json_view& data)
    {
        const auto note_index = [&](std::string_view, const any_json_view& index) {
            schema_.names.note(string_in(index));
            schema_.names.note(text_in(index, {"where"}));
        };
        for (const std::string_view member : {"tables", "schemas"}) {
            each(data, member, [&](std::string_view, const any_json_view& table) {
                each(table, "columns", [&](std::string_view, const any_json_view& column) {
                    for (const auto sql : {string_in(column), text_in(column, {"type"}),
                                           text_in(column, {"check"})}) {
                        schema_.names.note(sql);
                    }
                    for (const std::string_view name : {"defaultValue", "default"}) {
                        if (const auto value = member_of(column, name)) {
                            schema_.names.note(default_in_sql(*value));
                        }
                    }
                });
                each(table, "indexes", note_index);
                for (const std::string_view name : {"constraints", "checks"}) {
                    each(table, name, [&](std::string_view, const any_json_view& constraint) {
                        schema_.names.note(string_in(constraint));
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
            auto one = read_column(inner, column);
            if (!one.name.empty() &&
                table.places.try_emplace(lower_case(one.name), table.columns.size()).second) {
                table.columns.push_back(std::move(one));
            }
        });
        if (const auto key_columns = member_of(value, "primaryKey")) {
            if (key_columns->kind() == json_kind::string) {
                table.primary_key.push_back(key_columns->string());
            }
            each(value, "primaryKey", [&](std::string_view, const any_json_view& column) {
                table.primary_key.push_back(string_in(column));
            });
        }
        for (const std::string_view member : {"constraints", "checks"}) {
            each(value, member, [&](std::string_view, const any_json_view& constraint) {
                if (const auto sql = trimmed(string_in(constraint)); !sql.empty()) {
                    table.constraints.push_back(sql);
                }
            });
        }
        each(value, "indexes", [&](std::string_view inner, const any_json_view& index) {
            table.indexes.push_back(read_index(inner, index));
        });
        return table;
    }

    sql_column read_column(std::string_view key, const any_json_view& value) const
    {
        const auto name = text_in(value, {"name"});
        sql_column column{.name = name.empty() ? key : name,
                          .definition = {},
                          .description = text_in(value, {"description", "comment"})};
        const bool is_text = value.kind() == json_kind::string;
        const auto text = trimmed(is_text ? string_in(value) : text_in(value, {"type"}));
        const auto definition = column_definition_in(text);
        column.primary_key = definition.primary_key || is_true(value, "isPrimaryKey") ||
                             is_true(value, "primaryKey");
        column.unique = definition.unique;
        column.references = definition.references;
        column.reference_actions = definition.reference_actions;
        // The clause that comes last in the text goes first: the others stay where they are.
        const auto two = definition.primary_key_clause.data() > definition.reference_clause.data();
        column.definition =
            without(text, two ? definition.primary_key_clause : definition.reference_clause);
        const auto again = column_definition_in(column.definition);
        column.definition =
            without(column.definition, two ? again.reference_clause : again.primary_key_clause);
        if (is_text) {
            return column;
        }
        const auto enumeration =
            enumeration_in_sql(column.definition, schema_.names.identifier(column.name));
        column.definition = enumeration.empty() ? type_in_sql(column.definition) : enumeration;
        add_members(column, value, definition);
        return column;
    }

    static void add_members(sql_column& column, const any_json_view& value,
                            const column_definition& definition)
    {
        std::string& sql = column.definition;
        if (is_true(value, "autoIncrement") && !lower_case(sql).ends_with("serial")) {
            sql += " GENERATED BY DEFAULT AS IDENTITY";
        }
        for (const std::string_view name : {"defaultValue", "default"}) {
            const auto given = member_of(value, name);
            const auto text = given ? default_in_sql(*given) : "";
            if (!text.empty()) {
                sql += " DEFAULT " + text;
                break;
            }
        }
        if (!definition.not_null && !column.primary_key &&
            (is_false(value, "nullable") || is_true(value, "required") ||
             is_true(value, "notNull"))) {
            sql += " NOT NULL";
        }
        if (!definition.unique && (is_true(value, "unique") || is_true(value, "isUnique"))) {
            column.unique = true;
            sql += " UNIQUE";
        }
        if (const auto check = trimmed(text_in(value, {"check"})); !check.empty()) {
            const bool is_whole = lower_case(check).starts_with("check");
            sql += is_whole ? fmt::format(" {}", check) : fmt::format(" CHECK ({})", check);
        }
        if (const auto reference = member_of(value, "references");
            reference && says_something(*reference)) {
            column.references = detail::read_reference(*reference);
            column.reference_actions = {};
        }
    }

    static sql_index read_index(std::string_view key, const any_json_view& value)
    {
        if (value.kind() == json_kind::string) {
            return {.statement = trimmed(string_in(value))};
        }
        const auto name = text_in(value, {"name"});
        sql_index index{.name = name.empty() ? key : name,
                        .table = text_in(value, {"table"}),
                        .method = text_in(value, {"type", "method"}),
                        .condition = text_in(value, {"where"}),
                        .unique = is_true(value, "unique")};
        each(value, "columns", [&](std::string_view, const any_json_view& column) {
            index.columns.push_back(string_in(column));
        });
        if (const auto one = text_in(value, {"columns"}); !one.empty()) {
            index.columns.push_back(one);
        }
        return index;
    }

    sql_schema schema_;
};

} // namespace

const sql_column* sql_table::find(std::string_view column) const
{
    const auto found = places.find(lower_case(column));
    return found == places.end() ? nullptr : &columns[found->second];
}

sql_schema read_sql_schema(const any_json_view& data)
{
    return schema_reader().run(data);
}

} // namespace sdp
