#include "core/render/schema_sql.hpp"

#include "core/render/sql_extensions.hpp"
#include "core/render/sql_indexes.hpp"
#include "core/render/sql_keys.hpp"
#include "core/render/sql_table_order.hpp"
#include "core/render/sql_taken_names.hpp"
#include "core/rules/engines.hpp"
#include "core/rules/names.hpp"
#include "core/rules/reading.hpp"

#include <unordered_set>

namespace sdp {

namespace {

class schema_writer {
public:
    explicit schema_writer(const any_json_view& data)
        : tables_(read_ordered_tables(data)), written_(schema_.tables.size())
    {
        for (const auto& table : schema_.tables) {
            keys_.emplace_back(table);
        }
        for (const auto at : tables_.order) {
            const auto name = schema_.tables[at].name;
            taken_.add_relation(schema_of(name), name_in_schema(name));
        }
        for (const auto& index : schema_.indexes) {
            if (const auto found = tables_.names.find(table_reference_in(index.table), "")) {
                keys_[*found].add(index);
            }
        }
    }

    // `remark` stands at the beginning.
    std::string run(std::string_view remark)
    {
        if (tables_.order.empty()) {
            return {};
        }
        out_ =
            "-- The tables of database/schema-config.json, in the order of their foreign keys.\n";
        if (!remark.empty()) {
            out_ += sql_remark(remark);
        }
        for (const auto& one : needed_extensions(schema_.names, schema_.extensions)) {
            if (one == "btree_gist") {
                indexes_.set_btree_gist();
            }
            out_ += fmt::format("\nCREATE EXTENSION IF NOT EXISTS {};\n", one);
        }
        write_schemas();
        for (const auto& type : schema_.types) {
            out_ += fmt::format("\n{}\n", type);
        }
        for (const auto at : tables_.order) {
            write_table(at);
        }
        for (const auto at : tables_.order) {
            for (const auto& index : schema_.tables[at].indexes) {
                out_ += indexes_.sql_of(index, &schema_.tables[at]);
            }
        }
        for (const auto& index : schema_.indexes) {
            out_ += indexes_.sql_of(index, nullptr);
        }
        // Behind the indexes, which may be what they need.
        write_late_references();
        for (const auto at : tables_.order) {
            write_comments(schema_.tables[at]);
        }
        out_ += tables_.remarks.empty() ? "" : "\n";
        for (const auto& remark : tables_.remarks) {
            out_ += remark;
        }
        return std::move(out_);
    }

private:
    // A foreign key whose table or index comes later, or that is a constraint of the table.
    struct late_reference {
        std::size_t table;
        std::string sql;
    };

    void write_schemas()
    {
        std::unordered_set<std::string> made{"public"};
        const auto make = [&](std::string_view schema) {
            const auto name = schema_.names.identifier(schema);
            if (!schema.empty() && made.insert(server_name(name)).second) {
                out_ += fmt::format("\nCREATE SCHEMA IF NOT EXISTS {};\n", name);
            }
        };
        for (const auto& schema : schema_.type_schemas) {
            make(schema);
        }
        for (const auto at : tables_.order) {
            make(schema_of(schema_.tables[at].name));
        }
    }

    // REFERENCES of a column as SQL; empty, with a remark, where it would lead nowhere.
    struct column_reference_sql {
        std::string sql{};
        std::size_t target = 0;
        key_source source = key_source::none;
    };
    column_reference_sql reference_of(const sql_table& table, const sql_column& column)
    {
        auto to = column.references;
        const auto left_out = [&](std::string_view why) {
            tables_.remarks.push_back(sql_remark(
                fmt::format("Left out: {}.{} refers to {}{}{}{}, {}.", table.name, column.name,
                            name_of_table(column.references), to.column.empty() ? "" : "(",
                            to.column, to.column.empty() ? "" : ")", why)));
            return column_reference_sql();
        };
        const auto found = tables_.names.resolve(to, table.name);
        if (!found) {
            return tables_.names.is_elsewhere(column.references)
                       ? left_out("a table of a schema that the design does not create")
                       : left_out("a table that is not there, or one of several");
        }
        const auto& target = schema_.tables[*found];
        const auto& key = keys_[*found].primary();
        const sql_column* referred = !to.column.empty() ? target.find(to.column)
                                     : key.size() == 1  ? key.front()
                                                        : nullptr;
        if (referred == nullptr) {
            return left_out("a column that is not there");
        }
        if (column.type.kind != referred->type.kind) {
            return left_out("which is of another type");
        }
        const auto source = keys_[*found].source_of({referred});
        if (source == key_source::none) {
            return left_out("which is no key");
        }
        return {fmt::format(
                    "{}REFERENCES {} ({}){}{}", name_of(table, column.reference_name, false),
                    schema_.names.qualified(target.name), schema_.names.identifier(referred->name),
                    column.reference_actions.empty() ? "" : " ", column.reference_actions),
                *found, source};
    }

    void write_table(std::size_t at)
    {
        const auto& table = schema_.tables[at];
        const auto& key = keys_[at].primary();
        const bool is_in_line = key.size() == 1 && table.primary_key_name.empty();
        take_own_names(at);
        std::vector<std::string> lines;
        for (const auto& column : table.columns) {
            auto line = fmt::format("{} {}", schema_.names.identifier(column.name),
                                    column.definition.empty() ? "text" : column.definition);
            if (is_in_line && key.front() == &column) {
                line += " PRIMARY KEY";
            }
            if (!column.references.table.empty()) {
                add_reference(line, at, column);
            }
            lines.push_back(std::move(line));
        }
        if (!key.empty() && !is_in_line) {
            std::string list;
            for (const auto* const column : key) {
                list += (list.empty() ? "" : ", ") + schema_.names.identifier(column->name);
            }
            lines.push_back(fmt::format("{}PRIMARY KEY ({})",
                                        name_of(table, table.primary_key_name, true), list));
        }
        for (const auto& one : table.uniques) {
            add_unique(lines, table, one);
        }
        for (const auto& [name, sql] : table.constraints) {
            lines.push_back(name_of(table, name, !lower_case(sql).starts_with("check")) + sql);
        }
        for (const auto& one : table.foreign_keys) {
            add_foreign_key(at, one);
        }
        out_ += fmt::format("\nCREATE TABLE {} (", schema_.names.qualified(table.name));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            out_ += "\n    " + lines[i];
            out_ += i + 1 < lines.size() ? "," : "";
        }
        out_ += lines.empty() ? ");\n" : "\n);\n";
        written_[at] = true;
    }

    // The names of the keys that have none.
    void take_own_names(std::size_t at)
    {
        const auto& table = schema_.tables[at];
        if (!keys_[at].primary().empty() && table.primary_key_name.empty()) {
            taken_.add_own_key(table, {}, "_pkey");
        }
        for (const auto& column : table.columns) {
            if (column.unique) {
                taken_.add_own_key(table, {&column}, "_key");
            }
        }
    }

    void add_reference(std::string& line, std::size_t at, const sql_column& column)
    {
        const auto reference = reference_of(schema_.tables[at], column);
        if (reference.sql.empty()) {
            return;
        }
        if (reference.source == key_source::table &&
            (reference.target == at || written_[reference.target])) {
            line += " " + reference.sql;
        } else {
            late_.push_back({at, with_key(reference.sql, schema_.names.identifier(column.name))});
        }
    }

    // A column's clause as a constraint of the table: FOREIGN KEY behind the name.
    static std::string with_key(std::string_view reference, std::string_view column)
    {
        const auto at = reference.find("REFERENCES ");
        return fmt::format("{}FOREIGN KEY ({}) {}", reference.substr(0, at), column,
                           reference.substr(at));
    }

    // Columns as SQL has them; empty where one is not there, or comes twice.
    std::string list_of(const sql_table& table, const std::vector<std::string>& columns,
                        std::vector<const sql_column*>& found) const
    {
        std::string list;
        std::unordered_set<const sql_column*> met;
        for (const auto& name : columns) {
            const auto* const column = table.find(trimmed(name));
            if (column == nullptr || !met.insert(column).second) {
                return {};
            }
            found.push_back(column);
            list += (list.empty() ? "" : ", ") + schema_.names.identifier(column->name);
        }
        return list;
    }

    // A constraint's name, where it is the first of that name.
    std::string name_of(const sql_table& table, std::string_view name, bool has_index)
    {
        if (trimmed(name).empty()) {
            return {};
        }
        if (!taken_.add_constraint(table, name) ||
            (has_index && !taken_.add_relation(schema_of(table.name), name))) {
            tables_.remarks.push_back(
                sql_remark(fmt::format("A constraint of table {} has another name, since {} is "
                                       "taken.",
                                       table.name, name)));
            return {};
        }
        return fmt::format("CONSTRAINT {} ", schema_.names.identifier(name));
    }

    void add_unique(std::vector<std::string>& lines, const sql_table& table, const sql_key& key)
    {
        std::vector<const sql_column*> columns;
        const auto list = list_of(table, key.columns, columns);
        if (list.empty()) {
            tables_.remarks.push_back(sql_remark(
                fmt::format("Left out: UNIQUE of table {}, {}, with a column that is not there.",
                            table.name, key.given)));
            return;
        }
        const auto name = name_of(table, key.name, true);
        if (name.empty()) {
            taken_.add_own_key(table, columns, "_key");
        }
        lines.push_back(fmt::format("{}UNIQUE ({})", name, list));
    }

    void add_foreign_key(std::size_t at, const sql_key& key)
    {
        const auto& table = schema_.tables[at];
        const auto left_out = [&](std::string_view why) {
            tables_.remarks.push_back(sql_remark(fmt::format(
                "Left out: the foreign key {} of table {}, {}.", key.given, table.name, why)));
        };
        auto reference = key.references;
        std::vector<const sql_column*> columns;
        const auto list = list_of(table, key.columns, columns);
        const auto found = tables_.names.find(reference, table.name);
        if (list.empty() || !found) {
            left_out("with a column or table that is not there");
            return;
        }
        const auto& target = schema_.tables[*found];
        auto referred = key.referred_columns;
        if (referred.empty()) {
            for (const auto* const column : keys_[*found].primary()) {
                referred.emplace_back(column->name);
            }
        }
        std::vector<const sql_column*> targets;
        const auto target_list = list_of(target, referred, targets);
        if (target_list.empty() || referred.size() != key.columns.size() ||
            keys_[*found].source_of(targets) == key_source::none) {
            left_out("since what it refers to is no key of so many columns");
            return;
        }
        for (std::size_t i = 0; i < targets.size(); ++i) {
            if (columns[i]->type.kind != targets[i]->type.kind) {
                left_out("since what it refers to is of another type");
                return;
            }
        }
        late_.push_back({at, fmt::format("{}FOREIGN KEY ({}) REFERENCES {} ({}){}{}",
                                         name_of(table, key.name, false), list,
                                         schema_.names.qualified(target.name), target_list,
                                         key.actions.empty() ? "" : " ", key.actions)});
    }

    void write_late_references()
    {
        for (const auto& [table, sql] : late_) {
            out_ += fmt::format("\nALTER TABLE {}\n    ADD {};\n",
                                schema_.names.qualified(schema_.tables[table].name), sql);
        }
    }

    void write_comments(const sql_table& table)
    {
        const auto name = schema_.names.qualified(table.name);
        if (!table.description.empty()) {
            out_ +=
                fmt::format("\nCOMMENT ON TABLE {} IS {};\n", name, sql_literal(table.description));
        }
        for (const auto& column : table.columns) {
            if (!column.description.empty()) {
                out_ += fmt::format("\nCOMMENT ON COLUMN {}.{} IS {};\n", name,
                                    schema_.names.identifier(column.name),
                                    sql_literal(column.description));
            }
        }
    }

    ordered_tables tables_;
    const sql_schema& schema_ = tables_.schema;
    // By the places of the tables.
    std::vector<table_keys> keys_{};
    taken_names taken_{schema_.names};
    index_writer indexes_{tables_, taken_};
    std::vector<bool> written_;
    std::vector<late_reference> late_{};
    std::string out_{};
};

} // namespace

std::string schema_sql(const any_json_view& data)
{
    const auto engine = text_in(data, {"engine"});
    if (!takes_postgresql_sql(engine)) {
        return {};
    }
    return schema_writer(data).run(
        is_postgresql(engine)
            ? std::string()
            : fmt::format("Written for PostgreSQL, while the engine is {}.", engine));
}

} // namespace sdp
