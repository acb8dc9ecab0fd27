#include "core/stages.hpp"

#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sdp {

std::optional<stage_status> stage_status_named(std::string_view name)
{
    const auto* const found = std::find(stage_status_names.begin(), stage_status_names.end(), name);
    if (found == stage_status_names.end()) {
        return std::nullopt;
    }
    return static_cast<stage_status>(found - stage_status_names.begin());
}

stage_status require_stage_status(std::string_view name)
{
    if (const auto status = stage_status_named(name)) {
        return *status;
    }
    throw error{sqlstate::invalid_argument, fmt::format("stage status \"{}\" does not exist", name),
                "The statuses are locked, active, generating, review and complete."};
}

std::optional<int> stage_named(std::string_view name)
{
    for (const auto& definition : stage_definitions) {
        if (definition.name == name) {
            return definition.number;
        }
    }
    return std::nullopt;
}

void refuse_stage_number(int stage)
{
    throw error{sqlstate::stage_not_found, fmt::format("stage {} does not exist", stage),
                "A project has the stages 1 to 9.",
                "sdp.stage_number('database') gives the number of a stage by its name."};
}

std::string described_stage(int stage)
{
    return fmt::format("{} ({})", stage, definition_of(stage).name);
}

bool stage_statuses::all_present() const
{
    return std::all_of(statuses_.begin(), statuses_.end(),
                       [](const auto& status) { return status.has_value(); });
}

int stage_statuses::current_stage() const
{
    for (int stage = first_stage; stage < last_stage; ++stage) {
        if (of(stage) != stage_status::complete) {
            return stage;
        }
    }
    return last_stage;
}

std::optional<int> stage_statuses::incomplete_before(int stage) const
{
    for (int before = first_stage; before < stage; ++before) {
        if (of(before) != stage_status::complete) {
            return before;
        }
    }
    return std::nullopt;
}

std::optional<int> stage_statuses::first_after(int stage, stage_status status) const
{
    for (int after = stage + 1; after <= last_stage; ++after) {
        if (of(after) == status) {
            return after;
        }
    }
    return std::nullopt;
}

std::optional<int> stage_statuses::unlocked_after(int stage) const
{
    for (int after = stage + 1; after <= last_stage; ++after) {
        if (of(after).has_value() && of(after) != stage_status::locked) {
            return after;
        }
    }
    return std::nullopt;
}

} // namespace sdp
