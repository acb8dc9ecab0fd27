#pragma once
#include "core/render/sql_table_order.hpp"
#include "core/render/sql_taken_names.hpp"

#include <string>

namespace sdp {

// Writes the indexes of a script, one after the other.
class index_writer {
public:
    index_writer(ordered_tables& tables, taken_names& taken) : tables_(tables), taken_(taken) {}

    // Whether the extension btree_gist is there, which has operator classes for plain types.
    void set_btree_gist() { has_btree_gist_ = true; }

    // An index as SQL; empty, with a remark, where it is on something that is not there. `owner` is
    // the table that it stands in, null for one that stands outside of the tables.
    [[nodiscard]] std::string sql_of(const sql_index& index, const sql_table* owner);

private:
    bool read_statement(const sql_index& index, sql_index& found);
    [[nodiscard]] std::string written(const sql_index& index, const sql_table* table,
                                      std::string_view on);

    ordered_tables& tables_;
    taken_names& taken_;
    bool has_btree_gist_ = false;
};

} // namespace sdp
