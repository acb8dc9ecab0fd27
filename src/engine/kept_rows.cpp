#include "core/sqlstates.hpp"
#include "core/stages.hpp"

#include "engine/kept_rows.hpp"

#include "engine/project_stages.hpp"
#include "engine/stage_rows.hpp"

#include <fmt/format.h>

namespace sdp::engine {

namespace {

std::string named_stage(pg::session& session, const uuid& stage_id)
{
    const auto place = place_of_stage(session, stage_id);
    const auto project = place ? find_project_stages(session, place->project) : std::nullopt;
    return project ? fmt::format("stage {} of project \"{}\"", described_stage(place->number),
                                 project->slug)
                   : fmt::format("stage {}", stage_id.text());
}

} // namespace

error kept_row(std::string_view what)
{
    return {sqlstate::access_denied, fmt::format("{} cannot be changed", what),
            "A row was not written: a policy or a trigger of the application kept it.",
            "Ask the owner of schema sdp for the right to write it, or mend the trigger."};
}

void require_written(const pg::rows& written, std::string_view what)
{
    if (written.empty()) {
        throw kept_row(what);
    }
}

void require_stage_written(pg::session& session, const pg::rows& written, const uuid& stage_id)
{
    if (written.empty()) {
        throw kept_row(named_stage(session, stage_id));
    }
}

void require_output_written(pg::session& session, const pg::rows& written, const uuid& stage_id)
{
    if (written.empty()) {
        throw kept_row(fmt::format("an output of {}", named_stage(session, stage_id)));
    }
}

} // namespace sdp::engine
