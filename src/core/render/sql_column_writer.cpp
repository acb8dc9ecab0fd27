#include "core/render/sql_column_writer.hpp"

#include "core/render/sql_clauses.hpp"
#include "core/render/sql_functions.hpp"
#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <algorithm>

namespace sdp {

column_writer::column_writer(const sql_reading& reading, std::string_view place,
                             std::string_view identifier, sql_column& column)
    : reading_(reading), place_(place), identifier_(identifier), column_(column)
{
}

void column_writer::write_clauses(std::string_view text)
{
    for (const auto& clause : column_clauses_in(text)) {
        write_clause(clause);
    }
}

void column_writer::add_not_null()
{
    if (!not_null_ && !column_.primary_key) {
        column_.definition += " NOT NULL";
    }
}

void column_writer::write_clause(const column_clause& clause)
{
    using kind = column_clause::kind;
    const auto left_out = [&] { reading_.remark(place_, clause.text); };
    switch (clause.what) {
    case kind::not_null:
        column_.definition += not_null_ ? "" : fmt::format(" {}", clause.text);
        not_null_ = true;
        break;
    case kind::null:
        break;
    case kind::default_value:
        if (column_.type.is_serial && !is_next_number(clause.body)) {
            reading_.remark(place_, "its type has a default, and there is another beside it");
        } else if (!add_default_text(clause.body)) {
            left_out();
        }
        break;
    case kind::unique:
        add_unique(clause.text, clause.name);
        break;
    case kind::check:
        add_check(clause.body, clause.name, clause.text);
        break;
    case kind::collate:
        if (column_.type.kind == sql_kind::text || column_.type.kind == sql_kind::array) {
            column_.definition += fmt::format(" {}", clause.text);
        } else {
            left_out();
        }
        break;
    case kind::generated:
        if (!add_generated(clause.body)) {
            left_out();
        }
        break;
    case kind::identity:
        if (!add_identity(clause.text)) {
            left_out();
        }
        break;
    case kind::comment:
        if (column_.description.empty() && sql_tokens(clause.body).size() == 1) {
            const auto content = clause.body.substr(1, clause.body.size() - 2);
            for (std::size_t i = 0; i < content.size(); ++i) {
                column_.description += content[i];
                i += content[i] == '\'' ? 1 : 0;
            }
        } else {
            left_out();
        }
        break;
    case kind::remark:
        column_.definition += fmt::format(" {}", clause.text);
        break;
    case kind::unknown:
        left_out();
        break;
    }
}

// An identity, with the options that are PostgreSQL's; false where the column can be none.
bool column_writer::add_identity(std::string_view given)
{
    if (column_.type.is_serial || is_identity_) {
        return true;
    }
    if (!column_.type.is_integer || has_default_ || is_generated_) {
        return false;
    }
    const bool is_always = lower_case(given).starts_with("generated always");
    column_.definition +=
        fmt::format(" GENERATED {} AS IDENTITY", is_always ? "ALWAYS" : "BY DEFAULT");
    is_generated_ = is_identity_ = true;
    const auto options = std::min(given.find('('), given.size());
    const auto folded = lower_case(given.substr(options));
    if (!folded.empty() && folded != "(1,1)" && folded != "(1, 1)") {
        reading_.remark(place_, given);
    }
    return true;
}

bool column_writer::add_default_text(std::string_view text)
{
    if (is_next_number(text)) {
        return add_identity({});
    }
    if (has_default_ || is_generated_ || column_.type.is_serial) {
        return false;
    }
    // MySQL's, which a trigger does here.
    const auto folded = lower_case(text);
    const auto update = folded.find(" on update ");
    if (update != std::string::npos && text.find('\'') == std::string_view::npos) {
        reading_.remark(place_, trimmed(text.substr(update)));
        text = trimmed(text.substr(0, update));
    }
    return write_default(sql_default(text, column_.type, reading_.own));
}

bool column_writer::write_default(const std::string& sql)
{
    if (sql.empty()) {
        return false;
    }
    column_.definition += " DEFAULT " + sql;
    has_default_ = true;
    return true;
}

bool column_writer::add_generated(std::string_view expression)
{
    const auto sql = sql_expression(expression, reading_.scope(true));
    if (sql.empty() || is_generated_ || has_default_ || column_.type.is_serial) {
        return false;
    }
    column_.definition += fmt::format(" GENERATED ALWAYS AS ({}) STORED", sql);
    is_generated_ = true;
    return true;
}

void column_writer::add_unique(std::string_view text, std::string_view name)
{
    if (column_.unique || !column_.unique_name.empty()) {
        return;
    }
    if (name.empty()) {
        column_.unique = true;
        column_.definition += fmt::format(" {}", text);
    } else {
        column_.unique_name = name;
    }
}

void column_writer::add_check(std::string_view condition, std::string_view name,
                              std::string_view given)
{
    const auto sql = column_condition(condition, identifier_, reading_.scope());
    if (sql.empty()) {
        reading_.remark(place_, given);
    } else if (name.empty()) {
        column_.definition += fmt::format(" CHECK ({})", sql);
    } else {
        column_.checks.push_back({std::string(name), fmt::format("CHECK ({})", sql)});
    }
}

// A check that stands in a member: a condition, or CHECK (…) with or without a name.
void column_writer::add_check_text(std::string_view given)
{
    const auto text = trimmed(given);
    const auto folded = lower_case(text);
    if (text.empty()) {
        return;
    }
    if (begins_with_word(folded, "check") || begins_with_word(folded, "constraint")) {
        for (const auto& clause : column_clauses_in(text)) {
            write_clause(clause);
        }
    } else {
        add_check(text, {}, fmt::format("check: {}", text));
    }
}

// False where the value is none for the column.
bool column_writer::add_default(const any_json_view& given)
{
    if (given.kind() == json_kind::string) {
        return add_default_text(trimmed(given.string()));
    }
    return !has_default_ && !is_generated_ && !column_.type.is_serial &&
           write_default(sql_default(given, column_.type, reading_.own));
}

bool column_writer::add_generation(std::string_view given)
{
    const bool is_short = begins_with_word(lower_case(given), "always");
    const auto text = is_short ? fmt::format("generated {}", given) : std::string(given);
    const auto clauses = column_clauses_in(text);
    using kind = column_clause::kind;
    if (clauses.size() == 1 && clauses.front().what == kind::generated) {
        return add_generated(clauses.front().body);
    }
    return clauses.size() == 1 && clauses.front().what == kind::identity
               ? add_identity(clauses.front().text)
               : add_generated(text);
}

} // namespace sdp
