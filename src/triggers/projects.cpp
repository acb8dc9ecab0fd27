// The trigger of sdp.projects: slugs, the one derived column, and what archiving and deleting mean.
#include "core/content/content.hpp"
#include "core/lifecycle.hpp"
#include "core/slug.hpp"
#include "core/sqlstates.hpp"

#include "engine/current_stage.hpp"
#include "engine/names.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/providers.hpp"
#include "engine/slugs.hpp"
#include "engine/templates.hpp"
#include "engine/tickets.hpp"
#include "engine/updated_at.hpp"
#include "pg/trigger_event.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement make_state{R"(
    INSERT INTO sdp_engine.project_state (project_id)
    VALUES ($1)
    ON CONFLICT DO NOTHING)"_sql,
                                   {UUIDOID}};

constinit pg::statement provider_owner{R"(
    SELECT c.user_id
    FROM sdp.ai_provider_configs c
    WHERE c.id {=} $1)"_sql,
                                       {UUIDOID}};

constinit pg::statement read_slug{R"(
    SELECT p.slug
    FROM sdp.projects p
    WHERE p.id {=} $1)"_sql,
                                  {UUIDOID}};

project_status status_in(const pg::trigger_row& row)
{
    const auto name = row.get<std::string>("status");
    if (const auto status = project_status_named(name)) {
        return *status;
    }
    throw error{sqlstate::invalid_argument,
                fmt::format("project status \"{}\" does not exist", name),
                "The statuses are active, archived and deleted."};
}

std::string named(const pg::trigger_row& row)
{
    return row.find<std::string>("slug").value_or("");
}

pg::timestamp now()
{
    return {GetCurrentTransactionStartTimestamp()};
}

// Makes status and deleted_at agree (I6): setting one sets the other; where both were set and
// contradict, AFTER refuses.
void agree_on_deletion(pg::trigger_row& row, bool status_set, bool deleted_at_set)
{
    const auto status = status_in(row);
    const bool deleted = status == project_status::deleted;
    if (deleted != row.is_null("deleted_at")) {
        return;
    }
    if (status_set && !deleted_at_set) {
        row.set("deleted_at", deleted ? pg::value(now()) : pg::value());
    } else if (deleted_at_set && !status_set) {
        row.set("status", name_of(deleted ? project_status::active : project_status::deleted));
    }
}

Datum before_insert(const pg::trigger_event& event, pg::session& session)
{
    auto row = event.new_row();
    const auto id = row.find<uuid>("id");
    if (const auto present = id ? session.run(read_slug, *id).first<std::string>() : std::nullopt) {
        // Not inserted: it stays as sent, for an upsert's excluded, but for what must not be null.
        if (row.is_null("slug")) {
            row.set("slug", *present);
        }
        return pg::trigger_event::keep(row);
    }
    if (row.find<std::int32_t>("current_stage") != first_stage) {
        row.set("current_stage", first_stage);
    }
    agree_on_deletion(row, !row.is_null("status"), !row.is_null("deleted_at"));
    if (status_in(row) == project_status::active && !row.is_null("deleted_at")) {
        row.set("status", name_of(project_status::deleted));
    }
    const auto owner = row.find<uuid>("user_id");
    const auto name = row.find<std::string>("name");
    // ORMs with types demand a slug: an empty one is for us to make.
    const auto slug = row.find<std::string>("slug");
    if ((!slug || slug->empty()) && owner && name) {
        row.set("slug", engine::new_slug(session, *owner, *name));
    }
    return pg::trigger_event::keep(row);
}

void require_same_project(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    if (const auto column = row.first_difference(old_row, {"id", "user_id", "created_at"})) {
        throw error{sqlstate::immutable_value,
                    fmt::format("{} of project \"{}\" cannot be changed", *column, named(old_row)),
                    "A project keeps its id, user_id and created_at.", "Create another project."};
    }
}

// A restored project whose slug was taken meanwhile gets the next free one.
void renew_slug(pg::session& session, const pg::trigger_row& old_row, pg::trigger_row& row)
{
    const bool restored = !old_row.is_null("deleted_at") && row.is_null("deleted_at");
    const auto owner = row.get<uuid>("user_id");
    const auto slug = row.get<std::string>("slug");
    if (restored && !row.differs(old_row, "slug") && engine::is_slug_taken(session, owner, slug)) {
        row.set("slug", engine::new_slug(session, owner, slug));
    }
}

Datum before_update(const pg::trigger_event& event, pg::session& session)
{
    const auto old_row = event.old_row();
    auto row = event.new_row();
    keep_times(row, old_row, {"created_at", "deleted_at"});
    if (!row.differs_besides(old_row, {})) {
        return pg::trigger_event::keep(row);
    }
    // Before an index refuses what they would be.
    require_same_project(old_row, row);
    // What no rule looks at across rows (name, description, slug, the application's own columns)
    // takes no lock: waiting for it under a row that is locked already is what deadlocks. Nor does
    // current_stage: whoever moves a stage writes it too, and so waits for this row.
    if (row.differs_in_any(old_row, "status", "ai_provider_id", "template_id", "deleted_at")) {
        engine::lock_project(session, old_row.get<uuid>("id"));
    }
    if (row.differs(old_row, "current_stage")) {
        row.set("current_stage", engine::derived_current_stage(session, old_row.get<uuid>("id")));
    }
    if (row.find<std::string>("slug") == "") {
        row.set("slug", old_row.find<std::string>("slug"));
    }
    agree_on_deletion(row, row.differs(old_row, "status"), row.differs(old_row, "deleted_at"));
    renew_slug(session, old_row, row);
    engine::advance_updated_at(row, old_row);
    return pg::trigger_event::keep(row);
}

void require_acceptable(const pg::trigger_row& row)
{
    engine::require_not_blank("name", "projects", row.get<std::string>("name"));
    const auto slug = row.get<std::string>("slug");
    if (!is_slug(slug)) {
        throw engine::invalid_slug(slug);
    }
    const bool deleted = status_in(row) == project_status::deleted;
    if (deleted == row.is_null("deleted_at")) {
        throw error{
            sqlstate::contradictory_values,
            fmt::format("status and deleted_at of project \"{}\" contradict each other", slug),
            fmt::format("The status is {} and deleted_at is {}.", name_of(status_in(row)),
                        row.is_null("deleted_at") ? "null" : "set"),
            "Set one of them; the other follows."};
    }
}

void require_own_provider(pg::session& session, const pg::trigger_row& row)
{
    const auto provider = row.find<uuid>("ai_provider_id");
    if (!provider) {
        return;
    }
    const auto owner = session.run(provider_owner, *provider).first<uuid>();
    if (owner && *owner != row.get<uuid>("user_id")) {
        throw engine::provider_not_found(*provider, named(row));
    }
}

void require_usable_template(pg::session& session, const pg::trigger_row& row)
{
    const auto id = row.find<uuid>("template_id");
    if (id && !engine::is_template_usable(session, *id, row.get<uuid>("user_id"))) {
        throw engine::template_not_found(*id);
    }
}

void after_insert(const pg::trigger_event& event, pg::session& session)
{
    const auto row = event.new_row();
    require_acceptable(row);
    require_own_provider(session, row);
    require_usable_template(session, row);
    session.run(make_state, row.get<uuid>("id"));
}

void require_active_or_only_status(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    const auto before = status_in(old_row);
    const bool moved = row.differs_in_any(old_row, "status", "deleted_at");
    // Its slug may have been taken while it was deleted; it gets a new one then.
    const bool restored = !old_row.is_null("deleted_at") && row.is_null("deleted_at");
    const bool content_changed =
        row.differs_besides(old_row, {"status", "deleted_at", "current_stage",
                                      moved ? "updated_at" : "", restored ? "slug" : ""});
    if (before != project_status::active && content_changed) {
        throw project_not_active(named(old_row), before);
    }
}

void require_derived_stage(pg::session& session, const pg::trigger_row& old_row,
                           const pg::trigger_row& row)
{
    if (!row.differs(old_row, "current_stage")) {
        return;
    }
    const int stage = row.get<std::int32_t>("current_stage");
    const int derived = engine::derived_current_stage(session, row.get<uuid>("id"));
    if (derived != stage) {
        throw error{
            sqlstate::changed_meanwhile,
            fmt::format("current_stage of project \"{}\" cannot be set to {}", named(row), stage),
            fmt::format("It is derived from the stages: {}.", derived)};
    }
}

void after_update(const pg::trigger_event& event, pg::session& session)
{
    const auto old_row = event.old_row();
    const auto row = event.new_row();
    if (!row.differs_besides(old_row, {})) {
        return;
    }
    require_same_project(old_row, row);
    require_acceptable(row);
    require_active_or_only_status(old_row, row);
    require_derived_stage(session, old_row, row);
    if (row.differs(old_row, "ai_provider_id")) {
        require_own_provider(session, row);
    }
    if (row.differs(old_row, "template_id")) {
        require_usable_template(session, row);
    }
    if (row.differs(old_row, "status") && status_in(row) != project_status::active) {
        engine::cancel_open_tickets(session, row.get<uuid>("id"));
    }
}

Datum enforce_projects(const pg::arguments& call)
{
    return enforce(call, "sdp", "projects",
                   {.before_insert = before_insert,
                    .before_update = before_update,
                    .after_insert = after_insert,
                    .after_update = after_update});
}

} // namespace

SDP_FUNCTION(sdp_enforce_projects, enforce_projects)

} // namespace sdp::triggers
