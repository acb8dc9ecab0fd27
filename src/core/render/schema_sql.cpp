#include "core/render/schema_sql.hpp"

#include "core/render/sql_tables.hpp"
#include "core/rules/names.hpp"
#include "core/rules/reading.hpp"
#include "core/rules/table_names.hpp"
#include "core/validation.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

namespace sdp {

namespace {

class schema_writer {
public:
    explicit schema_writer(const any_json_view& data)
        : schema_(read_sql_schema(data)), remarks_(std::move(schema_.remarks))
    {
    }

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
        for (const auto& type : schema_.types) {
            out_ += fmt::format("\n{}\n", type);
        }
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
                remarks_.push_back(sql_remark("Left out: a table without a name."));
            } else if (names_.add(table.name, i)) {
                order_.push_back(i);
            } else {
                remarks_.push_back(
                    sql_remark(fmt::format("Left out: a second table {}.", table.name)));
            }
        }
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
                auto reference = columns[next++].references;
                const auto target = reference.table.empty()
                                        ? std::nullopt
                                        : names_.resolve(reference, schema_.tables[at].name);
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
        const auto is_alone = [&](const sql_key& one) {
            return one.columns.size() == 1 && table.find(trimmed(one.columns.front())) == &column;
        };
        if (std::any_of(table.uniques.begin(), table.uniques.end(), is_alone)) {
            return true;
        }
        return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const auto& index) {
            return index.unique && index.condition.empty() && index.columns.size() == 1 &&
                   table.find(index.columns.front()) == &column;
        });
    }

    // REFERENCES of a column as SQL; empty, with a remark, where it would lead nowhere.
    std::string reference_of(const sql_table& table, const sql_column& column,
                             std::optional<std::size_t>& found)
    {
        auto to = column.references;
        const auto left_out = [&](std::string_view why) {
            remarks_.push_back(sql_remark(
                fmt::format("Left out: {}.{} refers to {}{}{}{}, {}.", table.name, column.name,
                            name_of_table(column.references), to.column.empty() ? "" : "(",
                            to.column, to.column.empty() ? "" : ")", why)));
            return std::string();
        };
        found = names_.resolve(to, table.name);
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
            remarks_.push_back(sql_remark(
                fmt::format("Left out: UNIQUE of table {}, {}, with a column that is not there.",
                            table.name, key.given)));
            return;
        }
        lines.push_back(fmt::format("{}UNIQUE ({})", name_of(table, key.name), list));
    }

    // Whether rows can be referred to by these columns.
    static bool is_key(const sql_table& table, const std::set<const sql_column*>& columns)
    {
        const auto primary = key_of(table);
        const auto same = [&](const std::vector<std::string_view>& names) {
            std::set<const sql_column*> those;
            for (const auto name : names) {
                those.insert(table.find(trimmed(name)));
            }
            return those == columns;
        };
        return (columns.size() == 1 && is_key(table, **columns.begin())) ||
               std::set<const sql_column*>(primary.begin(), primary.end()) == columns ||
               std::any_of(table.uniques.begin(), table.uniques.end(),
                           [&](const sql_key& one) { return same(one.columns); });
    }

    void add_foreign_key(std::size_t at, const sql_key& key)
    {
        const auto& table = schema_.tables[at];
        const auto left_out = [&](std::string_view why) {
            remarks_.push_back(sql_remark(fmt::format(
                "Left out: the foreign key {} of table {}, {}.", key.given, table.name, why)));
        };
        auto reference = key.references;
        std::set<const sql_column*> columns;
        const auto list = list_of(table, key.columns, columns);
        const auto found = names_.find(reference, table.name);
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

    void write_index(const sql_index& index, const sql_table* const owner)
    {
        const auto* table = owner;
        if (!index.statement.empty()) {
            if (!lower_case(index.statement.substr(0, 6)).starts_with("create")) {
                remarks_.push_back(sql_remark(fmt::format("An index: {}", index.statement)));
                return;
            }
            out_ +=
                fmt::format("\n{}{}\n", index.statement, index.statement.ends_with(';') ? "" : ";");
            return;
        }
        if (!index.table.empty()) {
            const auto found =
                names_.find(table_reference_in(index.table), table == nullptr ? "" : table->name);
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
            const auto on = !index.table.empty() ? index.table
                            : owner != nullptr   ? owner->name
                                                 : std::string_view();
            remarks_.push_back(sql_remark(
                fmt::format("Left out: an index of {}, {}, on a table or column that is not there.",
                            on.empty() ? "no table" : fmt::format("table {}", on), index.given)));
            return;
        }
        // Names of indexes stand beside each other in a schema; without one, the server finds one.
        const bool has_name =
            !index.name.empty() && index_names_.insert(lower_case(index.name)).second;
        if (!has_name && !index.name.empty()) {
            remarks_.push_back(sql_remark(
                fmt::format("An index has another name, since there are two {}.", index.name)));
        }
        const auto method = method_of(index.method);
        if (method.empty() && !index.method.empty() && lower_case(index.method) != "unique") {
            remarks_.push_back(sql_remark(fmt::format(
                "An index of table {} is none of the type {}, which PostgreSQL has not: {}.",
                table->name, index.method, index.given)));
        }
        out_ +=
            fmt::format("\nCREATE {}INDEX{}{} ON {}{} ({}){}{};\n",
                        index.unique || lower_case(index.method) == "unique" ? "UNIQUE " : "",
                        has_name ? " " : "", has_name ? schema_.names.identifier(index.name) : "",
                        schema_.names.qualified(table->name), method, columns,
                        index.condition.empty() ? "" : " WHERE ", closed_comments(index.condition));
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
            return closed_comments(element);
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
    table_names names_;
    std::vector<std::size_t> order_;
    std::vector<bool> written_;
    std::vector<late_reference> late_;
    std::unordered_set<std::string> index_names_;
    std::unordered_set<std::string> constraint_names_;
    std::vector<std::string> remarks_;
    std::string out_;
};

} // namespace

std::string schema_sql(const any_json_view& data)
{
    return is_postgresql(text_in(data, {"engine"})) ? schema_writer(data).run() : std::string();
}

} // namespace sdp
