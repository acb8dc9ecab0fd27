#include "core/render/schema_sql.hpp"

#include "core/render/sql_indexes.hpp"
#include "core/render/sql_keys.hpp"
#include "core/render/sql_table_order.hpp"
#include "core/rules/names.hpp"
#include "core/rules/reading.hpp"
#include "core/validation.hpp"

#include <array>
#include <set>
#include <unordered_set>

namespace sdp {

namespace {

class schema_writer {
public:
    explicit schema_writer(const any_json_view& data)
        : tables_(read_ordered_tables(data)), written_(schema_.tables.size())
    {
    }

    std::string run()
    {
        if (tables_.order.empty()) {
            return {};
        }
        out_ =
            "-- The tables of database/schema-config.json, in the order of their foreign keys.\n";
        write_extensions();
        write_schemas();
        for (const auto& type : schema_.types) {
            out_ += fmt::format("\n{}\n", type);
        }
        for (const auto at : tables_.order) {
            write_table(at);
        }
        write_late_references();
        for (const auto at : tables_.order) {
            for (const auto& index : schema_.tables[at].indexes) {
                out_ += indexes_.sql_of(index, &schema_.tables[at]);
            }
        }
        for (const auto& index : schema_.indexes) {
            out_ += indexes_.sql_of(index, nullptr);
        }
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
    // A foreign key whose table comes later, or that somebody wrote as a constraint of the table.
    struct late_reference {
        std::size_t table;
        std::string sql;
    };

    void write_extensions()
    {
        struct need {
            std::string_view word;
            std::string_view extension;
        };
        constexpr std::array needs = {need{"uuid_generate_v4", "\"uuid-ossp\""},
                                      need{"citext", "citext"},
                                      need{"vector", "vector"},
                                      need{"hstore", "hstore"},
                                      need{"ltree", "ltree"},
                                      need{"geometry", "postgis"},
                                      need{"geography", "postgis"},
                                      need{"gin_trgm_ops", "pg_trgm"},
                                      need{"gist_trgm_ops", "pg_trgm"}};
        std::string_view last;
        for (const auto& [word, extension] : needs) {
            if (schema_.names.has_word(word) && extension != last) {
                out_ += fmt::format("\nCREATE EXTENSION IF NOT EXISTS {};\n", extension);
                last = extension;
            }
        }
    }

    void write_schemas()
    {
        std::unordered_set<std::string_view> made{"", "public"};
        for (const auto at : tables_.order) {
            const auto schema = schema_of(schema_.tables[at].name);
            if (made.insert(schema).second) {
                out_ += fmt::format("\nCREATE SCHEMA IF NOT EXISTS {};\n",
                                    schema_.names.identifier(schema));
            }
        }
    }

    // REFERENCES of a column as SQL; empty, with a remark, where it would lead nowhere.
    std::string reference_of(const sql_table& table, const sql_column& column,
                             std::optional<std::size_t>& found)
    {
        auto to = column.references;
        const auto left_out = [&](std::string_view why) {
            tables_.remarks.push_back(sql_remark(
                fmt::format("Left out: {}.{} refers to {}{}{}{}, {}.", table.name, column.name,
                            name_of_table(column.references), to.column.empty() ? "" : "(",
                            to.column, to.column.empty() ? "" : ")", why)));
            return std::string();
        };
        found = tables_.names.resolve(to, table.name);
        if (!found) {
            return left_out("a table that is not there, or one of several");
        }
        const auto& target = schema_.tables[*found];
        const auto key = key_of(target);
        const sql_column* referred = !to.column.empty() ? target.find(to.column)
                                     : key.size() == 1  ? key.front()
                                                        : nullptr;
        if (referred == nullptr) {
            return left_out("a column that is not there");
        }
        if (!is_key(target, *referred)) {
            return left_out("which is no key");
        }
        return fmt::format("REFERENCES {} ({}){}{}", schema_.names.qualified(target.name),
                           schema_.names.identifier(referred->name),
                           column.reference_actions.empty() ? "" : " ", column.reference_actions);
    }

    void write_table(std::size_t at)
    {
        const auto& table = schema_.tables[at];
        const auto key = key_of(table);
        std::vector<std::string> lines;
        for (const auto& column : table.columns) {
            auto line = fmt::format("{} {}", schema_.names.identifier(column.name),
                                    column.definition.empty() ? "text" : column.definition);
            if (key.size() == 1 && key.front() == &column) {
                line += " PRIMARY KEY";
            }
            if (!column.references.table.empty()) {
                add_reference(line, at, column);
            }
            lines.push_back(std::move(line));
        }
        if (key.size() > 1) {
            std::string list;
            for (const auto* const column : key) {
                list += (list.empty() ? "" : ", ") + schema_.names.identifier(column->name);
            }
            lines.push_back(fmt::format("PRIMARY KEY ({})", list));
        }
        for (const auto& one : table.uniques) {
            add_unique(lines, table, one);
        }
        for (const auto& constraint : table.constraints) {
            if (lower_case(constraint).find("foreign key") != std::string::npos) {
                late_.push_back({at, constraint});
            } else {
                lines.push_back(constraint);
            }
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

    void add_reference(std::string& line, std::size_t at, const sql_column& column)
    {
        std::optional<std::size_t> target;
        auto reference = reference_of(schema_.tables[at], column, target);
        if (reference.empty()) {
            return;
        }
        if (*target == at || written_[*target]) {
            line += " " + reference;
        } else {
            late_.push_back({at, fmt::format("FOREIGN KEY ({}) {}",
                                             schema_.names.identifier(column.name), reference)});
        }
    }

    // Columns as SQL has them; empty where one is not there, or comes twice.
    std::string list_of(const sql_table& table, const std::vector<std::string_view>& columns,
                        std::set<const sql_column*>& found) const
    {
        std::string list;
        for (const auto name : columns) {
            const auto* const column = table.find(trimmed(name));
            if (column == nullptr || !found.insert(column).second) {
                return {};
            }
            list += (list.empty() ? "" : ", ") + schema_.names.identifier(column->name);
        }
        return list;
    }

    // A constraint's name, where it is the first of that name in its table.
    std::string name_of(const sql_table& table, std::string_view name)
    {
        if (name.empty()) {
            return {};
        }
        const bool is_first =
            constraint_names_.insert(fmt::format("{}\n{}", table.name, lower_case(name))).second;
        return is_first ? fmt::format("CONSTRAINT {} ", schema_.names.identifier(name))
                        : std::string();
    }

    void add_unique(std::vector<std::string>& lines, const sql_table& table, const sql_key& key)
    {
        std::set<const sql_column*> columns;
        const auto list = list_of(table, key.columns, columns);
        if (list.empty()) {
            tables_.remarks.push_back(sql_remark(
                fmt::format("Left out: UNIQUE of table {}, {}, with a column that is not there.",
                            table.name, key.given)));
            return;
        }
        lines.push_back(fmt::format("{}UNIQUE ({})", name_of(table, key.name), list));
    }

    void add_foreign_key(std::size_t at, const sql_key& key)
    {
        const auto& table = schema_.tables[at];
        const auto left_out = [&](std::string_view why) {
            tables_.remarks.push_back(sql_remark(fmt::format(
                "Left out: the foreign key {} of table {}, {}.", key.given, table.name, why)));
        };
        auto reference = key.references;
        std::set<const sql_column*> columns;
        const auto list = list_of(table, key.columns, columns);
        const auto found = tables_.names.find(reference, table.name);
        if (list.empty() || !found) {
            left_out("with a column or table that is not there");
            return;
        }
        const auto& target = schema_.tables[*found];
        auto referred = key.referred_columns;
        if (referred.empty()) {
            for (const auto* const column : key_of(target)) {
                referred.push_back(column->name);
            }
        }
        std::set<const sql_column*> targets;
        const auto target_list = list_of(target, referred, targets);
        if (target_list.empty() || referred.size() != key.columns.size() ||
            !is_key(target, targets)) {
            left_out("since what it refers to is no key of so many columns");
            return;
        }
        late_.push_back(
            {at, fmt::format("{}FOREIGN KEY ({}) REFERENCES {} ({}){}{}", name_of(table, key.name),
                             list, schema_.names.qualified(target.name), target_list,
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
    index_writer indexes_{tables_};
    std::vector<bool> written_;
    std::vector<late_reference> late_{};
    std::unordered_set<std::string> constraint_names_{};
    std::string out_{};
};

} // namespace

std::string schema_sql(const any_json_view& data)
{
    return is_postgresql(text_in(data, {"engine"})) ? schema_writer(data).run() : std::string();
}

} // namespace sdp