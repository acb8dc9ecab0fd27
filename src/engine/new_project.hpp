#pragma once
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// What every way to a new project needs.
namespace sdp::engine {

// SD107 where the current role sees no such user.
void require_user(pg::session& session, const uuid& user);

// Makes those of a project's nine stages that are missing, with a template's defaults as their
// data, and returns how many. Runs as the system's owner.
std::int32_t add_missing_stages(pg::session& session, const uuid& project,
                                const std::optional<uuid>& from_template);

} // namespace sdp::engine
