#include "core/render/sql_table_order.hpp"

#include "core/render/sql_taken_names.hpp"
#include "core/rules/names.hpp"

namespace sdp {

namespace {

void find_tables(ordered_tables& found)
{
    taken_names taken(found.schema.names);
    for (std::size_t i = 0; i < found.schema.tables.size(); ++i) {
        const auto& table = found.schema.tables[i];
        if (trimmed(table.name).empty()) {
            found.remarks.push_back(sql_remark("Left out: a table without a name."));
        } else if (taken.add_relation(schema_of(table.name), name_in_schema(table.name)) &&
                   found.names.add(table.name, i)) {
            found.order.push_back(i);
        } else {
            found.remarks.push_back(
                sql_remark(fmt::format("Left out: a second table {}.", table.name)));
        }
    }
}

// Depth first, each table behind those that it refers to: by hand, since a chain of tables may
// be as long as the data allow. Within a circle a reference points to a table that comes later.
void sort_tables(ordered_tables& found)
{
    struct step {
        std::size_t table;
        std::size_t next;
    };
    std::vector<std::size_t> sorted;
    std::vector<bool> seen(found.schema.tables.size());
    for (const auto start : found.order) {
        if (seen[start]) {
            continue;
        }
        std::vector<step> path{{start, 0}};
        seen[start] = true;
        while (!path.empty()) {
            auto& [at, next] = path.back();
            const auto& columns = found.schema.tables[at].columns;
            if (next == columns.size()) {
                sorted.push_back(at);
                path.pop_back();
                continue;
            }
            auto reference = columns[next++].references;
            const auto target = reference.table.empty()
                                    ? std::nullopt
                                    : found.names.resolve(reference, found.schema.tables[at].name);
            if (target && !seen[*target]) {
                seen[*target] = true;
                path.push_back({*target, 0});
            }
        }
    }
    found.order = std::move(sorted);
}

} // namespace

ordered_tables read_ordered_tables(const any_json_view& data)
{
    ordered_tables found{.schema = read_sql_schema(data)};
    found.remarks = std::move(found.schema.remarks);
    find_tables(found);
    sort_tables(found);
    return found;
}

} // namespace sdp
