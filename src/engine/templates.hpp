#pragma once
#include "core/error.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Whether the template exists and is built in or the user's. As the system's owner.
bool is_template_usable(pg::session& session, const uuid& id, const uuid& user);

// Notes whose the template is. Nothing where the user is gone.
[[nodiscard]] bool set_template_owner(pg::session& session, const uuid& id, const uuid& user);

// The same, of who acts by sdp.user_id: the id or the email of a user. Nothing where it is neither.
void set_template_owner_to_actor(pg::session& session, const uuid& id);

// SD105.
error template_not_found(const uuid& id);

} // namespace sdp::engine
