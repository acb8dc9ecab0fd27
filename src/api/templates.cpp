// Templates: from a project, and into one.
#include "core/sqlstates.hpp"

#include "engine/kept_rows.hpp"
#include "engine/installed.hpp"
#include "engine/names.hpp"
#include "engine/project_stages.hpp"
#include "engine/templates.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"

namespace sdp::api {

namespace {

// Stage 9 says what is exported of one project, which is nothing to begin another with.
constinit pg::statement insert_template{R"(
    INSERT INTO sdp.templates (name, description, category, icon, stage_defaults)
    SELECT coalesce($2, p.name), coalesce($3, p.description, ''), $4, $5, coalesce((
        SELECT pg_catalog.jsonb_object_agg(s.stage_name, s.data)
        FROM sdp.stages s
        WHERE s.project_id {=} p.id AND s.data IS NOT NULL AND s.stage_number {<} 9), '{}')
    FROM sdp.projects p WHERE p.id {=} $1
    RETURNING id)"_sql,
                                        {UUIDOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID}};

constinit pg::statement has_template{R"(
    SELECT FROM sdp.projects WHERE id {=} $1 AND template_id {=} $2)"_sql,
                                     {UUIDOID, UUIDOID}};

constinit pg::statement name_template{R"(
    UPDATE sdp.projects SET template_id = $2 WHERE id {=} $1 AND (template_id IS NULL OR template_id {<>} $2))"_sql,
                                      {UUIDOID, UUIDOID}};

// The open stage is saved, as a human's; the locked ones only hold what they will begin with.
constinit pg::statement fill_stages{R"(
    UPDATE sdp.stages s SET data = t.stage_defaults {->} s.stage_name
    FROM sdp.templates t
    WHERE s.project_id {=} $1 AND s.stage_number {=} $3 AND t.id {=} $2 AND s.data IS NULL
        AND t.stage_defaults {->} s.stage_name IS NOT NULL)"_sql,
                                    {UUIDOID, UUIDOID, INT4OID}};

// As wide as the columns.
constexpr std::size_t longest_template_name = 255;
constexpr std::size_t longest_category = 20;
constexpr std::size_t longest_icon = 50;

Datum save_as_template(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto name = call.find<std::string>(1);
    const auto description = call.find<std::string>(2);
    const auto category = call.get<std::string>(3);
    const auto icon = call.find<std::string>(4);
    engine::require_fitting("name of the template", name.value_or(""), longest_template_name);
    engine::require_fitting("category of the template", category, longest_category);
    engine::require_fitting("icon of the template", icon.value_or(""), longest_icon);
    pg::session session;
    engine::require_installation(session);
    const auto project = engine::require_project_stages(session, id);
    const auto made = session.run(insert_template, id, name, description, category, icon);
    if (made.empty() && !engine::find_project_stages(session, id)) {
        throw engine::project_not_found(id); // With its owner, meanwhile.
    }
    const auto template_id =
        engine::returned<uuid>(made, fmt::format("a template of project \"{}\"", project.slug));
    // Whose it is, the engine notes.
    const pg::as_system_owner owner;
    if (!engine::set_template_owner(session, template_id, project.owner)) {
        throw engine::project_not_found(id);
    }
    return pg::uuid_result(template_id);
}

void require_usable(pg::session& session, const uuid& id, const uuid& user)
{
    const pg::as_system_owner owner;
    if (!engine::is_template_usable(session, id, user)) {
        throw engine::template_not_found(id);
    }
}

Datum apply_template(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto from = call.get<uuid>(1);
    pg::session session;
    engine::require_installation(session);
    const auto project = engine::open_stage(session, id, first_stage, all_stages);
    require_usable(session, from, project.owner);
    if (session.run(name_template, id, from).empty() &&
        session.run(has_template, id, from).empty()) {
        throw engine::kept_row(fmt::format("project \"{}\"", project.slug));
    }
    std::int32_t filled = 0;
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        const auto status = project.statuses.of(stage);
        if (status == stage_status::active || status == stage_status::locked) {
            filled += static_cast<std::int32_t>(session.run(fill_stages, id, from, stage).size());
        }
    }
    return Int32GetDatum(filled);
}

} // namespace

SDP_FUNCTION(sdp_save_as_template, save_as_template)
SDP_FUNCTION(sdp_apply_template, apply_template)

} // namespace sdp::api
