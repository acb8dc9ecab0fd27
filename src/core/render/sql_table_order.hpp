#pragma once
#include "core/render/sql_tables.hpp"
#include "core/rules/table_names.hpp"

#include <string>
#include <vector>

namespace sdp {

// The tables that a script creates, and in which order.
struct ordered_tables {
    sql_schema schema{};
    // Of the tables below, places in schema.tables.
    table_names names{};
    // Each behind those that it refers to; within a circle a reference points to one that comes
    // later.
    std::vector<std::size_t> order{};
    // With those of the schema.
    std::vector<std::string> remarks{};
};

[[nodiscard]] ordered_tables read_ordered_tables(const any_json_view& data);

} // namespace sdp
