#pragma once
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Whether one of the user's projects that are not deleted has that slug.
bool is_slug_taken(pg::session& session, const uuid& user, std::string_view slug);

// A slug from the name, free among the user's projects, with the next number from the counter of
// (user, base) where needed. Locks that counter's row.
std::string new_slug(pg::session& session, const uuid& user, std::string_view name);

} // namespace sdp::engine
