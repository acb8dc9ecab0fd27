#pragma once
#include "core/render/sql_tables.hpp"

#include <string>
#include <string_view>
#include <unordered_set>

namespace sdp {

// The names that a script has given, as the server has them: tables and indexes stand beside each
// other in a schema, constraints in their table, and those with an index in both.
class taken_names {
public:
    explicit taken_names(const sql_names& names) : names_(names) {}

    // False where a table or index of that schema has the name.
    bool add_relation(std::string_view schema, std::string_view name);
    // False where a constraint of the table has the name.
    bool add_constraint(const sql_table& table, std::string_view name);
    // Names that the server gives itself to the keys of a table, if they are short: its own are
    // made to fit.
    void add_own_key(const sql_table& table, const std::vector<const sql_column*>& columns,
                     std::string_view ending);

private:
    bool add(std::string_view kind, std::string_view within, std::string_view name);

    const sql_names& names_;
    std::unordered_set<std::string> taken_{};
};

} // namespace sdp
