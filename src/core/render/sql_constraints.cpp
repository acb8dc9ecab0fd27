#include "core/render/sql_references.hpp"
#include "core/render/sql_tables.hpp"
#include "core/render/value.hpp"
#include "core/rules/database.hpp"

#include <algorithm>

namespace sdp {

namespace {

// Whether a text is a constraint as SQL has them, without a name.
bool is_whole_constraint(std::string_view sql)
{
    const auto folded = lower_case(sql);
    const auto begins = [&](std::string_view first, std::string_view second) {
        return begins_with_word(folded, first) &&
               begins_with_word(trimmed(std::string_view(folded).substr(first.size())), second);
    };
    return begins_with_word(folded, "check") || begins_with_word(folded, "unique") ||
           begins("exclude", "using") || folded.starts_with("exclude (") ||
           folded.starts_with("exclude(") || begins("primary", "key") || begins("foreign", "key");
}

struct named_text {
    std::string_view name{};
    std::string_view sql;
};

// CONSTRAINT name and what follows.
named_text without_name(std::string_view text)
{
    constexpr std::string_view word = "constraint";
    if (!begins_with_word(lower_case(text.substr(0, word.size() + 1)), word)) {
        return {.sql = text};
    }
    const auto rest = trimmed(text.substr(word.size()));
    const auto end = rest.starts_with('"') ? end_of_sql_piece(rest, 0)
                                           : std::min(rest.find_first_of(" \t\r\n("), rest.size());
    return {.name = rest.substr(0, end), .sql = trimmed(rest.substr(end))};
}

// The columns of UNIQUE (a, b) or PRIMARY KEY (a, b), where there is nothing else.
std::vector<std::string_view> key_columns_in(std::string_view sql)
{
    const auto open = sql.find('(');
    auto list = trimmed(sql.substr(std::min(open, sql.size())));
    std::vector<std::string_view> columns;
    if (list.find_first_of(")(\"'", 1) != list.size() - 1 || !list.ends_with(')')) {
        return columns;
    }
    list = list.substr(1, list.size() - 2);
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        columns.push_back(trimmed(list.substr(0, end)));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return columns;
}

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
            table_.uniques.push_back({.columns = {value.string()}, .given = json_line(value)});
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
                    table_.uniques.push_back({.columns = {text}, .given = json_line(one)});
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
        sql_key found{.name = name.empty() ? key : name, .given = json_line(value)};
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

    static std::vector<std::string_view> columns_in(const any_json_view& value,
                                                    std::string_view member)
    {
        std::vector<std::string_view> columns;
        if (const auto one = text_in(value, {member}); !one.empty()) {
            columns.push_back(one);
        }
        for_each_item_in(value, member, "",
                         [&](std::string_view, const any_json_view& one, const std::string&) {
                             columns.push_back(string_in(one));
                         });
        return columns;
    }

    void add_columns(std::string_view member, std::string_view name, const any_json_view& list)
    {
        if (list.kind() != json_kind::array) {
            reading_.remark(place_, fmt::format("{}: {}", member, json_line(list)));
            return;
        }
        sql_key key{.name = name, .given = json_line(list)};
        for (std::size_t i = 0; i < list.size(); ++i) {
            key.columns.push_back(string_in(list.element(i)));
        }
        table_.uniques.push_back(std::move(key));
    }

    void read_unique_object(std::string_view key, const any_json_view& value)
    {
        const auto name = text_in(value, {"name"});
        auto columns = columns_in(value, "columns");
        table_.uniques.push_back({.name = name.empty() ? key : name,
                                  .columns = std::move(columns),
                                  .given = json_line(value)});
        rest(value, {"name", "columns", "type"});
    }

    // t(a, b) ON DELETE CASCADE; the names point into the data.
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
            key.referred_columns.push_back(trimmed(list.substr(0, end)));
            list.remove_prefix(std::min(end + 1, list.size()));
        }
    }

    // UNIQUE or PRIMARY KEY in SQL, where that is no more than columns; else false.
    bool add_key(std::string_view name, std::string_view sql, std::string_view given)
    {
        auto columns = key_columns_in(sql);
        const bool all_there =
            std::all_of(columns.begin(), columns.end(),
                        [&](std::string_view column) { return table_.find(column) != nullptr; });
        if (columns.empty() || !all_there) {
            return false;
        }
        if (!begins_with_word(lower_case(sql), "primary")) {
            table_.uniques.push_back(
                {.name = name, .columns = std::move(columns), .given = std::string(given)});
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
        const bool is_key =
            begins_with_word(folded, "unique") || begins_with_word(folded, "primary");
        if (!is_key || !add_key(name, sql, text)) {
            const auto closed = closed_comments(is_whole ? sql : text);
            table_.constraints.push_back(
                {.name = std::string(name),
                 .sql = is_whole ? closed : fmt::format("CHECK ({})", closed)});
        }
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
    for (const std::string_view member : {"constraints", "checks", "foreignKeys"}) {
        const auto given = member_of(value, member);
        if (!given || given->kind() < json_kind::array) {
            continue;
        }
        taken.push_back(member);
        for_each_entry(*given, [&](std::string_view key, const any_json_view& one) {
            if (member == "foreignKeys" && one.kind() == json_kind::object) {
                reader.read_foreign_key(key, one);
            } else {
                reader.read_constraint(key, one, member == "checks");
            }
        });
    }
    if (const auto check = text_in(value, {"check"}); !check.empty()) {
        taken.emplace_back("check");
        reader.read_constraint({}, *member_of(value, "check"), true);
    }
}

} // namespace sdp
