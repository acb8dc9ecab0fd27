// The trigger of sdp.templates.
#include "core/sqlstates.hpp"
#include "core/stages.hpp"
#include "core/validation.hpp"

#include "engine/installed.hpp"
#include "engine/names.hpp"
#include "engine/templates.hpp"
#include "pg/identity.hpp"
#include "pg/jsonb.hpp"
#include "pg/spi.hpp"
#include "pg/trigger_event.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement load_existing{
    R"(
    UPDATE sdp.templates
    SET name = $2, description = $3, category = $4, icon = $5, stage_defaults = $6,
        is_built_in = $7, created_at = $8
    WHERE id {=} $1)"_sql,
    {UUIDOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, JSONBOID, BOOLOID, TIMESTAMPTZOID}};

// A dump's row whose key is here already (a built-in template) brings its values.
Datum load(const pg::trigger_event& event)
{
    if (!event.before() || !event.insert()) {
        return event.unchanged();
    }
    const auto row = event.new_row();
    pg::session session(pg::session::access::loading);
    const auto updated =
        session.run(load_existing, row.find<uuid>("id"), row.find<std::string>("name"),
                    row.find<std::string>("description"), row.find<std::string>("category"),
                    row.find<std::string>("icon"), row.find<pg::jsonb_datum>("stage_defaults"),
                    row.find<bool>("is_built_in"), row.find<pg::timestamp>("created_at"));
    return updated.empty() ? event.unchanged() : pg::trigger_event::skip();
}

void require_acceptable(const pg::trigger_row& row)
{
    const auto name = row.get<std::string>("name");
    engine::require_not_blank("name", "templates", name);
    const auto refuse = [&name](std::string detail) {
        throw error{sqlstate::invalid_stage_defaults,
                    fmt::format("stage_defaults of template \"{}\" are not valid", name),
                    std::move(detail),
                    "It is an object whose keys are stage names and whose values are objects."};
    };
    const pg::jsonb_view defaults(pg::jsonb_of(row.get<pg::jsonb_datum>("stage_defaults")));
    if (defaults.kind() != json_kind::object) {
        refuse("It is not a JSON object.");
    }
    defaults.for_each_member([&](std::string_view stage, const pg::jsonb_view& data) {
        if (!stage_named(stage)) {
            refuse(fmt::format("There is no stage \"{}\".", stage));
        }
        if (const auto fault = fault_in_data(data)) {
            refuse(fmt::format("The default of stage \"{}\" is refused because {}.", stage,
                               fault->message));
        }
    });
}

Datum enforce_templates(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp", "templates");
    if (event.load_mode()) {
        return load(event);
    }
    if (engine::is_installing()) {
        return event.unchanged();
    }
    auto row = event.remove() ? event.old_row() : event.new_row();
    if (event.before() && event.update()) {
        keep_times(row, event.old_row(), {"created_at"});
    }
    const bool was_built_in = !event.insert() && event.old_row().get<bool>("is_built_in");
    const bool is_built_in = !event.remove() && row.get<bool>("is_built_in");
    const bool changed = !event.update() || row.differs_besides(event.old_row(), {});
    if ((was_built_in || is_built_in) && changed) {
        throw error{sqlstate::built_in_row,
                    was_built_in ? fmt::format("built-in template \"{}\" is read-only",
                                               event.old_row().get<std::string>("name"))
                                 : fmt::format("template \"{}\" cannot be made a built-in one",
                                               row.get<std::string>("name")),
                    "Built-in templates are brought by the extension.",
                    "Insert a template of your own with is_built_in = false."};
    }
    if (!event.remove()) {
        require_acceptable(row);
    }
    if (event.insert() && !event.before()) {
        const pg::as_system_owner owner;
        pg::session session;
        engine::set_template_owner_to_actor(session, row.get<uuid>("id"));
    }
    return pg::trigger_event::keep(row);
}

} // namespace

SDP_FUNCTION(sdp_enforce_templates, enforce_templates)

} // namespace sdp::triggers
