#include "core/render/sql_keys.hpp"

#include "core/rules/names.hpp"

#include <algorithm>
#include <unordered_set>

namespace sdp {

table_keys::table_keys(const sql_table& table) : table_(table)
{
    find_primary();
    add(primary_, key_source::table);
    for (const auto& column : table.columns) {
        if (column.unique) {
            add(std::vector{&column}, key_source::table);
        }
    }
    for (const auto& one : table.uniques) {
        add(one.columns, key_source::table);
    }
    for (const auto& index : table.indexes) {
        // One that names a table is of that one.
        if (index.table.empty()) {
            add(index);
        }
    }
}

void table_keys::add(const sql_index& index)
{
    if (is_unique(index) && index.condition.empty()) {
        add(index.columns, key_source::index);
    }
}

key_source table_keys::source_of(std::vector<const sql_column*> columns) const
{
    std::sort(columns.begin(), columns.end());
    const auto found = sources_.find(columns);
    return found == sources_.end() ? key_source::none : found->second;
}

void table_keys::add(const std::vector<std::string>& names, key_source source)
{
    std::vector<const sql_column*> columns;
    for (const auto& name : names) {
        const auto* const column = table_.find(trimmed(name));
        if (column == nullptr) {
            return;
        }
        columns.push_back(column);
    }
    add(std::move(columns), source);
}

void table_keys::add(std::vector<const sql_column*> columns, key_source source)
{
    std::sort(columns.begin(), columns.end());
    const bool twice = std::adjacent_find(columns.begin(), columns.end()) != columns.end();
    if (!columns.empty() && !twice) {
        sources_.try_emplace(std::move(columns), source);
    }
}

void table_keys::find_primary()
{
    std::unordered_set<const sql_column*> found;
    for (const auto& name : table_.primary_key) {
        const auto* const column = table_.find(trimmed(name));
        if (column != nullptr && found.insert(column).second) {
            primary_.push_back(column);
        }
    }
    for (const auto& column : table_.columns) {
        if (found.empty() && column.primary_key) {
            primary_.push_back(&column);
        }
    }
}

bool is_unique(const sql_index& index)
{
    return index.unique || lower_case(trimmed(index.method)) == "unique";
}

} // namespace sdp
