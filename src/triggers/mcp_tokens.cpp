// The trigger of sdp.mcp_tokens: what a row may hold. The tokens' functions come with their issue.
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"
#include "core/token.hpp"

#include "engine/names.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "pg/spi.hpp"
#include "pg/trigger_event.hpp"
#include "triggers/row_rules.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement count_live{R"(
    SELECT pg_catalog.count(*) FROM sdp.mcp_tokens t
    WHERE t.project_id {=} $1 AND (t.expires_at IS NULL OR t.expires_at {>} pg_catalog.now()))"_sql,
                                   {UUIDOID}};

// Null is for ever.
token_end end_in(const pg::trigger_row& row)
{
    const auto found = row.find<pg::timestamp>("expires_at");
    return found ? token_end(found->microseconds) : std::nullopt;
}

constinit pg::statement read_slug{R"(
    SELECT p.slug
    FROM sdp.projects p
    WHERE p.id {=} $1)"_sql,
                                  {UUIDOID}};

void require_acceptable_change(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    const auto altered =
        row.first_difference_besides(old_row, {"label", "last_used_at", "expires_at"});
    if (!altered && !is_put_off(end_in(old_row), end_in(row))) {
        return;
    }
    const auto id = old_row.get<uuid>("project_id");
    const pg::as_system_owner owner;
    pg::session session(pg::session::access::read_only);
    throw token_never_changes(altered.value_or("expires_at"), old_row.get<std::string>("label"),
                              session.run(read_slug, id).first<std::string>().value_or(id.text()));
}

Datum enforce_mcp_tokens(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp", "mcp_tokens");
    if (event.load_mode()) {
        return event.unchanged();
    }
    auto row = event.new_row();
    if (event.update()) {
        const auto old_row = event.old_row();
        if (event.before()) {
            keep_times(row, old_row, {"created_at"});
        }
        require_acceptable_change(old_row, row);
    }
    engine::require_not_blank("label", "mcp_tokens", row.get<std::string>("label"));
    if (event.update()) {
        return pg::trigger_event::keep(row);
    }
    if (auto refused =
            refusal_of_token(row.get<std::string>("label"), row.get<std::string>("token_hash"))) {
        throw *std::move(refused);
    }
    const pg::as_system_owner owner;
    pg::session session;
    const auto id = row.get<uuid>("project_id");
    engine::lock_project(session, id);
    const auto project = engine::find_project_stages(session, id);
    if (project && project->owner != row.get<uuid>("user_id")) {
        throw error{sqlstate::user_not_found,
                    fmt::format("token \"{}\" is not for the owner of project \"{}\"",
                                row.get<std::string>("label"), project->slug),
                    "A token's user is the project's owner."};
    }
    if (project && project->status != project_status::active) {
        throw project_not_active(project->slug, project->status);
    }
    // Not before: an upsert may find that its row is there.
    if (project && !event.before()) {
        const auto live = session.run(count_live, id).one<std::int64_t>();
        if (auto refused = refusal_of_another_token(project->slug, live)) {
            throw *std::move(refused);
        }
    }
    return event.unchanged();
}

} // namespace

SDP_FUNCTION(sdp_enforce_mcp_tokens, enforce_mcp_tokens)

} // namespace sdp::triggers
