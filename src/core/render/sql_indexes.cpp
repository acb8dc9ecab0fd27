#include "core/render/sql_indexes.hpp"

#include "core/render/sql_index_elements.hpp"
#include "core/render/sql_keys.hpp"
#include "core/rules/names.hpp"

namespace sdp {

namespace {

// CREATE INDEX … in its parts: what stands before the list, and behind it.
struct index_text {
    bool unique = false;
    std::string_view method{};
    std::string_view elements{};
    std::string_view rest{};
};

// Empty elements for what is no such statement.
index_text index_text_in(std::string_view text)
{
    index_text found;
    const auto tokens = sql_tokens(text);
    std::size_t at = 0;
    bool has_on = false;
    while (at < tokens.size() && tokens[at].text != "(") {
        found.unique = found.unique || (!has_on && tokens[at].folded == "unique");
        has_on = has_on || tokens[at].folded == "on";
        if (tokens[at].folded == "using" && at + 1 < tokens.size()) {
            found.method = tokens[at + 1].text;
        }
        ++at;
    }
    const auto place = [&](std::size_t index) {
        return static_cast<std::size_t>(tokens[index].text.data() - text.data());
    };
    int depth = 0;
    for (auto end = at; end < tokens.size(); ++end) {
        depth += tokens[end].text == "(" ? 1 : tokens[end].text == ")" ? -1 : 0;
        if (depth == 0) {
            found.elements = text.substr(place(at) + 1, place(end) - place(at) - 1);
            found.rest = trimmed(text.substr(place(end) + 1));
            break;
        }
    }
    return found;
}

std::vector<std::string> elements_of(std::string_view list)
{
    std::vector<std::string> elements;
    int depth = 0;
    std::size_t start = 0;
    for (std::size_t at = 0; at < list.size();) {
        const auto end = end_of_sql_piece(list, at);
        depth += list[at] == '(' || list[at] == '['   ? 1
                 : list[at] == ')' || list[at] == ']' ? -1
                                                      : 0;
        if (list[at] == ',' && depth == 0) {
            elements.emplace_back(trimmed(list.substr(start, at - start)));
            start = end;
        }
        at = end;
    }
    elements.emplace_back(trimmed(list.substr(start)));
    return elements;
}

} // namespace

// What a statement says as the members of an index do; false, with a remark, where it says more.
bool index_writer::read_statement(const sql_index& index, sql_index& found)
{
    std::string_view text = index.statement;
    while (text.ends_with(';')) {
        text = trimmed(text.substr(0, text.size() - 1));
    }
    const auto parts = index_text_in(text);
    const auto definition = index_definition_in(text);
    if (!lower_case(text.substr(0, 6)).starts_with("create") || parts.elements.empty() ||
        definition.table.empty()) {
        tables_.remarks.push_back(sql_remark(fmt::format("An index: {}", index.statement)));
        return false;
    }
    found = {.name = index.name,
             .columns = elements_of(parts.elements),
             .method = parts.method,
             .unique = parts.unique,
             .given = index.statement};
    auto rest = parts.rest;
    const auto begins = [&](std::string_view word) {
        return begins_with_word(lower_case(rest.substr(0, word.size() + 1)), word);
    };
    if (begins("include") && rest.find(')') != std::string_view::npos) {
        const auto open = rest.find('(');
        const auto close = rest.find(')');
        found.included = elements_of(rest.substr(open + 1, close - open - 1));
        rest = trimmed(rest.substr(close + 1));
    }
    constexpr std::string_view not_distinct = "nulls not distinct";
    if (begins(not_distinct)) {
        found.nulls_not_distinct = true;
        rest = trimmed(rest.substr(not_distinct.size()));
    }
    if (begins("where")) {
        found.condition = rest;
    } else if (!rest.empty() && !rest.starts_with("/*")) {
        // Parameters of its storage: the index is none the less what it is.
        tables_.remarks.push_back(
            sql_remark(fmt::format("Of an index of table {}: {}.", definition.table, rest)));
    }
    return true;
}

std::string index_writer::sql_of(const sql_index& index, const sql_table* const owner)
{
    if (index.statement.empty()) {
        const auto* table = owner;
        if (!index.table.empty()) {
            const auto found = tables_.names.find(table_reference_in(index.table),
                                                  table == nullptr ? "" : table->name);
            table = found ? &tables_.schema.tables[*found] : nullptr;
        }
        return written(index, table,
                       !index.table.empty() ? index.table
                       : owner != nullptr   ? owner->name
                                            : std::string_view());
    }
    sql_index read;
    if (!read_statement(index, read)) {
        return {};
    }
    const auto definition = index_definition_in(index.statement);
    // Its name is the server's already.
    const auto name = lower_case(definition.name) == definition.name
                          ? definition.name
                          : fmt::format("\"{}\"", definition.name);
    read.name = name;
    const auto found = tables_.names.find(table_reference_in(definition.table),
                                          owner == nullptr ? "" : owner->name);
    return written(read, found ? &tables_.schema.tables[*found] : nullptr, definition.table);
}

std::string index_writer::written(const sql_index& index, const sql_table* table,
                                  std::string_view on)
{
    const auto left_out = [&](std::string_view why) {
        tables_.remarks.push_back(sql_remark(
            fmt::format("Left out: an index of {}, {}, {}.",
                        on.empty() ? "no table" : fmt::format("table {}", on), index.given, why)));
        return std::string();
    };
    if (table == nullptr || index.columns.empty()) {
        return left_out("on a table or column that is not there");
    }
    const sql_scope scope{.own = tables_.schema.own,
                          .columns = &table->identifiers,
                          .table = table->name,
                          .immutable = true};
    const bool unique = is_unique(index);
    auto method = index_method(index.method);
    if (unique && !method.empty() && method != "btree") {
        tables_.remarks.push_back(
            sql_remark(fmt::format("An index of table {} is of the type btree, since none of the "
                                   "type {} can be unique: {}.",
                                   table->name, index.method, index.given)));
        method = {};
    } else if (method.empty() && !index.method.empty() &&
               lower_case(trimmed(index.method)) != "unique") {
        tables_.remarks.push_back(sql_remark(
            fmt::format("An index of table {} is of the type btree, since PostgreSQL has no type "
                        "{}: {}.",
                        table->name, index.method, index.given)));
    }
    if ((method == "hash" || method == "spgist" || method == "hnsw" || method == "ivfflat") &&
        index.columns.size() > 1) {
        return left_out(fmt::format("since one of the type {} has one column", method));
    }
    std::string columns;
    for (const auto& column : index.columns) {
        const auto element = index_element(*table, column, method, scope, has_btree_gist_);
        if (element.empty()) {
            return left_out(fmt::format("on {}, which is not there or cannot be in such an index",
                                        column.empty() ? "a part" : column));
        }
        columns += (columns.empty() ? "" : ", ") + element;
    }
    std::string included;
    for (const auto& column : index.included) {
        const auto* const found = table->find(trimmed(column));
        if (found == nullptr || (!method.empty() && method != "btree" && method != "gist")) {
            return left_out(fmt::format("which cannot include {}", column));
        }
        included +=
            (included.empty() ? " INCLUDE (" : ", ") + tables_.schema.names.identifier(found->name);
    }
    included += included.empty() ? "" : ")";
    included += index.nulls_not_distinct && unique ? " NULLS NOT DISTINCT" : "";
    const auto condition = index_condition(index.condition, scope);
    if (condition.empty() && !index.condition.empty()) {
        return left_out("whose condition PostgreSQL does not take");
    }
    // Without a name, the server finds one.
    const bool is_named = !trimmed(index.name).empty();
    const bool has_name = is_named && taken_.add_relation(schema_of(table->name), index.name);
    if (is_named && !has_name) {
        tables_.remarks.push_back(sql_remark(fmt::format(
            "An index of table {} has another name, since {} is taken.", table->name, index.name)));
    }
    return fmt::format("\nCREATE {}INDEX{}{} ON {}{}{} ({}){}{}{};\n", unique ? "UNIQUE " : "",
                       has_name ? " " : "",
                       has_name ? tables_.schema.names.identifier(index.name) : "",
                       tables_.schema.names.qualified(table->name), method.empty() ? "" : " USING ",
                       method, columns, included, condition.empty() ? "" : " WHERE ", condition);
}

} // namespace sdp
