#include "core/render/sql_indexes.hpp"

#include "core/render/sql_keys.hpp"
#include "core/rules/names.hpp"

namespace sdp {

namespace {

std::string method_of(std::string_view method)
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
std::string element_of(const sql_names& names, const sql_table& table, std::string_view element)
{
    element = trimmed(element);
    const auto name = element.substr(0, element.find_first_of(" \t("));
    if (const auto* const whole = table.find(element)) {
        return names.identifier(whole->name);
    }
    if (name.size() < element.size() && element[name.size()] == '(') {
        return closed_comments(element);
    }
    const auto* const column = table.find(name);
    return column == nullptr ? element.starts_with('(') ? closed_comments(element) : std::string()
                             : fmt::format("{}{}", names.identifier(column->name),
                                           closed_comments(element.substr(name.size())));
}

} // namespace

std::string index_writer::statement_of(const sql_index& index)
{
    if (!lower_case(index.statement.substr(0, 6)).starts_with("create")) {
        tables_.remarks.push_back(sql_remark(fmt::format("An index: {}", index.statement)));
        return {};
    }
    const auto definition = index_definition_in(index.statement);
    // Its name is the server's already.
    if (!definition.name.empty() &&
        !taken_.add_relation(schema_of(definition.table), fmt::format("\"{}\"", definition.name))) {
        tables_.remarks.push_back(sql_remark(
            fmt::format("Left out: an index, since its name is taken: {}", index.statement)));
        return {};
    }
    return fmt::format("\n{}{}\n", index.statement, index.statement.ends_with(';') ? "" : ";");
}

std::string index_writer::sql_of(const sql_index& index, const sql_table* const owner)
{
    const auto* table = owner;
    if (!index.statement.empty()) {
        return statement_of(index);
    }
    if (!index.table.empty()) {
        const auto found = tables_.names.find(table_reference_in(index.table),
                                              table == nullptr ? "" : table->name);
        table = found ? &tables_.schema.tables[*found] : nullptr;
    }
    std::string columns;
    bool all_there = table != nullptr && !index.columns.empty();
    for (const auto column : index.columns) {
        const auto element =
            table != nullptr ? element_of(tables_.schema.names, *table, column) : std::string();
        all_there = all_there && !element.empty();
        columns += (columns.empty() ? "" : ", ") + element;
    }
    if (!all_there) {
        const auto on = !index.table.empty() ? index.table
                        : owner != nullptr   ? owner->name
                                             : std::string_view();
        tables_.remarks.push_back(sql_remark(
            fmt::format("Left out: an index of {}, {}, on a table or column that is not there.",
                        on.empty() ? "no table" : fmt::format("table {}", on), index.given)));
        return {};
    }
    // Without a name, the server finds one.
    const bool is_named = !trimmed(index.name).empty();
    const bool has_name = is_named && taken_.add_relation(schema_of(table->name), index.name);
    if (is_named && !has_name) {
        tables_.remarks.push_back(sql_remark(fmt::format(
            "An index of table {} has another name, since {} is taken.", table->name, index.name)));
    }
    const bool unique = is_unique(index);
    auto method = method_of(index.method);
    if (unique && !method.empty() && method != " USING btree") {
        tables_.remarks.push_back(
            sql_remark(fmt::format("An index of table {} is of the type btree, since none of the "
                                   "type {} can be unique: {}.",
                                   table->name, index.method, index.given)));
        method.clear();
    } else if (method.empty() && !index.method.empty() &&
               lower_case(trimmed(index.method)) != "unique") {
        tables_.remarks.push_back(sql_remark(fmt::format(
            "An index of table {} is none of the type {}, which PostgreSQL has not: {}.",
            table->name, index.method, index.given)));
    }
    return fmt::format("\nCREATE {}INDEX{}{} ON {}{} ({}){}{};\n", unique ? "UNIQUE " : "",
                       has_name ? " " : "",
                       has_name ? tables_.schema.names.identifier(index.name) : "",
                       tables_.schema.names.qualified(table->name), method, columns,
                       index.condition.empty() ? "" : " WHERE ", closed_comments(index.condition));
}

} // namespace sdp
