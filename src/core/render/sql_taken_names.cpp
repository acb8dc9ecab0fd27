#include "core/render/sql_taken_names.hpp"

#include "core/rules/names.hpp"

#include <fmt/format.h>

namespace sdp {

bool taken_names::add_relation(std::string_view schema, std::string_view name)
{
    return add("relation", schema.empty() ? "public" : schema, name);
}

bool taken_names::add_constraint(const sql_table& table, std::string_view name)
{
    return add("constraint", table.name, name);
}

void taken_names::add_own_key(const sql_table& table, const std::vector<const sql_column*>& columns,
                              std::string_view ending)
{
    auto name = server_name(names_.identifier(name_in_schema(table.name)));
    for (const auto* const column : columns) {
        name += "_" + server_name(names_.identifier(column->name));
    }
    name += ending;
    // In quotation marks: it is the server's name already.
    add_relation(schema_of(table.name), fmt::format("\"{}\"", name));
    add_constraint(table, fmt::format("\"{}\"", name));
}

bool taken_names::add(std::string_view kind, std::string_view within, std::string_view name)
{
    const auto key = fmt::format("{}\n{}\n{}", kind, server_name(names_.identifier(within)),
                                 server_name(names_.identifier(name)));
    return taken_.insert(key).second;
}

} // namespace sdp
