#include "core/render/sql_clauses.hpp"
#include "core/render/sql_constraint_texts.hpp"
#include "core/render/sql_references.hpp"
#include "core/render/sql_tables.hpp"
#include "core/render/value.hpp"
#include "core/rules/database.hpp"

#include <algorithm>

namespace sdp {

namespace {

class constraint_reader {
public:
    constraint_reader(const sql_reading& reading, sql_table& table)
        : reading_(reading), table_(table), place_(fmt::format("table {}", table.name))
    {
    }

    // UNIQUE: a column, a list of columns or of such lists, or objects with columns.
    void read_unique(std::string_view member, const any_json_view& value)
    {
        if (value.kind() == json_kind::string) {
            table_.uniques.push_back(
                {.columns = {std::string(value.string())}, .given = json_line(value)});
            return;
        }
        if (value.kind() == json_kind::array && member == "unique" && has_texts_alone(value)) {
            add_columns(member, {}, value);
            return;
        }
        for_each_entry(value, [&](std::string_view key, const any_json_view& one) {
            if (one.kind() == json_kind::object) {
                read_unique_object(key, one);
            } else if (one.kind() == json_kind::string && key.empty()) {
                const auto text = trimmed(one.string());
                if (text.find('(') == std::string_view::npos) {
                    table_.uniques.push_back(
                        {.columns = {std::string(text)}, .given = json_line(one)});
                } else if (!text.starts_with('(') || !add_key({}, text, text)) {
                    add_text({}, text, false);
                }
            } else {
                add_columns(member, key, one);
            }
        });
    }

    void read_constraint(std::string_view key, const any_json_view& value, bool is_check)
    {
        if (value.kind() == json_kind::string) {
            add_text(key, value.string(), is_check);
            return;
        }
        const auto given_name = text_in(value, {"name"});
        const auto name = given_name.empty() ? key : given_name;
        const auto type = folded_name(text_in(value, {"type"}));
        const auto sql = text_in(value, {"sql", "definition"});
        const auto condition = text_in(value, {"check", "expression", "condition"});
        if (type == "unique") {
            read_unique_object(name, value);
        } else if (type == "foreignkey" || member_of(value, "references")) {
            read_foreign_key(name, value);
        } else if ((type.empty() || type == "check") && !condition.empty()) {
            add_text(name, condition, true);
            rest(value, {"name", "type", "check", "expression", "condition"});
        } else if (!sql.empty()) {
            add_text(name, sql, type == "check");
            rest(value, {"name", "type", "sql", "definition"});
        } else if (type == "primarykey" && table_.primary_key.empty()) {
            table_.primary_key = columns_in(value, "columns");
            rest(value, {"type", "columns"});
        } else if (says_something(value)) {
            reading_.remark(place_,
                            fmt::format("{}{}{}", key, key.empty() ? "" : ": ", json_line(value)));
        }
    }

    void read_foreign_key(std::string_view key, const any_json_view& value)
    {
        const auto name = text_in(value, {"name"});
        sql_key found{.name = std::string(name.empty() ? key : name), .given = json_line(value)};
        std::vector<std::string_view> taken = {"name", "type"};
        for (const std::string_view member : {"columns", "column"}) {
            if (found.columns.empty()) {
                found.columns = columns_in(value, member);
                taken.push_back(member);
            }
        }
        const auto reference = member_of(value, "references");
        if (reference && reference->kind() == json_kind::object) {
            found.references = table_reference_in(text_in(*reference, {"table"}));
            std::vector<std::string_view> inner = {"table"};
            for (const std::string_view member : {"columns", "column"}) {
                if (found.referred_columns.empty()) {
                    found.referred_columns = columns_in(*reference, member);
                    inner.push_back(member);
                }
            }
            found.actions = read_actions(reading_, place_, *reference, {}, inner);
            reading_.remark_rest(place_, *reference, inner);
            taken.emplace_back("references");
        } else if (reference && reference->kind() == json_kind::string) {
            read_referred(found, reference->string());
            taken.emplace_back("references");
        }
        for (const std::string_view member : {"referencedTable", "refTable"}) {
            if (const auto table = text_in(value, {member}); !table.empty()) {
                found.references = table_reference_in(table);
                taken.push_back(member);
            }
        }
        for (const std::string_view member :
             {"referencedColumns", "referencedColumn", "refColumns"}) {
            if (found.referred_columns.empty()) {
                found.referred_columns = columns_in(value, member);
                taken.push_back(member);
            }
        }
        found.actions = read_actions(reading_, place_, value, std::move(found.actions), taken);
        reading_.remark_rest(place_, value, taken);
        table_.foreign_keys.push_back(std::move(found));
    }

private:
    void rest(const any_json_view& value, const std::vector<std::string_view>& taken) const
    {
        reading_.remark_rest(place_, value, taken);
    }

    static bool has_texts_alone(const any_json_view& list)
    {
        bool all = list.size() > 0;
        for_each_entry(list, [&](std::string_view, const any_json_view& one) {
            all = all && one.kind() == json_kind::string &&
                  one.string().find('(') == std::string_view::npos;
        });
        return all;
    }

    static std::vector<std::string> columns_in(const any_json_view& value, std::string_view member)
    {
        std::vector<std::string> columns;
        if (const auto one = text_in(value, {member}); !one.empty()) {
            columns.emplace_back(one);
        }
        for_each_item_in(value, member, "",
                         [&](std::string_view, const any_json_view& one, const std::string&) {
                             columns.emplace_back(string_in(one));
                         });
        return columns;
    }

    void add_columns(std::string_view member, std::string_view name, const any_json_view& list)
    {
        if (list.kind() != json_kind::array) {
            reading_.remark(place_, fmt::format("{}: {}", member, json_line(list)));
            return;
        }
        sql_key key{.name = std::string(name), .given = json_line(list)};
        for (std::size_t i = 0; i < list.size(); ++i) {
            key.columns.emplace_back(string_in(list.element(i)));
        }
        table_.uniques.push_back(std::move(key));
    }

    void read_unique_object(std::string_view key, const any_json_view& value)
    {
        const auto name = text_in(value, {"name"});
        auto columns = columns_in(value, "columns");
        table_.uniques.push_back({.name = std::string(name.empty() ? key : name),
                                  .columns = std::move(columns),
                                  .given = json_line(value)});
        rest(value, {"name", "columns", "type"});
    }

    // t(a, b) ON DELETE CASCADE.
    static void read_referred(sql_key& key, std::string_view text)
    {
        const auto open = text.find('(');
        const auto close = open == std::string_view::npos ? open : text.find(')', open);
        if (close == std::string_view::npos) {
            key.references = table_reference_in(text);
            return;
        }
        key.references = table_reference_in(text.substr(0, open));
        key.actions = trimmed(text.substr(close + 1));
        auto list = text.substr(open + 1, close - open - 1);
        while (!list.empty()) {
            const auto end = std::min(list.find(','), list.size());
            key.referred_columns.emplace_back(trimmed(list.substr(0, end)));
            list.remove_prefix(std::min(end + 1, list.size()));
        }
    }

    // UNIQUE or PRIMARY KEY in SQL, where that is no more than columns; else false.
    bool add_key(std::string_view name, std::string_view sql, std::string_view given)
    {
        auto columns = key_columns_in(sql);
        const bool all_there =
            std::all_of(columns.begin(), columns.end(),
                        [&](const std::string& column) { return table_.find(column) != nullptr; });
        if (columns.empty() || !all_there) {
            return false;
        }
        if (!begins_with_word(lower_case(sql), "primary")) {
            table_.uniques.push_back({.name = std::string(name),
                                      .columns = std::move(columns),
                                      .given = std::string(given)});
        } else if (table_.primary_key.empty()) {
            table_.primary_key = std::move(columns);
            table_.primary_key_name = name;
        } else if (!std::equal(columns.begin(), columns.end(), table_.primary_key.begin(),
                               table_.primary_key.end())) {
            reading_.remark(place_, given);
        }
        return true;
    }

    void add_text(std::string_view name, std::string_view given, bool is_check)
    {
        const auto text = trimmed(given);
        const auto [own_name, sql] = without_name(text);
        const bool is_whole = is_whole_constraint(sql);
        name = own_name.empty() ? name : own_name;
        if (text.empty()) {
            return;
        }
        if (!is_whole && !is_check) {
            reading_.remark(place_, text);
            return;
        }
        const auto folded = lower_case(sql);
        if (!is_whole || begins_with_word(folded, "check")) {
            add_check(name, is_whole ? sql : text, is_whole, text);
        } else if (begins_with_word(folded, "foreign")) {
            add_foreign_key(name, sql, text);
        } else if (begins_with_word(folded, "exclude")) {
            const auto written = exclusion_in_sql(closed_comments(sql), reading_.scope());
            add_or_remark(name, written, text);
        } else if (!add_key(name, sql, text)) {
            reading_.remark(place_, text);
        }
    }

    void add_or_remark(std::string_view name, const std::string& sql, std::string_view given)
    {
        if (sql.empty()) {
            reading_.remark(place_, given);
        } else {
            table_.constraints.push_back({.name = std::string(name), .sql = sql});
        }
    }

    // A condition, or CHECK (…) with what may stand behind it.
    void add_check(std::string_view name, std::string_view sql, bool is_whole,
                   std::string_view given)
    {
        const auto closed = closed_comments(sql);
        std::string_view condition = closed;
        std::string_view end;
        std::vector<column_clause> clauses;
        if (is_whole) {
            clauses = column_clauses_in(closed);
            condition = clauses.front().what == column_clause::kind::check ? clauses.front().body
                                                                           : std::string_view();
            const auto& whole = clauses.front().text;
            end = trimmed(std::string_view(closed).substr(whole.size()));
        }
        const auto found = sql_expression(condition, reading_.scope());
        const bool is_remark = end.starts_with("/*");
        if (!end.empty() && !is_remark) {
            reading_.remark(place_, given);
            return;
        }
        add_or_remark(name,
                      found.empty() ? std::string()
                                    : fmt::format("CHECK ({}){}{}", found, is_remark ? " " : "",
                                                  is_remark ? end : std::string_view()),
                      given);
    }

    // FOREIGN KEY (a, b) REFERENCES t (c, d) ON DELETE CASCADE
    void add_foreign_key(std::string_view name, std::string_view sql, std::string_view given)
    {
        const auto folded = lower_case(sql);
        const auto at = folded.find("references");
        sql_key key{.name = std::string(name), .given = std::string(given)};
        if (at != std::string::npos) {
            key.columns = key_columns_in(trimmed(sql.substr(0, at)));
            read_referred(key, trimmed(sql.substr(at + std::string_view("references").size())));
            // What is no action would stop the script.
            const auto clause = fmt::format("REFERENCES x {}", key.actions);
            const auto read = column_definition_in(clause);
            if (read.reference_actions.size() != key.actions.size()) {
                reading_.remark(place_, given);
                key.actions = read.reference_actions;
            }
        }
        table_.foreign_keys.push_back(std::move(key));
    }

    const sql_reading& reading_;
    sql_table& table_;
    std::string place_;
};

} // namespace

void read_sql_constraints(const sql_reading& reading, sql_table& table, const any_json_view& value,
                          std::vector<std::string_view>& taken)
{
    constraint_reader reader(reading, table);
    for (const std::string_view member : {"unique", "uniques", "uniqueConstraints", "uniqueKeys"}) {
        const auto given = member_of(value, member);
        if (given && (given->kind() == json_kind::string || given->kind() >= json_kind::array)) {
            taken.push_back(member);
            reader.read_unique(member, *given);
        }
    }
    for (const std::string_view member :
         {"constraints", "checks", "checkConstraints", "foreignKeys"}) {
        const auto given = member_of(value, member);
        if (!given || given->kind() < json_kind::array) {
            continue;
        }
        taken.push_back(member);
        for_each_entry(*given, [&](std::string_view key, const any_json_view& one) {
            if (member == "foreignKeys" && one.kind() == json_kind::object) {
                reader.read_foreign_key(key, one);
            } else {
                reader.read_constraint(key, one, member.starts_with("check"));
            }
        });
    }
    if (const auto check = text_in(value, {"check"}); !check.empty()) {
        taken.emplace_back("check");
        reader.read_constraint({}, *member_of(value, "check"), true);
    }
}

} // namespace sdp
