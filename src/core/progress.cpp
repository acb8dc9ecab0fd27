#include "core/progress.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sdp {

namespace {

std::string_view mark_of(std::optional<stage_status> status, bool ascii)
{
    if (!status) {
        return "?";
    }
    if (*status == stage_status::complete) {
        return ascii ? "+" : "✓";
    }
    if (*status == stage_status::locked) {
        return ascii ? "." : "·";
    }
    return ascii ? ">" : "▶";
}

std::string age_of(std::int64_t seconds)
{
    constexpr std::int64_t minute = 60;
    constexpr std::int64_t hour = 60 * minute;
    constexpr std::int64_t day = 24 * hour;
    if (seconds < minute) {
        return fmt::format("{} s", std::max<std::int64_t>(seconds, 0));
    }
    if (seconds < hour) {
        return fmt::format("{} min", seconds / minute);
    }
    if (seconds < 2 * day) {
        return fmt::format("{} h", seconds / hour);
    }
    return fmt::format("{} d", seconds / day);
}

} // namespace

std::string progress_line(const stage_statuses& statuses, project_status project,
                          std::int64_t seconds, bool ascii)
{
    std::string line;
    int complete = 0;
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        const auto status = statuses.of(stage);
        line += mark_of(status, ascii);
        complete += status == stage_status::complete ? 1 : 0;
    }
    line += fmt::format("  {}/{}", complete, last_stage);
    if (!statuses.all_present()) {
        line += " stages missing";
    } else if (complete == last_stage) {
        line += fmt::format(" complete since {}", age_of(seconds));
    } else {
        const int current = statuses.current_stage();
        line += fmt::format(" {}, {} since {}", definition_of(current).name,
                            name_of(*statuses.of(current)), age_of(seconds));
    }
    if (project != project_status::active) {
        line += fmt::format(" ({})", name_of(project));
    }
    return line;
}

} // namespace sdp
