#pragma once
#include "core/plain.hpp"

#include <string_view>

namespace sdp {

// Whether somebody knows a database engine of that name, in whatever version and spelling.
[[nodiscard]] bool is_known_engine(std::string_view name);

// The engine that a text speaks of, by one name for all its spellings and for services that run it
// ("postgresql" for "Postgres 16 (Neon)"); empty where it speaks of none that we know.
[[nodiscard]] std::string_view engine_in(std::string_view text);

// Whether a text speaks of that engine, among others perhaps.
[[nodiscard]] bool mentions_engine(std::string_view text, std::string_view engine);

} // namespace sdp
