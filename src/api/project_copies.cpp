// Projects made of what is there: a copy of one, and the example that the extension brings.
#include "core/sqlstates.hpp"

#include "engine/embedded_files.hpp"
#include "engine/installed.hpp"
#include "engine/kept_rows.hpp"
#include "engine/names.hpp"
#include "engine/new_project.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_outputs.hpp"
#include "engine/stage_rows.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"
#include "pg/jsonb.hpp"
#include "pg/subtransaction.hpp"

namespace sdp::api {

namespace {

constinit pg::statement copy_project{R"(
    INSERT INTO sdp.projects (user_id, name, description, template_id, ai_provider_id, slug)
    SELECT p.user_id, coalesce($2, pg_catalog.left(p.name, 248) {||} ' (copy)'), p.description,
        p.template_id, p.ai_provider_id, NULL
    FROM sdp.projects p WHERE p.id {=} $1
    RETURNING id)"_sql,
                                     {UUIDOID, TEXTOID}};

// New stages begin with data where a template, or here the project copied, gives them some.
constinit pg::statement copy_stages{R"(
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status, data,
        user_input)
    SELECT $2, d.number, d.name, coalesce(s.stage_label, d.custom_label, d.label),
        CASE WHEN d.number {=} 1 THEN 'active' ELSE 'locked' END, s.data, s.user_input
    FROM sdp_engine.stage_definitions d
    LEFT JOIN sdp.stages s ON s.project_id {=} $1 AND s.stage_number {=} d.number
    ORDER BY d.number)"_sql,
                                    {UUIDOID, UUIDOID}};

constinit pg::statement copy_outputs{R"(
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    SELECT $2, 0, o.format, o.content, 'human'
    FROM sdp.stage_outputs o
    WHERE o.stage_id {=} $1 AND o.is_active
    ORDER BY o.version)"_sql,
                                     {UUIDOID, UUIDOID}};

// The stage is complete now; or the rules, which may have changed since the source's stage was
// completed, refuse that.
bool complete(pg::session& session, const uuid& stage_id)
{
    const auto failure = pg::subtransaction(
        [&] { engine::change_status(session, stage_id, stage_status::complete); });
    if (failure && failure->sqlstate() != sqlstate::validation_failed) {
        throw *failure;
    }
    return !failure;
}

// Gives the copy's open stage the status of the source's, as far as a person could. With a json
// output it is in review already.
void open_as(pg::session& session, const uuid& source, const uuid& copy, stage_status from,
             bool has_data)
{
    if (from == stage_status::review && has_data) {
        engine::change_status(session, copy, stage_status::review);
    } else if (from == stage_status::active && engine::has_active_json(session, source)) {
        engine::change_status(session, copy, stage_status::active);
    }
}

// Copies the active outputs of all stages, and completes those that the source has complete, as far
// as the rules go along.
void copy_progress(pg::session& session, const engine::project_stages& source,
                   const engine::project_stages& copy)
{
    bool open = true;
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        const auto& from = source.stage(stage);
        const auto& to = copy.stage(stage);
        if (!from || !to) {
            open = false;
            continue;
        }
        {
            const engine::copied_outputs scope(to->id);
            session.run(copy_outputs, from->id, to->id);
        }
        if (!open) {
            continue;
        }
        // The last stage completes with an export.
        open = from->status == stage_status::complete && stage < last_stage &&
               complete(session, to->id);
        if (!open) {
            open_as(session, from->id, to->id, from->status, from->has_data);
        }
        pg::check_for_interrupts();
    }
}

Datum clone_project(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto name = call.find<std::string>(1);
    pg::session session;
    engine::require_installation(session);
    if (name) {
        engine::require_project_name(*name);
    }
    // Nothing of the source changes meanwhile.
    if (!engine::lock_project(session, id)) {
        throw engine::project_not_found(id);
    }
    const auto source = engine::require_project_stages(session, id);
    const auto copy = engine::returned<uuid>(session.run(copy_project, id, name),
                                             fmt::format("a copy of project \"{}\"", source.slug));
    {
        // The definitions are the engine's; the stages' own trigger checks every row.
        const pg::as_system_owner owner;
        session.run(copy_stages, id, copy);
    }
    copy_progress(session, source, engine::require_project_stages(session, copy));
    return pg::uuid_result(copy);
}

constinit pg::statement insert_demo{R"(
    INSERT INTO sdp.projects (user_id, name, description, slug) VALUES ($1, $2, $3, NULL)
    RETURNING id)"_sql,
                                    {UUIDOID, TEXTOID, TEXTOID}};

constinit pg::statement complete_with{R"(
    UPDATE sdp.stages SET data = $3, status = 'complete'
    WHERE project_id {=} $1 AND stage_number {=} $2)"_sql,
                                      {UUIDOID, INT4OID, JSONBOID}};

pg::jsonb_datum example_data(const stage_definition& stage)
{
    return pg::jsonb_from(std::string(engine::embedded_file_named(
        fmt::format("examples/project/{}-{}.json", stage.number, stage.name))));
}

// The example of the documentation, by the operations that everybody has.
Datum create_demo_project(const pg::arguments& call)
{
    const auto owner = call.get<uuid>(0);
    pg::session session;
    engine::require_installation(session);
    engine::hold_user(session, owner);
    const pg::jsonb_view product(pg::jsonb_of(example_data(definition_of(product_stage))));
    const auto id =
        engine::returned<uuid>(session.run(insert_demo, owner, product.member("name")->string(),
                                           product.member("tagline")->string()),
                               "the project of the example");
    engine::add_missing_stages(session, id, std::nullopt);
    for (int stage = first_stage; stage < last_stage; ++stage) {
        session.run(complete_with, id, stage, example_data(definition_of(stage)));
    }
    // The last stage completes with an export.
    engine::save_data(session, id, last_stage, example_data(definition_of(last_stage)),
                      std::nullopt);
    return pg::uuid_result(id);
}

} // namespace

SDP_FUNCTION(sdp_clone_project, clone_project)
SDP_FUNCTION(sdp_create_demo_project, create_demo_project)

} // namespace sdp::api
