#include "core/render/schema_sql.hpp"

#include "core/render/sql_tables.hpp"
#include "core/rules/names.hpp"
#include "core/rules/reading.hpp"
#include "core/validation.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace sdp {

namespace {

// Whether SQL has a comment, which would swallow what comes after it in its line.
bool has_comment(std::string_view sql)
{
    return sql.find("--") != std::string_view::npos;
}

std::string last_part(std::string_view name)
{
    const auto schema = schema_of(name);
    const auto part = schema.empty() ? trimmed(name) : trimmed(name).substr(schema.size() + 1);
    const bool is_quoted = part.size() > 2 && part.front() == '"' && part.back() == '"';
    return lower_case(is_quoted ? part.substr(1, part.size() - 2) : part);
}

class schema_writer {
public:
    explicit schema_writer(const any_json_view& data) : schema_(read_sql_schema(data)) {}

    std::string run()
    {
        find_tables();
        if (order_.empty()) {
            return {};
        }
        sort_tables();
        out_ =
            "-- The tables of database/schema-config.json, in the order of their foreign keys.\n";
        write_extensions();
        write_schemas();
        for (const auto at : order_) {
            write_table(at);
        }
        write_late_references();
        for (const auto at : order_) {
            for (const auto& index : schema_.tables[at].indexes) {
                write_index(index, &schema_.tables[at]);
            }
        }
        for (const auto& index : schema_.indexes) {
            write_index(index, nullptr);
        }
        for (const auto at : order_) {
            write_comments(schema_.tables[at]);
        }
        out_ += remarks_.empty() ? "" : "\n";
        for (const auto& remark : remarks_) {
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

    void find_tables()
    {
        for (std::size_t i = 0; i < schema_.tables.size(); ++i) {
            const auto& table = schema_.tables[i];
            if (table.name.empty()) {
                continue;
            }
            if (by_name_.try_emplace(last_part(table.name), i).second) {
                order_.push_back(i);
            } else {
                remarks_.push_back(
                    sql_remark(fmt::format("Left out: a second table {}.", table.name)));
            }
        }
    }

    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const
    {
        const auto found = by_name_.find(last_part(name));
        return found == by_name_.end() ? std::nullopt : std::optional(found->second);
    }

    // Depth first, each table behind those that it refers to: by hand, since a chain of tables may
    // be as long as the data allow. Within a circle a reference points to a table that comes later.
    void sort_tables()
    {
        struct step {
            std::size_t table;
            std::size_t next;
        };
        std::vector<std::size_t> sorted;
        std::vector<bool> seen(schema_.tables.size());
        for (const auto start : order_) {
            if (seen[start]) {
                continue;
            }
            std::vector<step> path{{start, 0}};
            seen[start] = true;
            while (!path.empty()) {
                auto& [at, next] = path.back();
                const auto& columns = schema_.tables[at].columns;
                if (next == columns.size()) {
                    sorted.push_back(at);
                    path.pop_back();
                    continue;
                }
                const auto& reference = columns[next++].references;
                const auto target = reference.table.empty() ? std::nullopt : find(reference.table);
                if (target && !seen[*target]) {
                    seen[*target] = true;
                    path.push_back({*target, 0});
                }
            }
        }
        order_ = std::move(sorted);
        written_.resize(schema_.tables.size());
    }

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
        for (const auto at : order_) {
            const auto schema = schema_of(schema_.tables[at].name);
            if (made.insert(schema).second) {
                out_ += fmt::format("\nCREATE SCHEMA IF NOT EXISTS {};\n",
                                    schema_.names.identifier(schema));
            }
        }
    }

    // The columns of the primary key that stand in the table.
    static std::vector<const sql_column*> key_of(const sql_table& table)
    {
        std::vector<const sql_column*> key;
        for (const auto name : table.primary_key) {
            const auto* const column = table.find(trimmed(name));
            if (column != nullptr && std::find(key.begin(), key.end(), column) == key.end()) {
                key.push_back(column);
            }
        }
        if (key.empty()) {
            for (const auto& column : table.columns) {
                if (column.primary_key) {
                    key.push_back(&column);
                }
            }
        }
        return key;
    }

    // Whether rows can be referred to by that column alone.
    static bool is_key(const sql_table& table, const sql_column& column)
    {
        const auto key = key_of(table);
        if (column.unique || (key.size() == 1 && key.front() == &column)) {
            return true;
        }
        return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const auto& index) {
            return index.unique && index.condition.empty() && index.columns.size() == 1 &&
                   table.find(index.columns.front()) == &column;
        });
    }

    // REFERENCES of a column as SQL; empty, with a remark, where it would lead nowhere.
    std::string reference_of(const sql_table& table, const sql_column& column)
    {
        const auto& to = column.references;
        const auto left_out = [&](std::string_view why) {
            remarks_.push_back(sql_remark(fmt::format(
                "Left out: {}.{} refers to {}{}{}{}, {}.", table.name, column.name, to.table,
                to.column.empty() ? "" : "(", to.column, to.column.empty() ? "" : ")", why)));
            return std::string();
        };
        const auto found = find(to.table);
        if (!found) {
            return left_out("a table that is not there");
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
                line += has_comment(line) ? "\n        PRIMARY KEY" : " PRIMARY KEY";
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
        for (const auto constraint : table.constraints) {
            add_constraint(lines, at, constraint);
        }
        out_ += fmt::format("\nCREATE TABLE {} (", schema_.names.qualified(table.name));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            out_ += "\n    " + lines[i];
            out_ += has_comment(lines[i]) ? "\n    " : "";
            out_ += i + 1 < lines.size() ? "," : "";
        }
        out_ += lines.empty() ? ");\n" : "\n);\n";
        written_[at] = true;
    }

    void add_reference(std::string& line, std::size_t at, const sql_column& column)
    {
        auto reference = reference_of(schema_.tables[at], column);
        if (reference.empty()) {
            return;
        }
        const auto target = find(column.references.table);
        if (*target == at || written_[*target]) {
            line += (has_comment(line) ? "\n        " : " ") + reference;
        } else {
            late_.push_back({at, fmt::format("FOREIGN KEY ({}) {}",
                                             schema_.names.identifier(column.name), reference)});
        }
    }

    void add_constraint(std::vector<std::string>& lines, std::size_t at,
                        std::string_view constraint)
    {
        const auto folded = lower_case(constraint);
        const auto begins = [&](std::string_view word) { return folded.starts_with(word); };
        if (folded.find("foreign key") != std::string::npos) {
            late_.push_back({at, std::string(constraint)});
        } else if (begins("constraint") || begins("check") || begins("unique") ||
                   begins("exclude") || begins("primary key")) {
            lines.emplace_back(constraint);
        } else {
            remarks_.push_back(sql_remark(
                fmt::format("A rule of table {}: {}", schema_.tables[at].name, constraint)));
        }
    }

    void write_late_references()
    {
        for (const auto& [table, sql] : late_) {
            out_ += fmt::format("\nALTER TABLE {}\n    ADD {}{};\n",
                                schema_.names.qualified(schema_.tables[table].name), sql,
                                has_comment(sql) ? "\n" : "");
        }
    }

    void write_index(const sql_index& index, const sql_table* table)
    {
        if (!index.statement.empty()) {
            if (!lower_case(index.statement.substr(0, 6)).starts_with("create")) {
                remarks_.push_back(sql_remark(fmt::format("An index: {}", index.statement)));
                return;
            }
            out_ += fmt::format("\n{}{}\n", index.statement,
                                has_comment(index.statement)     ? "\n;"
                                : index.statement.ends_with(';') ? ""
                                                                 : ";");
            return;
        }
        if (!index.table.empty()) {
            const auto found = find(index.table);
            table = found ? &schema_.tables[*found] : nullptr;
        }
        std::string columns;
        bool all_there = table != nullptr && !index.columns.empty();
        for (const auto column : index.columns) {
            const auto element = table != nullptr ? element_of(*table, column) : std::string();
            all_there = all_there && !element.empty();
            columns += (columns.empty() ? "" : ", ") + element;
        }
        if (!all_there) {
            remarks_.push_back(sql_remark(
                fmt::format("Left out: an index {}on a table or column that is not there.",
                            index.name.empty() ? "" : fmt::format("{}, ", index.name))));
            return;
        }
        // Names of indexes stand beside each other in a schema; without one, the server finds one.
        const bool has_name =
            !index.name.empty() && index_names_.insert(lower_case(index.name)).second;
        out_ +=
            fmt::format("\nCREATE {}INDEX{}{} ON {}{} ({}){}{};\n",
                        index.unique || lower_case(index.method) == "unique" ? "UNIQUE " : "",
                        has_name ? " " : "", has_name ? schema_.names.identifier(index.name) : "",
                        schema_.names.qualified(table->name), method_of(index.method), columns,
                        index.condition.empty() ? "" : " WHERE ", index.condition);
    }

    static std::string method_of(std::string_view method)
    {
        const auto folded = lower_case(trimmed(method));
        for (const std::string_view known : {"btree", "hash", "gin", "gist", "spgist", "brin"}) {
            if (folded == known) {
                return fmt::format(" USING {}", known);
            }
        }
        return {};
    }

    // An element of an index: a column, with what follows it, or an expression as it is written;
    // empty for a column that is not there.
    [[nodiscard]] std::string element_of(const sql_table& table, std::string_view element) const
    {
        element = trimmed(element);
        const auto name = element.substr(0, element.find_first_of(" \t("));
        if (const auto* const whole = table.find(element)) {
            return schema_.names.identifier(whole->name);
        }
        if (name.size() < element.size() && element[name.size()] == '(') {
            return std::string(element);
        }
        const auto* const column = table.find(name);
        return column == nullptr ? std::string(element.starts_with('(') ? element : "")
                                 : fmt::format("{}{}", schema_.names.identifier(column->name),
                                               element.substr(name.size()));
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

    sql_schema schema_;
    std::unordered_map<std::string, std::size_t> by_name_;
    std::vector<std::size_t> order_;
    std::vector<bool> written_;
    std::vector<late_reference> late_;
    std::unordered_set<std::string> index_names_;
    std::vector<std::string> remarks_;
    std::string out_;
};

} // namespace

std::string schema_sql(const any_json_view& data)
{
    return is_postgresql(text_in(data, {"engine"})) ? schema_writer(data).run() : std::string();
}

} // namespace sdp
