// The trigger of sdp.stages: the lifecycle for every client. BEFORE normalises the row, AFTER is
// the authority and causes the effects.
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/budgets.hpp"
#include "engine/current_stage.hpp"
#include "engine/events.hpp"
#include "engine/lifecycle_facts.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_events.hpp"
#include "engine/stage_outputs.hpp"
#include "engine/stage_rows.hpp"
#include "engine/stage_validation.hpp"
#include "engine/tickets.hpp"
#include "engine/updated_at.hpp"
#include "pg/transaction_memory.hpp"
#include "pg/trigger_event.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement stage_exists{R"(
    SELECT
    FROM sdp.stages s
    WHERE s.id {=} $1 OR (s.project_id {=} $2 AND s.stage_number {=} $3))"_sql,
                                     {UUIDOID, UUIDOID, INT4OID}};

constinit pg::statement read_project{R"(
    SELECT p.slug, p.status
    FROM sdp.projects p
    WHERE p.id {=} $1)"_sql,
                                     {UUIDOID}};

// A row of sdp.stages as its trigger has it.
struct stage_row {
    uuid id;
    uuid project;
    int number;
    stage_status status;

    explicit stage_row(const pg::trigger_row& row)
        : id(row.get<uuid>("id")), project(row.get<uuid>("project_id")),
          number(row.get<pg::stage_number>("stage_number")),
          status(require_stage_status(row.get<std::string>("status")))
    {
    }
};

bool key_changes(const pg::trigger_row& old_row, const pg::trigger_row& new_row)
{
    return new_row.differs_in_any(old_row, "id", "project_id", "stage_number", "stage_name",
                                  "created_at");
}

error key_never_changes(const stage_row& stage)
{
    return {sqlstate::immutable_value,
            fmt::format("stage {} cannot be given another id, project, number, name or time of "
                        "creation",
                        described_stage(stage.number)),
            "They never change; stage_label may."};
}

// Sets validated_at and completed_at exactly on complete stages (I3): kept on one that was complete
// before, the client's values or now on one that becomes it.
void normalise_times(pg::trigger_row& row, const pg::trigger_row* old_row, stage_status from,
                     stage_status to)
{
    for (const char* const column : {"validated_at", "completed_at"}) {
        if (to != stage_status::complete) {
            if (!row.is_null(column)) {
                row.set(column, std::nullopt);
            }
        } else if (from == stage_status::complete && old_row != nullptr) {
            if (row.differs(*old_row, column)) {
                row.set(column, old_row->find<pg::timestamp>(column));
            }
        } else if (row.is_null(column)) {
            row.set(column, pg::timestamp{GetCurrentTransactionStartTimestamp()});
        }
    }
}

Datum before_insert(const pg::trigger_event& event, pg::session& session)
{
    auto row = event.new_row();
    const auto number = row.find<std::int32_t>("stage_number");
    const auto project = row.find<uuid>("project_id");
    // Missing or impossible numbers are the table's own constraints to refuse.
    if (!number || !project || !is_stage_number(*number)) {
        return pg::trigger_event::keep(row);
    }
    if (!engine::lock_project(session, *project)) {
        return pg::trigger_event::keep(row); // The foreign key refuses it.
    }
    const bool starts_open =
        *number == first_stage && row.find<std::string>("status") == name_of(stage_status::locked);
    const bool has_times = !row.is_null("validated_at") || !row.is_null("completed_at");
    if (!starts_open && !has_times) {
        return pg::trigger_event::keep(row);
    }
    // What exists already is not inserted: its row stays as it was sent, for an upsert's excluded.
    if (!session.run(stage_exists, row.find<uuid>("id"), *project, *number).empty()) {
        return pg::trigger_event::keep(row);
    }
    if (starts_open) {
        row.set("status", name_of(stage_status::active));
    }
    normalise_times(row, nullptr, stage_status::locked, stage_status::locked);
    return pg::trigger_event::keep(row);
}

Datum before_update(const pg::trigger_event& event, pg::session& session)
{
    const auto old_row = event.old_row();
    auto row = event.new_row();
    if (!row.differs_besides(old_row, {})) {
        return pg::trigger_event::keep(row);
    }
    const stage_row before(old_row);
    if (key_changes(old_row, row)) {
        throw key_never_changes(before);
    }
    stage_row after(row);
    auto moved = stages_moved_with(before.number, before.status, after.status);
    ++moved.first; // The stage's own row is locked: it is being changed.
    engine::lock_stages(session, before.project, moved);
    engine::lock_project(session, before.project);
    if (row.differs(old_row, "data") && before.status == stage_status::active &&
        after.status == stage_status::active && !row.is_null("data")) {
        after.status = stage_status::review;
        row.set("status", name_of(after.status));
    }
    normalise_times(row, &old_row, before.status, after.status);
    engine::advance_updated_at(row, old_row);
    return pg::trigger_event::keep(row);
}

void require_matching_definition(const pg::trigger_row& row, int number)
{
    const auto name = row.get<std::string>("stage_name");
    if (name != definition_of(number).name) {
        throw error{sqlstate::new_stage_refused,
                    fmt::format("stage {} cannot be named \"{}\"", number, name),
                    fmt::format("Stage {} is \"{}\".", number, definition_of(number).name),
                    "SELECT sdp.create_stages(project) makes a project's stages."};
    }
}

void after_insert(const pg::trigger_event& event, pg::session& session)
{
    const auto row = event.new_row();
    const stage_row stage(row);
    require_matching_definition(row, stage.number);
    if (stage.status != initial_status(stage.number)) {
        throw error{sqlstate::new_stage_refused,
                    fmt::format("a new stage {} cannot start as {}", described_stage(stage.number),
                                name_of(stage.status)),
                    fmt::format("It starts as {}.", name_of(initial_status(stage.number))),
                    stage.status == stage_status::complete
                        ? "sdp.import_files(owner, files) makes a project of stages that are "
                          "complete elsewhere; or insert it without a status, then complete it."
                    : stage.number == first_stage
                        ? "Insert it without a status, then change the status."
                        : "Insert it without a status: it opens when the stage before it is "
                          "complete."};
    }
    const auto project =
        session.run(read_project, stage.project).first<std::string, project_status>();
    if (!project) {
        return; // Deleted by the same statement.
    }
    const auto& [slug, status] = *project;
    if (status != project_status::active) {
        throw project_not_active(slug, status);
    }
    if (const auto data = row.find<pg::jsonb_datum>("data")) {
        engine::require_storable_data(slug, stage.number, pg::printed_jsonb(*data));
    }
}

// Of two, one moves: the rows' order would decide what becomes of the other.
void require_only_change(const engine::project_stages& project, const stage_row& before,
                         const stage_row& after, CommandId command)
{
    if (pg::is_first_of_command(project.id, "change", command, after.id)) {
        return;
    }
    const bool moved = before.status != after.status;
    throw error{
        sqlstate::several_changes,
        fmt::format("one statement {} two stages of project \"{}\"", moved ? "moves" : "changes",
                    project.slug),
        moved ? fmt::format("Stage {} would go from {} to {}.", described_stage(after.number),
                            name_of(before.status), name_of(after.status))
              : fmt::format("The data of stage {} would change.", described_stage(after.number)),
        "Change one stage a statement; the engine opens and locks the others itself."};
}

void check_move(pg::session& session, const engine::project_stages& project,
                const stage_row& before, const stage_row& after, bool has_data)
{
    const auto* const transition = find_transition(before.status, after.status);
    if (after.status == stage_status::generating) {
        engine::lock_budget(session, project.owner);
    }
    // Plain DML may begin a generation before it is known which provider answers.
    const auto facts = engine::load_facts(session, project, after.number, before.status, transition,
                                          has_data, true);
    if (auto refused = refusal_of(after.number, before.status, after.status, facts)) {
        throw *std::move(refused);
    }
}

// Executes what core says that a stage's new status brings about.
void cause_effects(pg::session& session, const engine::project_stages& project,
                   const stage_row& before, const stage_row& after)
{
    const auto follows =
        consequences_of(after.number, before.status, after.status, project.statuses);
    if (before.status == stage_status::generating) {
        engine::send_event("generation_ended",
                           {{"project_id", project.id}, {"stage_id", after.id}});
    }
    if (follows.opens_ticket) {
        engine::open_direct_ticket(session, project.id, after.id, before.status);
    }
    for (const auto& move : follows.moves) {
        engine::change_status(session, project.stage(move.stage)->id, move.to);
    }
    if (follows.current_stage) {
        engine::set_current_stage(session, project.id, *follows.current_stage);
    }
}

// Refuses where something (another trigger, or this statement's effects) changed the row again
// before this change took effect. Another row version with the same status and data is harmless.
void require_unchanged(pg::session& session, const engine::project_stages& project,
                       const stage_row& after, const pg::trigger_row& row)
{
    const auto& present = project.stage(after.number);
    if (row.is_at(present->version)) {
        return;
    }
    bool same = present->status == after.status;
    if (same) {
        const auto stored = engine::read_data(session, after.id);
        const auto seen = row.find<pg::jsonb_datum>("data");
        same = stored.has_value() == seen.has_value() && (!stored || pg::equal(*stored, *seen));
    }
    if (!same) {
        throw error{sqlstate::changed_meanwhile,
                    fmt::format("stage {} of project \"{}\" was changed again before its change to "
                                "{} took effect",
                                described_stage(after.number), project.slug, name_of(after.status)),
                    fmt::format("It is {} now.", described(present->status)),
                    "Change one stage a statement, and let no AFTER trigger named before "
                    "\"00_sdp_after\" change stages."};
    }
}

constinit pg::statement read_default{R"(
    SELECT t.stage_defaults {->} $2
    FROM sdp.projects p JOIN sdp.templates t ON t.id {=} p.template_id
    WHERE p.id {=} $1)"_sql,
                                     {UUIDOID, TEXTOID}};

// A locked stage that has no data may get what its project's template has for it, as at its
// creation.
bool takes_default(pg::session& session, const stage_row& before, const stage_row& after,
                   const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    const auto data = row.find<pg::jsonb_datum>("data");
    if (before.status != stage_status::locked || after.status != stage_status::locked || !data ||
        !old_row.is_null("data")) {
        return false;
    }
    const auto wanted = session.run(read_default, after.project, definition_of(after.number).name)
                            .first<std::optional<pg::jsonb_datum>>()
                            .value_or(std::nullopt);
    return wanted && pg::equal(*wanted, *data);
}

void require_editable(pg::session& session, const engine::project_stages& project,
                      const stage_row& before, const stage_row& after, bool has_data)
{
    if (!is_editable(before.status) && !is_editable(after.status)) {
        throw stage_not_editable(project.slug, after.number, before.status);
    }
    if (!has_data && engine::has_outputs(session, after.id)) {
        throw error{sqlstate::malformed_data,
                    fmt::format("data of stage {} of project \"{}\" cannot be erased",
                                described_stage(after.number), project.slug),
                    "The stage has outputs, and its data equals the active json one.",
                    "Save other data instead."};
    }
}

void require_valid(pg::session& session, const engine::project_stages& project,
                   const stage_row& stage, const pg::printed_jsonb& data,
                   const std::vector<engine::active_output>& active)
{
    const auto findings = engine::stage_findings(session, project, stage.number, &data, active);
    if (has_errors(findings)) {
        constexpr std::size_t most_reported = 20;
        throw error{sqlstate::validation_failed,
                    fmt::format("stage {} of project \"{}\" does not pass validation",
                                described_stage(stage.number), project.slug),
                    findings_as_json(findings, most_reported),
                    fmt::format("SELECT * FROM sdp.validate_stage(project, {}) lists all findings.",
                                stage.number)};
    }
}

bool was_saved(const stage_row& before, const stage_row& after)
{
    return before.status == stage_status::active && after.status == stage_status::review;
}

// Equal as jsonb's = says it: a client that read 1.0 may write 1.
bool has_equal_data(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    const auto before = old_row.find<pg::jsonb_datum>("data");
    const auto after = row.find<pg::jsonb_datum>("data");
    return before && after && pg::equal(*before, *after);
}

void after_update(const pg::trigger_event& event, pg::session& session)
{
    const auto old_row = event.old_row();
    const auto row = event.new_row();
    const stage_row before(old_row);
    const stage_row after(row);
    const bool moved = before.status != after.status;
    const bool data_changed = row.differs(old_row, "data");
    if (!moved && !data_changed &&
        !row.differs_in_any(old_row, "id", "project_id", "stage_number", "stage_name",
                            "stage_label", "user_input", "validated_at", "completed_at",
                            "created_at", "updated_at")) {
        return;
    }
    if (key_changes(old_row, row)) {
        throw key_never_changes(before);
    }
    const bool complete = after.status == stage_status::complete;
    if (row.is_null("validated_at") == complete || row.is_null("completed_at") == complete) {
        throw error{sqlstate::contradictory_values,
                    fmt::format("validated_at and completed_at of stage {} contradict its status",
                                described_stage(after.number)),
                    fmt::format("They are set exactly on complete stages; this one is {}.",
                                name_of(after.status))};
    }
    const auto project = engine::find_project_stages(session, after.project);
    if (!project || !project->stage(after.number)) {
        return; // Deleted by the same statement.
    }
    require_unchanged(session, *project, after, row);
    const bool ends_generation =
        before.status == stage_status::generating && is_editable(after.status);
    if (project->status != project_status::active && !(moved && ends_generation && !data_changed)) {
        throw project_not_active(project->slug, project->status);
    }
    const auto datum = row.find<pg::jsonb_datum>("data");
    const bool has_data = datum.has_value();
    // A stage that somebody looks at or completes has its data as an output.
    const bool filled =
        data_changed && !moved && takes_default(session, before, after, old_row, row);
    const bool needs_output = has_data && ((data_changed && !filled) ||
                                           (moved && (complete || was_saved(before, after))));
    std::optional<pg::printed_jsonb> data;
    if (needs_output) {
        data.emplace(*datum);
    }
    if (data_changed && !filled) {
        require_editable(session, *project, before, after, has_data);
        if (has_data) {
            engine::require_storable_data(project->slug, after.number, *data);
        }
    }
    if (moved || (data_changed && !filled)) {
        require_only_change(*project, before, after, row.command());
    }
    const bool other_data = data_changed && !has_equal_data(old_row, row);
    // The active json output equals the data that it was made with or that were made of it, so no
    // other ones: unless this transaction put another in its place, it need not be read.
    const bool needs_active =
        needs_output &&
        (complete || !other_data || !engine::active_json_is_from_before(session, after.id));
    const auto active = needs_active ? engine::active_outputs(session, after.id)
                                     : std::vector<engine::active_output>();
    if (moved) {
        const other_changes changes{
            .data = other_data,
            .anything =
                other_data || row.differs_besides(old_row, {"status", "validated_at",
                                                            "completed_at", "updated_at", "data"}),
            .erased_time =
                complete && engine::is_erased_time(session, project->id, after.id,
                                                   row.find<pg::timestamp>("completed_at")),
        };
        if (auto stale = refusal_of_stale_save(project->slug, after.number, before.status,
                                               after.status, changes)) {
            throw *std::move(stale);
        }
        check_move(session, *project, before, after, has_data);
        if (complete) {
            require_valid(session, *project, after, *data, active);
        }
        engine::record_event(session, project->id, after.id, after.number, before.status,
                             after.status, old_row.find<pg::timestamp>("completed_at"));
    }
    if (needs_output) {
        engine::write_output_of_data(session, after.id, *data, active);
    }
    if (moved) {
        cause_effects(session, *project, before, after);
    }
}

void after_delete(const pg::trigger_event& event, pg::session& session)
{
    const stage_row stage(event.old_row());
    // Under a cascade the project is gone by now.
    if (!session.run(read_project, stage.project).empty()) {
        throw error{sqlstate::not_deletable,
                    fmt::format("stage {} cannot be deleted", described_stage(stage.number)),
                    "A stage goes only with its project.",
                    "DELETE FROM sdp.projects takes all that is a project's, DELETE FROM sdp.users "
                    "all that is a user's."};
    }
}

Datum enforce_stages(const pg::arguments& call)
{
    return enforce(call, "sdp", "stages",
                   {.before_insert = before_insert,
                    .before_update = before_update,
                    .after_insert = after_insert,
                    .after_update = after_update,
                    .after_delete = after_delete});
}

} // namespace

SDP_FUNCTION(sdp_enforce_stages, enforce_stages)

} // namespace sdp::triggers
