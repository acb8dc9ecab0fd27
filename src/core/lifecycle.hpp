#pragma once
#include "core/budget.hpp"
#include "core/error.hpp"
#include "core/stages.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sdp {

// What must hold for a transition, besides its being in the table.
enum class guard : std::uint8_t {
    opened_by_completion,  // every stage before it is complete, every one after it locked
    locked_by_reverting,   // a stage before it is not complete
    generation_requested,  // the stage can be generated, a provider resolves, the budget allows it
    generation_ended,      // no ticket is open, and the last one leads to this status
    data_present,          // there is data to look at
    nothing,               // none
    valid,                 // validation finds no error; stage 9: a package was exported since
    none_later_generating, // no later stage is generating
};

// One row of the lifecycle: who may go where, how, and under which guard.
struct transition {
    stage_status from;
    stage_status to;
    guard needs;
    // What brings it about, in the words of the SQL functions.
    std::string_view how;
};

// The lifecycle of a stage. What is not here is refused.
inline constexpr std::array transitions = {
    transition{stage_status::locked, stage_status::active, guard::opened_by_completion,
               "complete_stage of the stage before it"},
    transition{stage_status::active, stage_status::generating, guard::generation_requested,
               "begin_generation"},
    transition{stage_status::review, stage_status::generating, guard::generation_requested,
               "begin_generation"},
    transition{stage_status::generating, stage_status::review, guard::generation_ended,
               "finish_generation"},
    transition{stage_status::generating, stage_status::active, guard::generation_ended,
               "fail_generation"},
    transition{stage_status::active, stage_status::review, guard::data_present, "save_stage"},
    transition{stage_status::review, stage_status::active, guard::nothing, "sending back"},
    transition{stage_status::active, stage_status::complete, guard::valid, "complete_stage"},
    transition{stage_status::review, stage_status::complete, guard::valid, "complete_stage"},
    transition{stage_status::complete, stage_status::review, guard::none_later_generating,
               "revert_stage"},
    transition{stage_status::active, stage_status::locked, guard::locked_by_reverting,
               "revert_stage of an earlier stage"},
    transition{stage_status::review, stage_status::locked, guard::locked_by_reverting,
               "revert_stage of an earlier stage"},
    transition{stage_status::complete, stage_status::locked, guard::locked_by_reverting,
               "revert_stage of an earlier stage"},
};

[[nodiscard]] const transition* find_transition(stage_status from, stage_status to);

// What the guards ask about. The caller loads what the transition's guard needs: a fact that is
// not loaded and not needed stays as it is here.
struct lifecycle_facts {
    // How messages name the project, e.g. "shop" (its slug).
    std::string project;
    stage_statuses statuses{};
    bool has_data = false;
    bool provider_resolves = false;
    // The owner's, with the estimate of the generation that is asked for; nothing: no limit.
    std::optional<budget> owners_budget{};
    // Of the stage's last ticket: whether it is open, whether plain DML opened it, and where the
    // stage came from.
    bool ticket_is_open = false;
    bool ticket_is_direct = false;
    stage_status ticket_from = stage_status::active;
    // Where the last closed ticket led; nothing when there is none.
    std::optional<stage_status> ticket_leads_to{};
    // For stage 9: a package was exported and nothing has changed since.
    bool package_is_current = false;
};

// A status that a stage can go to, and what brings it there in the words of the SQL functions.
struct way {
    stage_status to;
    std::string_view how;
    // What must hold besides; nothing for the ways that end an open ticket, which are always open.
    const transition* row;
};

// The ways out of a status: those of the table or, while a generation runs, those that end its
// ticket (facts.ticket_*).
[[nodiscard]] std::vector<way> ways_from(stage_status from, const lifecycle_facts& facts);

// Why stage `stage` may not go from one status to another; nothing when it may, and where the two
// are the same. Validation, the second half of guard::valid, is the caller's: its findings are an
// error of their own (SD006).
[[nodiscard]] std::optional<error> refusal_of(int stage, stage_status from, stage_status to,
                                              const lifecycle_facts& facts);

// Where a generation leads: to review when it succeeded, else back where the stage came from.
[[nodiscard]] constexpr stage_status status_after_generation(bool succeeded, stage_status from)
{
    return succeeded ? stage_status::review : from;
}

// What a stage's change of status brings about: the engine's part of the lifecycle.
struct consequences {
    struct move {
        int stage;
        stage_status to;
    };
    // Other stages of the project, in ascending order: also that in which they are locked.
    std::vector<move> moves;
    // What projects.current_stage becomes; nothing where it stays.
    std::optional<int> current_stage;
    // A ticket is opened for a generation that has none.
    bool opens_ticket = false;
};

// `statuses` are those after the stage's own change.
[[nodiscard]] consequences consequences_of(int stage, stage_status from, stage_status to,
                                           const stage_statuses& statuses);

// Stages of a project, in ascending order; none when last < first.
struct stage_range {
    int first;
    int last;
};

inline constexpr stage_range all_stages{first_stage, last_stage};

[[nodiscard]] constexpr stage_range only_stage(int stage)
{
    return {stage, stage};
}

// The stage and those that its going to `to` may move (what they will be is consequences_of).
[[nodiscard]] constexpr stage_range stages_moved_with(int stage, stage_status from, stage_status to)
{
    if (from == to) {
        return only_stage(stage);
    }
    if (to == stage_status::complete) {
        return {stage, stage < last_stage ? stage + 1 : last_stage};
    }
    return {stage, from == stage_status::complete ? last_stage : stage};
}

// What an UPDATE of a stage changes beside its status.
struct other_changes {
    bool data = false;
    // Anything but status, validated_at, completed_at and updated_at.
    bool anything = false;
    // It brings a completed_at that a revert has erased.
    bool erased_time = false;
};

// SD015: a change of status that an ORM makes when it writes every column of a row that was read
// before somebody else changed it. Reverting changes nothing but status and times; sending back and
// asking for a generation again leave the data; a completion does not bring the time of an earlier
// one.
[[nodiscard]] std::optional<error> refusal_of_stale_save(std::string_view project, int stage,
                                                         stage_status from, stage_status to,
                                                         const other_changes& changes);

// A project's statuses. Only active projects change.
enum class project_status : std::uint8_t { active, archived, deleted };

inline constexpr std::array<std::string_view, 3> project_status_names = {"active", "archived",
                                                                         "deleted"};
[[nodiscard]] constexpr std::string_view name_of(project_status status)
{
    return project_status_names[static_cast<std::size_t>(status)];
}
[[nodiscard]] std::optional<project_status> project_status_named(std::string_view name);

// SD013 for a project that is not active.
[[nodiscard]] error project_not_active(std::string_view project, project_status status);

// SD011: data of a stage that is neither active nor in review.
[[nodiscard]] error stage_not_editable(std::string_view project, int stage, stage_status status);

// SD008: a project without its nine stages.
[[nodiscard]] error stages_missing(std::string_view project);

// The status a new stage starts in.
[[nodiscard]] constexpr stage_status initial_status(int stage)
{
    return stage == first_stage ? stage_status::active : stage_status::locked;
}

} // namespace sdp
