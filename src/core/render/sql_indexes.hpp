#pragma once
#include "core/render/sql_table_order.hpp"

#include <string>
#include <unordered_set>

namespace sdp {

// Writes the indexes of a script, one after the other.
class index_writer {
public:
    explicit index_writer(ordered_tables& tables) : tables_(tables) {}

    // An index as SQL; empty, with a remark, where it is on something that is not there. `owner` is
    // the table that it stands in, null for one that stands outside of the tables.
    [[nodiscard]] std::string sql_of(const sql_index& index, const sql_table* owner);

private:
    ordered_tables& tables_;
    std::unordered_set<std::string> names_{};
};

} // namespace sdp
