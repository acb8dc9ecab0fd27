#pragma once
#include "core/render/sql_clauses.hpp"
#include "core/render/sql_tables.hpp"

#include <string>
#include <string_view>

namespace sdp {

// Puts what is said of a column behind its type, as far as PostgreSQL takes it; the rest becomes
// remarks.
class column_writer {
public:
    column_writer(const sql_reading& reading, std::string_view place, std::string_view identifier,
                  sql_column& column);

    // What follows the type in SQL.
    void write_clauses(std::string_view text);
    // False where the value is none for the column, or there is another.
    bool add_default(const any_json_view& given);
    // As SQL has it, or PostgreSQL's own; false where the column can be none.
    bool add_identity(std::string_view given);
    // An expression, or GENERATED ALWAYS AS (…); false where the column cannot be that.
    bool add_generation(std::string_view given);
    void add_unique(std::string_view text, std::string_view name);
    // A condition, or CHECK (…) with or without a name.
    void add_check_text(std::string_view given);
    void add_not_null();

    [[nodiscard]] bool has_value() const { return has_default_ || is_generated_; }

private:
    void write_clause(const column_clause& clause);
    bool add_default_text(std::string_view text);
    bool write_default(const std::string& sql);
    bool add_generated(std::string_view expression);
    void add_check(std::string_view condition, std::string_view name, std::string_view given);

    const sql_reading& reading_;
    std::string place_;
    std::string identifier_;
    sql_column& column_;
    bool not_null_ = false;
    bool has_default_ = false;
    bool is_generated_ = false;
    bool is_identity_ = false;
};

} // namespace sdp
