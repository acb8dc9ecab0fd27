#pragma once
#include "core/json/any_view.hpp"
#include "core/render/sql_names.hpp"

#include <string>
#include <vector>

namespace sdp {

// The extensions that the data ask for, in the member `extensions`: those that are known, by their
// names as SQL has them. The others become remarks.
[[nodiscard]] std::vector<std::string> read_sql_extensions(const any_json_view& data,
                                                           std::vector<std::string>& remarks);

// Those, and the ones whose types, functions or operator classes were noted.
[[nodiscard]] std::vector<std::string> needed_extensions(const sql_names& names,
                                                         std::vector<std::string> asked);

} // namespace sdp
