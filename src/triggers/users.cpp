// The trigger of sdp.users.
#include "engine/names.hpp"
#include "engine/updated_at.hpp"
#include "pg/spi.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement delete_projects{R"(
    DELETE FROM sdp.projects
    WHERE user_id {=} $1)"_sql,
                                        {UUIDOID}};

constinit pg::statement delete_templates{R"(
    DELETE FROM sdp.templates t
    USING sdp_engine.template_owners o
    WHERE o.template_id {=} t.id AND o.user_id {=} $1)"_sql,
                                         {UUIDOID}};

Datum enforce_users(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp", "users");
    if (event.load_mode()) {
        return event.unchanged();
    }
    if (event.remove()) {
        // The foreign keys alone refuse it: their cascade, breadth first, meets
        // ai_generations.provider_id before the stages' generations are gone. AFTER, and named to
        // come before the foreign keys' own triggers: a BEFORE trigger fails with 27000 where the
        // same statement deletes projects of the user as well.
        const auto user = event.old_row().get<uuid>("id");
        const pg::as_system_owner owner;
        pg::session session;
        session.run(delete_projects, user);
        session.run(delete_templates, user);
        return event.unchanged();
    }
    auto row = event.new_row();
    engine::require_not_blank("email", "users", row.get<std::string>("email"));
    engine::require_not_blank("name", "users", row.get<std::string>("name"));
    if (event.before() && event.update()) {
        engine::advance_updated_at(row, event.old_row());
    }
    return pg::trigger_event::keep(row);
}

} // namespace

SDP_FUNCTION(sdp_enforce_users, enforce_users)

} // namespace sdp::triggers
