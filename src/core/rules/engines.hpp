#pragma once
#include "core/plain.hpp"

#include <string_view>

namespace sdp {

// Whether somebody knows a database engine of that name, in whatever version and spelling.
[[nodiscard]] bool is_known_engine(std::string_view name);

// The engine that a text speaks of, by one name for all its spellings and for services that run it
// ("postgresql" for "Postgres 16 (Neon)"); empty where it speaks of none that we know.
[[nodiscard]] std::string_view engine_in(std::string_view text);

// Whether an engine is PostgreSQL, in whatever version and spelling, or a service that runs it:
// then the server itself can judge SQL for it.
[[nodiscard]] bool is_postgresql(std::string_view engine);
// Whether it is PostgreSQL or one that reads the same SQL.
[[nodiscard]] bool takes_postgresql_sql(std::string_view engine);

// Whether a text speaks of that engine, among others perhaps.
[[nodiscard]] bool mentions_engine(std::string_view text, std::string_view engine);

} // namespace sdp
