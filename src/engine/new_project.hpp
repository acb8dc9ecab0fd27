#pragma once
#include "core/stages.hpp"
#include "core/uuid.hpp"

#include "pg/jsonb.hpp"
#include "pg/spi.hpp"

#include <array>

namespace sdp::engine {

// The data of stages 1 to 8, as far as they have some.
using first_data = std::array<std::optional<pg::jsonb_datum>, stage_count - 1>;

struct new_project {
    uuid owner;
    std::string name;
    std::optional<std::string> description{};
    std::optional<uuid> from_template{};
    std::optional<uuid> provider{};
    // Made from the name where it is not given.
    std::optional<std::string> slug{};
    // The stages' data from the start, before the template's.
    first_data data{};
};

// SD107 where the current role sees no such user.
void require_user(pg::session& session, const uuid& user);

// The same, and the user stays until the transaction ends.
void hold_user(pg::session& session, const uuid& user);

// Makes a project with its nine stages: SD107 unknown owner, SD106 unknown provider, SD202 blank
// name, and what the tables' own triggers refuse.
uuid create_project(pg::session& session, const new_project& wanted);

// Makes the stages that a project lacks, and says how many they were.
std::int32_t add_missing_stages(pg::session& session, const uuid& project,
                                const std::optional<uuid>& from_template,
                                const first_data& data = {});

} // namespace sdp::engine
