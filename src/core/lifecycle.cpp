#include "core/lifecycle.hpp"

#include "core/sqlstates.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sdp {

const transition* find_transition(stage_status from, stage_status to)
{
    const auto* const found =
        std::find_if(transitions.begin(), transitions.end(), [from, to](const transition& row) {
            return row.from == from && row.to == to;
        });
    return found == transitions.end() ? nullptr : found;
}

std::optional<project_status> project_status_named(std::string_view name)
{
    const auto* const found =
        std::find(project_status_names.begin(), project_status_names.end(), name);
    if (found == project_status_names.end()) {
        return std::nullopt;
    }
    return static_cast<project_status>(found - project_status_names.begin());
}

error project_not_active(std::string_view project, project_status status)
{
    const bool archived = status == project_status::archived;
    return {sqlstate::project_not_active,
            fmt::format("project \"{}\" is {}", project, name_of(status)),
            "Only active projects change.",
            archived ? "Unarchive it first: SELECT sdp.unarchive_project(project)."
                     : "Restore it first: SELECT sdp.restore_project(project)."};
}

error stage_not_editable(std::string_view project, int stage, stage_status status)
{
    error result{sqlstate::stage_not_editable,
                 fmt::format("data of stage {} of project \"{}\" cannot be changed",
                             described_stage(stage), project),
                 fmt::format("The stage is {}; data is editable in active and review only.",
                             name_of(status))};
    switch (status) {
    case stage_status::locked:
        result.hint = "Complete the stages before it first.";
        break;
    case stage_status::generating:
        result.hint = "Wait until the generation has finished.";
        break;
    default:
        result.hint =
            fmt::format("Revert it first: SELECT * FROM sdp.revert_stage(project, {}).", stage);
    }
    return result;
}

error stages_missing(std::string_view project)
{
    return {sqlstate::stages_missing,
            fmt::format("project \"{}\" does not have its nine stages", project),
            "No status changes until all of them exist.",
            "SELECT sdp.create_stages(project) makes those that are missing."};
}

namespace {

struct request {
    int stage;
    stage_status from;
    stage_status to;
    const lifecycle_facts& facts;

    [[nodiscard]] std::string named() const
    {
        return fmt::format("stage {} of project \"{}\"", described_stage(stage), facts.project);
    }
    [[nodiscard]] std::string cannot() const
    {
        return fmt::format("{} cannot go from {} to {}", named(), name_of(from), name_of(to));
    }
};

bool is_by_hand(const way& one)
{
    return one.row == nullptr || (one.row->needs != guard::opened_by_completion &&
                                  one.row->needs != guard::locked_by_reverting);
}

error not_in_the_table(const request& asked)
{
    std::string ways;
    for (const auto& one : ways_from(asked.from, asked.facts)) {
        if (is_by_hand(one)) {
            ways += fmt::format("{}{} ({})", ways.empty() ? "" : ", ", name_of(one.to), one.how);
        }
    }
    return {sqlstate::transition_refused, asked.cannot(),
            ways.empty()
                ? fmt::format("A {} stage changes only when the stage before it completes.",
                              name_of(asked.from))
                : fmt::format("From {} it can go to: {}.", name_of(asked.from), ways),
            "sdp.allowed_transitions(project, stage) lists what is possible now."};
}

std::optional<error> refused_opening(const request& asked)
{
    if (const auto before = asked.facts.statuses.incomplete_before(asked.stage)) {
        return error{sqlstate::transition_refused, asked.cannot(),
                     fmt::format("Stage {} is {}.", described_stage(*before),
                                 described(*asked.facts.statuses.of(*before))),
                     fmt::format("A stage opens when the one before it completes: complete stage "
                                 "{} first.",
                                 *before)};
    }
    if (const auto after = asked.facts.statuses.unlocked_after(asked.stage)) {
        return error{sqlstate::transition_refused, asked.cannot(),
                     fmt::format("Stage {} is {} already.", described_stage(*after),
                                 described(*asked.facts.statuses.of(*after)))};
    }
    return std::nullopt;
}

std::optional<error> refused_locking(const request& asked)
{
    if (asked.facts.statuses.incomplete_before(asked.stage)) {
        return std::nullopt;
    }
    return error{
        sqlstate::transition_refused, asked.cannot(), "Every stage before it is complete.",
        "A stage is locked by reverting an earlier one: sdp.revert_stage(project, stage)."};
}

std::optional<error> refused_generation(const request& asked)
{
    if (!definition_of(asked.stage).can_generate) {
        return error{sqlstate::stage_not_generated,
                     fmt::format("{} is not generated by a model", asked.named()),
                     {},
                     "Save its data with sdp.save_stage(project, stage, data)."};
    }
    if (!asked.facts.provider_resolves) {
        return error{
            sqlstate::provider_unresolved,
            fmt::format("no AI provider can be found for project \"{}\"", asked.facts.project),
            "None was named, the project has none, and its owner has no default one.",
            "Set projects.ai_provider_id or mark one of the owner's "
            "ai_provider_configs as default."};
    }
    if (asked.facts.owners_budget) {
        return refusal_of_budget(*asked.facts.owners_budget, asked.facts.project);
    }
    return std::nullopt;
}

std::optional<error> refused_end_of_generation(const request& asked)
{
    if (asked.facts.ticket_is_open) {
        return error{sqlstate::stage_generating, fmt::format("{} is generating", asked.named()),
                     "Its ticket is still open.",
                     asked.facts.ticket_is_direct
                         ? "Record the outcome first by an INSERT into sdp.ai_generations, or end "
                           "it by sdp.cancel_generation(project, stage)."
                         : "Record the outcome first with sdp.finish_generation or "
                           "sdp.fail_generation, or end it by sdp.cancel_generation(project, "
                           "stage)."};
    }
    if (asked.facts.ticket_leads_to != asked.to) {
        return error{sqlstate::transition_refused, asked.cannot(),
                     asked.facts.ticket_leads_to
                         ? fmt::format("Its generation has led to {}.",
                                       name_of(*asked.facts.ticket_leads_to))
                         : "It has no generation."};
    }
    return std::nullopt;
}

std::optional<error> refused_without_data(const request& asked)
{
    if (asked.facts.has_data) {
        return std::nullopt;
    }
    return error{
        sqlstate::stage_without_data, fmt::format("{} has no data", asked.named()),
        fmt::format("It cannot go from {} to {} without.", name_of(asked.from), name_of(asked.to)),
        fmt::format("Save some first: SELECT * FROM sdp.save_stage(project, {}, data).",
                    asked.stage)};
}

std::optional<error> refused_completion(const request& asked)
{
    if (auto without_data = refused_without_data(asked)) {
        return without_data;
    }
    if (asked.stage == last_stage && !asked.facts.package_is_current) {
        return error{
            sqlstate::package_not_exported,
            fmt::format("{} cannot be completed before a package is exported", asked.named()),
            "No package was exported after the last change of the project.",
            "SELECT * FROM sdp.export_project(project, 'zip') exports and records it; for a "
            "package that the client has written there is sdp.register_export(project, format, "
            "path, size)."};
    }
    return std::nullopt;
}

std::optional<error> refused_reverting(const request& asked)
{
    if (const auto later =
            asked.facts.statuses.first_after(asked.stage, stage_status::generating)) {
        return error{sqlstate::later_stage_generating,
                     fmt::format("{} cannot be reverted", asked.named()),
                     fmt::format("Stage {} is generating.", described_stage(*later)),
                     "Wait until it has finished, or cancel it by sdp.revert_stage(project, stage, "
                     "reason, force => true)."};
    }
    return std::nullopt;
}

std::optional<error> refused_by_guard(guard needs, const request& asked)
{
    switch (needs) {
    case guard::opened_by_completion:
        return refused_opening(asked);
    case guard::locked_by_reverting:
        return refused_locking(asked);
    case guard::generation_requested:
        return refused_generation(asked);
    case guard::generation_ended:
        return refused_end_of_generation(asked);
    case guard::data_present:
        return refused_without_data(asked);
    case guard::valid:
        return refused_completion(asked);
    case guard::none_later_generating:
        return refused_reverting(asked);
    case guard::nothing:
        break;
    }
    return std::nullopt;
}

} // namespace

std::vector<way> ways_from(stage_status from, const lifecycle_facts& facts)
{
    if (from == stage_status::generating && facts.ticket_is_open) {
        const bool direct = facts.ticket_is_direct;
        return {{status_after_generation(true, facts.ticket_from),
                 direct ? "INSERT of a successful row into ai_generations" : "finish_generation",
                 nullptr},
                {status_after_generation(false, facts.ticket_from),
                 direct ? "INSERT of a failed row into ai_generations" : "fail_generation",
                 nullptr},
                {status_after_generation(false, facts.ticket_from), "cancel_generation", nullptr}};
    }
    std::vector<way> ways;
    for (const auto& row : transitions) {
        const bool ends = row.needs == guard::generation_ended;
        if (row.from == from && (!ends || row.to == facts.ticket_leads_to)) {
            ways.push_back({row.to, ends ? "UPDATE of the status" : row.how, &row});
        }
    }
    return ways;
}

consequences consequences_of(int stage, stage_status from, stage_status to,
                             const stage_statuses& statuses)
{
    consequences result;
    if (to == stage_status::generating) {
        result.opens_ticket = true;
    } else if (to == stage_status::complete) {
        const int next = std::min(stage + 1, last_stage);
        if (statuses.of(next) == stage_status::locked) {
            result.moves.push_back({next, stage_status::active});
        }
        result.current_stage = next;
    } else if (from == stage_status::complete && to == stage_status::review) {
        for (int later = stage + 1; later <= last_stage; ++later) {
            const auto status = statuses.of(later);
            if (status && status != stage_status::locked) {
                result.moves.push_back({later, stage_status::locked});
            }
        }
        result.current_stage = stage;
    }
    return result;
}

std::optional<error> refusal_of_stale_save(std::string_view project, int stage, stage_status from,
                                           stage_status to, const other_changes& changes)
{
    const bool reverts = from == stage_status::complete && to == stage_status::review;
    const bool undoes_a_save = from == stage_status::review && changes.data &&
                               (to == stage_status::active || to == stage_status::generating);
    const bool completes_again = to == stage_status::complete && changes.erased_time;
    if (!(reverts && changes.anything) && !undoes_a_save && !completes_again) {
        return std::nullopt;
    }
    const auto named = fmt::format("stage {} of project \"{}\"", described_stage(stage), project);
    error result{sqlstate::stale_save,
                 fmt::format("{} would go from {} to {} by a save of old values", named,
                             name_of(from), name_of(to)),
                 "The stage was changed since the row was read."};
    if (reverts) {
        result.hint = fmt::format("Read the row again and save that; or revert the stage first: "
                                  "SELECT sdp.revert_stage(project, {}), then save.",
                                  stage);
    } else if (completes_again) {
        result.hint = fmt::format("Read the row again; SELECT sdp.complete_stage(project, {}) "
                                  "completes it anew.",
                                  stage);
    } else {
        result.hint = "Read the row again; change the data in a statement of its own.";
    }
    return result;
}

std::optional<error> refusal_of(int stage, stage_status from, stage_status to,
                                const lifecycle_facts& facts)
{
    if (from == to) {
        return std::nullopt;
    }
    const request asked{stage, from, to, facts};
    if (!facts.statuses.all_present()) {
        return stages_missing(facts.project);
    }
    if (from == stage_status::generating && to == stage_status::locked) {
        return error{sqlstate::stage_generating, fmt::format("{} is generating", asked.named()),
                     "It cannot be locked meanwhile.",
                     "Cancel it by reverting with force => true."};
    }
    const transition* const row = find_transition(from, to);
    if (row == nullptr) {
        return not_in_the_table(asked);
    }
    return refused_by_guard(row->needs, asked);
}

} // namespace sdp
