#include "core/render/sql_keys.hpp"

#include "core/rules/names.hpp"

#include <algorithm>

namespace sdp {

std::vector<const sql_column*> key_of(const sql_table& table)
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

bool is_key(const sql_table& table, const sql_column& column)
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

bool is_key(const sql_table& table, const std::set<const sql_column*>& columns)
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

} // namespace sdp
