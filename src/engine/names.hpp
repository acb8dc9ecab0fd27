#pragma once
#include "core/error.hpp"

#include <string_view>

namespace sdp::engine {

// SD202 where the text has nothing but white space. `table` without its schema.
void require_not_blank(std::string_view column, std::string_view table, std::string_view text);

// SD203.
error invalid_slug(std::string_view slug);

} // namespace sdp::engine
