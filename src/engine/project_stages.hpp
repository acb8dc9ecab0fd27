#pragma once
#include "core/lifecycle.hpp"
#include "core/stages.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// A project with its stages as they are now: one read, which most decisions need.
struct project_stages {
    struct row {
        uuid id;
        stage_status status = stage_status::locked;
        bool has_data = false;
        ItemPointerData version{};
    };

    uuid id;
    uuid owner;
    // How messages name the project.
    std::string slug;
    project_status status = project_status::active;
    std::optional<uuid> provider;
    std::array<std::optional<row>, stage_count> rows{};
    stage_statuses statuses;

    [[nodiscard]] const std::optional<row>& stage(int number) const
    {
        return rows[static_cast<std::size_t>(definition_of(number).number - first_stage)];
    }
};

// The project as the current role sees it; nothing when it does not exist or is not visible.
std::optional<project_stages> find_project_stages(pg::session& session, const uuid& project);

// The same, or SD101.
project_stages require_project_stages(pg::session& session, const uuid& project);

// The statuses of a project's stages alone.
stage_statuses find_stage_statuses(pg::session& session, const uuid& project);

// SD101.
error project_not_found(const uuid& project);

// How every look at a stage begins, which takes no lock: SD102 for a number that is no stage's,
// SD101, SD008 where the project does not have it.
project_stages look_at_stage(pg::session& session, const uuid& project, int stage);

// How every operation on a stage begins: checks the number (SD102) and takes the engine's lock on
// the project (SD101), with the stages that it will change: the stage itself, unless more are
// given. What these stages are generating and is overdue is given up.
void begin_stage_operation(pg::session& session, const uuid& project, int stage);
void begin_stage_operation(pg::session& session, const uuid& project, int stage, stage_range moved);

// The same, and reads the project (SD101), looks whether it is active (SD013) and has the stage
// (SD008).
project_stages open_stage(pg::session& session, const uuid& project, int stage);
project_stages open_stage(pg::session& session, const uuid& project, int stage, stage_range moved);
// The same for an operation on the project alone, which changes no stage.
project_stages open_project(pg::session& session, const uuid& project);

} // namespace sdp::engine
