#pragma once
#include "core/render/sql_tables.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sdp {

// Takes a clause of it out of a text, and puts another in its place.
[[nodiscard]] std::string replaced(std::string_view text, std::string_view clause,
                                   std::string_view by = {});

// Reads the member `references` of a column, which goes before the clause in its type, `given`.
// False where it is none that can be written.
[[nodiscard]] bool read_reference(const sql_reading& reading, std::string_view place,
                                  const any_json_view& reference, std::string_view given,
                                  sql_column& column);

// ON DELETE and ON UPDATE of an object as SQL, behind those that are given.
[[nodiscard]] std::string read_actions(const sql_reading& reading, std::string_view place,
                                       const any_json_view& value, std::string given,
                                       std::vector<std::string_view>& taken);

} // namespace sdp
