#pragma once
#include "engine/project_stages.hpp"

namespace sdp::engine {

struct provider {
    uuid id;
    std::string default_model;
};

// The provider that a generation for the project uses: the one named, else the project's, else its
// owner's default, else the owner's only one. Nothing when none of these exists. SD106 when the one
// named is not the owner's. Reads as the current role.
std::optional<provider> find_provider(pg::session& session, const project_stages& project,
                                      const std::optional<uuid>& named);

// The provider stays until the transaction ends; false where it is gone already.
[[nodiscard]] bool hold_provider(pg::session& session, const uuid& provider);

// SD106.
error provider_not_found(const uuid& provider, std::string_view project);

} // namespace sdp::engine
