#pragma once
#include "core/render/sql_tables.hpp"

#include <map>
#include <vector>

namespace sdp {

// What makes rows of a table referable: nothing, what stands in its CREATE TABLE, or an index.
enum class key_source { none, table, index };

// What the rows of a table can be referred to by. Looked at once for each table: there may be as
// many references as the data allow.
class table_keys {
public:
    explicit table_keys(const sql_table& table);
    // An index of the table that stands outside of it.
    void add(const sql_index& index);

    // The columns of the primary key that stand in the table.
    [[nodiscard]] const std::vector<const sql_column*>& primary() const { return primary_; }
    // Whether rows can be referred to by these columns, in any order.
    [[nodiscard]] key_source source_of(std::vector<const sql_column*> columns) const;

private:
    void add(const std::vector<std::string>& names, key_source source);
    void add(std::vector<const sql_column*> columns, key_source source);
    void find_primary();

    const sql_table& table_;
    std::vector<const sql_column*> primary_{};
    // By the columns, sorted by their places.
    std::map<std::vector<const sql_column*>, key_source> sources_{};
};

// Whether an index forbids two rows of the same values.
[[nodiscard]] bool is_unique(const sql_index& index);

} // namespace sdp
