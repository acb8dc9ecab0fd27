// The trigger of sdp.stage_outputs: versions are assigned, contents checked, and activating a json
// output sets the stage's data.
#include "core/content/content.hpp"
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/kept_rows.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_outputs.hpp"
#include "engine/stage_rows.hpp"
#include "engine/tickets.hpp"
#include "pg/jsonb.hpp"
#include "pg/settings.hpp"
#include "pg/transaction_memory.hpp"
#include "pg/trigger_event.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

// Where an output of stage $1 with id $2 would go: its stage, its version, and whether it exists.
constinit pg::statement read_place{R"(
    SELECT s.project_id, s.stage_number, s.status, (SELECT coalesce(pg_catalog.max(o.version), 0) FROM sdp.stage_outputs
        o WHERE o.stage_id {=} s.id) {+} 1, EXISTS (SELECT FROM sdp.stage_outputs o WHERE o.id {=}
        $2)
    FROM sdp.stages s
    WHERE s.id {=} $1)"_sql,
                                   {UUIDOID, UUIDOID}};

// The same for a stage that is gone: two rows of one version would be refused as such, not for what
// is the matter.
constinit pg::statement version_without_stage{R"(
    SELECT coalesce(pg_catalog.max(o.version), 0) {+} 1
    FROM sdp.stage_outputs o
    WHERE o.stage_id {=} $1)"_sql,
                                              {UUIDOID}};

// All that an output's rules ask about, in one read.
constinit pg::statement read_situation{R"(
    SELECT s.project_id, p.slug, p.status, s.stage_number, s.status, s.data, o.is_active,
        EXISTS (SELECT FROM sdp.stage_outputs b WHERE b.stage_id {=} o.stage_id AND b.version {=}
        (o.version {-} 1)), EXISTS (SELECT FROM sdp.stage_outputs b WHERE b.stage_id {=}
        o.stage_id AND b.format {=} o.format AND b.is_active AND b.id {<>} o.id)
    FROM sdp.stage_outputs o
    JOIN sdp.stages s ON s.id {=} o.stage_id
    JOIN sdp.projects p ON p.id {=} s.project_id
    WHERE o.id {=} $1)"_sql,
                                       {UUIDOID}};

constinit pg::statement successful_generation_exists{R"(
    SELECT
    FROM sdp.ai_generations g
    WHERE g.id {=} $1 AND g.stage_id {=} $2 AND g.status {=} 'success')"_sql,
                                                     {UUIDOID, UUIDOID}};

constinit pg::statement deactivate_others{R"(
    UPDATE sdp.stage_outputs
    SET is_active = false
    WHERE stage_id {=} $1 AND format {=} $2 AND is_active AND id {<>} $3)"_sql,
                                          {UUIDOID, TEXTOID, UUIDOID}};

constinit pg::statement insert_context{R"(
    INSERT INTO sdp_engine.output_context (output_id, stages, versions) SELECT $1,
        pg_catalog.array_agg(s.stage_number ORDER BY s.stage_number),
        pg_catalog.array_agg(o.version ORDER BY s.stage_number)
    FROM sdp.stages s
    LEFT JOIN sdp.stage_outputs o ON o.stage_id {=} s.id AND o.format {=} 'json' AND o.is_active
    WHERE s.project_id {=} $2 AND s.stage_number {=} ANY ($3))"_sql,
                                       {UUIDOID, UUIDOID, INT4ARRAYOID}};

// The version itself is there again when the same statement added outputs after it was deleted.
constinit pg::statement versions_around{R"(
    SELECT p.slug, p.status, EXISTS (SELECT FROM sdp.stage_outputs o WHERE o.stage_id {=} s.id
        AND NOT o.version {>} $2), EXISTS (SELECT FROM sdp.stage_outputs o WHERE o.stage_id {=}
        s.id AND o.version {>} $2)
    FROM sdp.stages s
    JOIN sdp.projects p ON p.id {=} s.project_id
    WHERE s.id {=} $1)"_sql,
                                        {UUIDOID, INT4OID}};

struct situation {
    uuid project;
    std::string slug;
    project_status project_is = project_status::active;
    int stage = 0;
    stage_status status = stage_status::locked;
    std::optional<pg::jsonb_datum> data;
    bool is_active = false;
    bool has_predecessor = false;
    bool others_active = false;

    [[nodiscard]] std::string where() const
    {
        return fmt::format("stage {} of project \"{}\"", described_stage(stage), slug);
    }
};

std::optional<situation> find_situation(pg::session& session, const uuid& output)
{
    const auto found = session.run(read_situation, output);
    if (found.empty()) {
        return std::nullopt;
    }
    const auto [project, slug, project_is, stage, status, data, is_active, has_predecessor,
                others_active] =
        found.row<uuid, std::string, project_status, pg::stage_number, stage_status,
                  std::optional<pg::jsonb_datum>, bool, bool, bool>(0);
    return situation{.project = project,
                     .slug = slug,
                     .project_is = project_is,
                     .stage = stage,
                     .status = status,
                     .data = data,
                     .is_active = is_active,
                     .has_predecessor = has_predecessor,
                     .others_active = others_active};
}

bool is_altered(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    return row.differs_besides(old_row, {"is_active"});
}

error output_never_changes(const pg::trigger_row& row)
{
    return {sqlstate::append_only,
            fmt::format("output version {} cannot be changed", row.get<std::int32_t>("version")),
            "An output is immutable once written; only is_active may change.",
            "Add a new version: INSERT, or SELECT * FROM sdp.add_output(project, stage, format, "
            "content)."};
}

Datum before(const pg::trigger_event& event, pg::session& session)
{
    auto row = event.new_row();
    if (event.update()) {
        const auto old_row = event.old_row();
        if (is_altered(old_row, row)) {
            throw output_never_changes(old_row);
        }
        if (!row.differs(old_row, "is_active")) {
            return pg::trigger_event::keep(row);
        }
    }
    const auto stage = row.find<uuid>("stage_id");
    if (!stage) {
        return pg::trigger_event::keep(row); // NOT NULL refuses it.
    }
    const auto id = row.find<uuid>("id");
    struct place {
        uuid project;
        int stage;
        stage_status status;
        int next_version;
        bool exists;
    };
    const auto find_place = [&]() -> std::optional<place> {
        const auto found = session.run(read_place, *stage, id)
                               .first<uuid, pg::stage_number, stage_status, std::int32_t, bool>();
        if (!found) {
            return std::nullopt;
        }
        const auto& [project, number, status, next_version, exists] = *found;
        return place{project, number, status, next_version, exists};
    };
    auto where = find_place();
    if (where && !pg::holds_lock(where->project)) {
        const auto project = where->project;
        engine::lock_stages(session, project, only_stage(where->stage));
        where = find_place(); // Its status stays, now that its row is locked.
        if (where && where->status == stage_status::complete) {
            // The output reverts it.
            engine::lock_stages(session, project, {where->stage + 1, last_stage});
        }
        engine::lock_project(session, project);
        where = find_place(); // As it is under the lock.
    }
    if (!event.insert()) {
        return pg::trigger_event::keep(row);
    }
    if (!where) { // The foreign key refuses it.
        row.set("version", session.run(version_without_stage, *stage).one<std::int32_t>());
    } else if (!where->exists) {
        // What exists already is not inserted: its row stays as sent, for an upsert's excluded.
        row.set("version", where->next_version);
    }
    if (id) {
        engine::see_content(*id, row.find<std::string_view>("content").value_or(""));
    }
    return pg::trigger_event::keep(row);
}

void require_generation(pg::session& session, const pg::trigger_row& row, const situation& now)
{
    const auto generation = row.find<uuid>("ai_generation_id");
    const bool by_model = row.get<std::string>("generated_by") == "ai";
    if (by_model != generation.has_value()) {
        throw error{sqlstate::invalid_generation,
                    fmt::format("output of {} does not agree with its generation", now.where()),
                    by_model ? "It is generated by ai but names no generation."
                             : "It is generated by a human but names a generation.",
                    "An ai output has ai_generation_id set, a human one has it null."};
    }
    if (by_model &&
        session.run(successful_generation_exists, *generation, row.get<uuid>("stage_id")).empty()) {
        throw error{sqlstate::invalid_generation,
                    fmt::format("output of {} names a generation that is not its own", now.where()),
                    fmt::format("Generation {} does not exist, is of another stage, or did not "
                                "succeed.",
                                generation->text())};
    }
}

// The content's jsonb where the format is json; null for others, and where the content is to become
// the stage's data and is already their text. SD205 and SD206.
Jsonb* require_content(const pg::trigger_event& event, const pg::trigger_row& row,
                       output_format format, const situation& now, bool becomes_data)
{
    if (becomes_data && now.data && event.is_stored_as_seen() &&
        engine::was_seen_as_text_of(row.get<uuid>("id"), *now.data)) {
        return nullptr;
    }
    const auto content = row.get<std::string_view>("content");
    if (content.size() > pg::most_content_bytes()) {
        throw content_too_large(now.where(), content.size(), pg::most_content_bytes());
    }
    // The engine's own text of the data is known to be good.
    if (becomes_data && now.data && engine::is_text_of(content, *now.data)) {
        return nullptr;
    }
    if (format == output_format::json) {
        const auto parsed = pg::parse_object(std::string(content));
        if (parsed.document == nullptr) {
            throw malformed_content(format, now.where(), parsed.fault);
        }
        return parsed.document;
    }
    if (const auto fault = fault_in(format, content, pg::check_for_interrupts)) {
        throw malformed_content(format, now.where(), *fault);
    }
    return nullptr;
}

// One UPDATE may save data and ask for a generation: the data's output comes before the ticket.
bool takes_outputs(pg::session& session, const uuid& stage_id, stage_status status)
{
    if (status == stage_status::generating) {
        const auto ticket = engine::latest_ticket(session, stage_id);
        return !ticket || !ticket->open;
    }
    return status != stage_status::locked;
}

void require_open_for_outputs(pg::session& session, const uuid& stage_id, const situation& now)
{
    if (!takes_outputs(session, stage_id, now.status)) {
        throw error{sqlstate::stage_not_editable,
                    fmt::format("outputs of {} cannot be changed", now.where()),
                    fmt::format("The stage is {}.", name_of(now.status)),
                    now.status == stage_status::locked ? "Complete the stages before it first."
                                                       : "Wait until the generation has finished."};
    }
}

void record_context(pg::session& session, const uuid& output, const situation& now)
{
    const auto& context = definition_of(now.stage).context;
    const auto count = static_cast<int>(
        std::count_if(context.begin(), context.end(), [](int stage) { return stage != 0; }));
    if (count == 0) {
        return;
    }
    const auto numbers = pg::call([&] {
        Datum elements[std::tuple_size_v<std::remove_cvref_t<decltype(context)>>];
        for (int i = 0; i < count; ++i) {
            elements[i] = Int32GetDatum(context[static_cast<std::size_t>(i)]);
        }
        return pg::integer_array_datum{
            PointerGetDatum(construct_array_builtin(elements, count, INT4OID))};
    });
    session.run(insert_context, output, now.project, numbers);
}

// With two stages, one of them would be reverted, and the other locked by that or refused: as the
// rows' order will have it.
void require_only_stage(const pg::trigger_row& row, const uuid& stage_id, const situation& now)
{
    if (!pg::is_first_of_command(now.project, "change", row.command(), stage_id)) {
        throw error{
            sqlstate::several_changes,
            fmt::format("one statement changes two stages of project \"{}\"", now.slug),
            fmt::format("An output of stage {} is one of the changes.", described_stage(now.stage)),
            "Change one stage a statement; the engine opens and locks the others itself."};
    }
}

// An activated json output is the stage's data; on a complete stage that is a revert first. The
// document is null where it is the data already.
void apply_content(pg::session& session, const pg::trigger_row& row, const situation& now,
                   Jsonb* document, bool inserted)
{
    const auto stage_id = row.get<uuid>("stage_id");
    const bool same =
        document == nullptr || (now.data && pg::equal(pg::jsonb_of(*now.data), document));
    if (!same) {
        require_only_stage(row, stage_id, now);
        if (now.status == stage_status::complete) {
            engine::change_status(session, stage_id, stage_status::review);
        }
        const auto content = row.get<std::string>("content");
        const pg::known_object known(content, document);
        engine::change_data(session, stage_id, {JsonbPGetDatum(document)});
    } else if (now.status == stage_status::active && inserted) {
        require_only_stage(row, stage_id, now);
        engine::change_status(session, stage_id, stage_status::review);
    }
}

error two_activated(const situation& now, output_format format)
{
    return {
        sqlstate::several_changes,
        fmt::format("one statement activates two {} outputs of {}", name_of(format), now.where()),
        "At most one output is active for each stage and format.",
        "Activate one; the engine deactivates the other."};
}

void require_active_project(const situation& now)
{
    if (now.project_is != project_status::active) {
        throw project_not_active(now.slug, now.project_is);
    }
}

// While the engine itself deactivates an output for the sake of another one, whose rules have been
// asked already.
constinit int taking_over = 0;

class taking_over_scope {
public:
    taking_over_scope() { ++taking_over; }
    ~taking_over_scope() { --taking_over; }
    taking_over_scope(const taking_over_scope&) = delete;
    taking_over_scope& operator=(const taking_over_scope&) = delete;
};

// The output is the active one of its format now, and the only one.
void take_over(pg::session& session, const pg::trigger_row& row, const situation& now,
               output_format format)
{
    const auto id = row.get<uuid>("id");
    const auto stage_id = row.get<uuid>("stage_id");
    require_open_for_outputs(session, stage_id, now);
    if (!now.is_active || !pg::is_first_of_command(stage_id, name_of(format), row.command(), id)) {
        throw two_activated(now, format);
    }
    if (now.others_active) {
        const taking_over_scope scope;
        engine::require_written(session.run(deactivate_others, stage_id, name_of(format), id),
                                fmt::format("an output of {}", now.where()));
    }
}

void require_assigned_version(const pg::trigger_row& row, const situation& now)
{
    const int version = row.get<std::int32_t>("version");
    if (version < 1 || (version > 1 && !now.has_predecessor)) {
        throw error{sqlstate::immutable_value,
                    fmt::format("version {} of an output of {} was not assigned by the engine",
                                version, now.where()),
                    "Versions are numbered without gaps.",
                    "Leave the version to the trigger \"00_sdp_before\"."};
    }
}

void after_insert(const pg::trigger_event& event, pg::session& session)
{
    const auto row = event.new_row();
    const auto id = row.get<uuid>("id");
    const auto stage_id = row.get<uuid>("stage_id");
    const auto format = row.get<output_format>("format");
    const bool active = row.get<bool>("is_active");
    const auto found = find_situation(session, id);
    if (!found) {
        return; // Deleted by the same statement.
    }
    const situation& now = *found;
    require_active_project(now);
    require_open_for_outputs(session, stage_id, now);
    require_generation(session, row, now);
    require_assigned_version(row, now);
    const bool becomes_data = active && format == output_format::json;
    Jsonb* const document = require_content(event, row, format, now, becomes_data);
    if (!now.data && !becomes_data) {
        throw error{sqlstate::stage_without_data, fmt::format("{} has no data", now.where()),
                    fmt::format("Its first output is an active json one, not {}.",
                                active ? name_of(format) : "an inactive one"),
                    "Save the stage's data first."};
    }
    if (active) {
        take_over(session, row, now, format);
    }
    record_context(session, id, now);
    if (becomes_data) {
        apply_content(session, row, now, document, true);
    }
}

// Left as it was, unless the same statement activates another one as well.
void require_only_activation(pg::session& session, const pg::trigger_row& row, output_format format)
{
    const auto id = row.get<uuid>("id");
    if (!pg::is_first_of_command(row.get<uuid>("stage_id"), name_of(format), row.command(), id)) {
        if (const auto now = find_situation(session, id)) {
            throw two_activated(*now, format);
        }
    }
}

void after_update(const pg::trigger_event& event, pg::session& session)
{
    const auto old_row = event.old_row();
    const auto row = event.new_row();
    if (is_altered(old_row, row)) {
        throw output_never_changes(old_row);
    }
    const auto format = row.get<output_format>("format");
    const bool active = row.get<bool>("is_active");
    if (active == old_row.get<bool>("is_active")) {
        if (active) {
            require_only_activation(session, row, format);
        }
        return;
    }
    if (!active && taking_over > 0) {
        return;
    }
    const auto now = find_situation(session, row.get<uuid>("id"));
    if (!now) {
        return; // Deleted by the same statement.
    }
    require_active_project(*now);
    if (!active) {
        return;
    }
    take_over(session, row, *now, format);
    if (format == output_format::json) {
        // Checked when it was written, but not where it was loaded.
        auto parsed = pg::parse_object(row.get<std::string>("content"));
        if (parsed.document == nullptr) {
            throw malformed_content(format, now->where(), parsed.fault);
        }
        apply_content(session, row, *now, parsed.document, false);
    }
}

void after_delete(const pg::trigger_event& event, pg::session& session)
{
    const auto row = event.old_row();
    const auto stage = row.get<uuid>("stage_id");
    const auto place = engine::place_of_stage(session, stage);
    if (!place) {
        return; // It goes with its stage.
    }
    engine::lock_project(session, place->project);
    const auto version = row.get<std::int32_t>("version");
    const auto now = session.run(versions_around, stage, version)
                         .first<std::string, project_status, bool, bool>();
    if (!now) {
        return;
    }
    const auto& [slug, status, has_older, has_newer] = *now;
    if (status != project_status::active) {
        throw project_not_active(slug, status);
    }
    const bool oldest = !has_older;
    const bool newest = !has_newer;
    if (row.get<bool>("is_active") || !oldest || newest) {
        throw error{
            sqlstate::not_deletable,
            fmt::format("output version {} of stage {} of project \"{}\" cannot be deleted",
                        version, described_stage(place->number), slug),
            row.get<bool>("is_active") ? "It is active."
            : newest                   ? "No newer version of its stage would be left."
                                       : "Older versions of its stage are still there.",
            "Only inactive versions can go, the oldest first; DELETE FROM sdp.projects takes "
            "all that is a project's."};
    }
}

Datum enforce_stage_outputs(const pg::arguments& call)
{
    return enforce(call, "sdp", "stage_outputs",
                   {.before_insert = before,
                    .before_update = before,
                    .after_insert = after_insert,
                    .after_update = after_update,
                    .after_delete = after_delete});
}

} // namespace

SDP_FUNCTION(sdp_enforce_stage_outputs, enforce_stage_outputs)

} // namespace sdp::triggers
