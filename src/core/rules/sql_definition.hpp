#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>
#include <vector>

// Columns and indexes that the data of stage 3 give as SQL, read as far as the rules ask. What is
// no such SQL gives what can be told of it.
namespace sdp {

// What a foreign key points to: users(id), public.users(id), users.id, users.
struct column_reference {
    std::string table;
    // Empty for the table's primary key.
    std::string column;
    // Empty where none is given. Of a name with one dot and no parentheses nobody can tell whether
    // it is schema.table or table.column: it is read as the latter (see table_names::find).
    std::string schema{};
};
[[nodiscard]] column_reference reference_in(std::string_view text);
// The same for the name of a table alone.
[[nodiscard]] column_reference table_reference_in(std::string_view text);
// The table with its schema.
[[nodiscard]] std::string name_of_table(const column_reference& reference);

// A name that was read of a text, in small letters, as that has it.
[[nodiscard]] std::string as_written(std::string_view name, std::string_view text);

// uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY REFERENCES users(id)
struct column_definition {
    std::string type;
    bool not_null = false;
    bool primary_key = false;
    // Empty table: none.
    column_reference references{};
    bool unique = false;
    bool has_default = false;
    // GENERATED …, with an expression or as an identity.
    bool is_generated = false;
    // Where these stand in the text; the actions are what follows the referred column.
    std::string_view type_clause{};
    // AUTO_INCREMENT, which other servers have.
    std::string_view increment_clause{};
    std::string_view primary_key_clause{};
    std::string_view reference_clause{};
    std::string_view reference_actions{};
};
[[nodiscard]] column_definition column_definition_in(std::string_view text);

// CREATE UNIQUE INDEX name ON table USING gin (a, lower(b), c DESC) WHERE …
struct index_definition {
    std::string name;
    std::string table;
    // Plain columns alone, no expressions.
    std::vector<std::string> columns{};
};
[[nodiscard]] index_definition index_definition_in(std::string_view text);

// The plain column of an index's element: "c" of "c DESC"; empty for an expression.
[[nodiscard]] std::string indexed_column(std::string_view element);

// A type's family, in which foreign keys match: integer for int4, serial and INTEGER; text for
// varchar(255) and text. Lengths and precisions don't count. Empty for none.
[[nodiscard]] std::string type_family(std::string_view type);

} // namespace sdp
