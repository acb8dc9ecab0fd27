#pragma once
#include "core/render/sql_names.hpp"

#include <string>

namespace sdp {

// CREATE EXTENSION for those whose types, functions or operator classes were noted.
[[nodiscard]] std::string sql_extensions(const sql_names& names);

} // namespace sdp
