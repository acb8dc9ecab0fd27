#pragma once
#include "core/error.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Whether the template exists and is built in or the user's. As the system's owner.
bool is_template_usable(pg::session& session, const uuid& id, const uuid& user);

// SD105.
error template_not_found(const uuid& id);

} // namespace sdp::engine
