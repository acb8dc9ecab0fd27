#pragma once
#include "core/json/any_view.hpp"

#include <string>

namespace sdp {

// The tables and indexes of stage 3's data as SQL that PostgreSQL accepts: tables in the order of
// their foreign keys, those of a circle at the end. Empty where the engine is another, or there are
// no tables. What cannot be written (a foreign key to a table that is not there) is a remark.
[[nodiscard]] std::string schema_sql(const any_json_view& data);

} // namespace sdp
