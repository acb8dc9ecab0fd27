#pragma once
#include "core/render/sql_tables.hpp"

#include <string>
#include <string_view>

namespace sdp {

// The enum types that stand in the data: {"mood": ["sad"]}, [{"name": "mood", "values": ["sad"]}].
// They are added to the schema's types, what is none of that kind to its remarks. A type that has
// the name of a table, or that PostgreSQL has, is left out.
void read_sql_enums(const any_json_view& data, std::string_view member, sql_schema& schema);

} // namespace sdp
