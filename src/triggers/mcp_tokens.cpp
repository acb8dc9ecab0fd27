// The trigger of sdp.mcp_tokens: what a row may hold. The tokens' functions come with their issue.
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/names.hpp"
#include "engine/project_lock.hpp"
#include "engine/project_stages.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::triggers {

namespace {

bool is_sha256(std::string_view text)
{
    return text.size() == 64 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Null is for ever.
bool lives_longer(const pg::trigger_row& old_row, const pg::trigger_row& row)
{
    const auto before = old_row.find<pg::timestamp>("expires_at");
    const auto after = row.find<pg::timestamp>("expires_at");
    return before && (!after || after->microseconds > before->microseconds);
}

Datum enforce_mcp_tokens(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp", "mcp_tokens");
    if (event.load_mode()) {
        return event.unchanged();
    }
    const auto row = event.new_row();
    if (event.update()) {
        if (row.differs_besides(event.old_row(), {"label", "last_used_at", "expires_at"})) {
            throw error{sqlstate::immutable_value,
                        fmt::format("token \"{}\" cannot be changed",
                                    event.old_row().get<std::string>("label")),
                        "Only its label, last_used_at and expires_at change."};
        }
        if (lives_longer(event.old_row(), row)) {
            throw error{sqlstate::immutable_value,
                        fmt::format("expires_at of token \"{}\" cannot be put off",
                                    event.old_row().get<std::string>("label")),
                        "A token's time is only ever shortened.", "Make a new token."};
        }
    }
    engine::require_not_blank("label", "mcp_tokens", row.get<std::string>("label"));
    if (event.update()) {
        return event.unchanged();
    }
    if (!is_sha256(row.get<std::string>("token_hash"))) {
        throw error{
            sqlstate::invalid_argument,
            fmt::format("token_hash of token \"{}\" is not valid", row.get<std::string>("label")),
            "It is the SHA-256 of the token as 64 lower-case hexadecimal digits."};
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
    return event.unchanged();
}

} // namespace

SDP_FUNCTION(sdp_enforce_mcp_tokens, enforce_mcp_tokens)

} // namespace sdp::triggers
