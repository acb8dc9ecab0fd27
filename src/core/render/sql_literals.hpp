#pragma once
#include "core/render/sql_types.hpp"

#include <string>
#include <string_view>

namespace sdp {

// A plain text as a literal of a type; empty where it is no value of it, which would stop the
// script.
[[nodiscard]] std::string literal_of(std::string_view text, const sql_type& type);

} // namespace sdp
