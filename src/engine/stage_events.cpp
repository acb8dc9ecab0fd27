#include "engine/stage_events.hpp"

#include "engine/sql_operators.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement insert_event{
    "INSERT INTO sdp_engine.stage_events"
    " (project_id, seq, stage_id, stage_number, from_status, to_status, actor, reason)"
    " SELECT $1, coalesce(pg_catalog.max(e.seq), 0)" SDP_PLUS "1, $2, $3, $4, $5, $6, $7"
    " FROM sdp_engine.stage_events e WHERE e.project_id" SDP_EQ "$1",
    {UUIDOID, UUIDOID, INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID}};

constinit const stated_reason* innermost_reason = nullptr;

} // namespace

stated_reason::stated_reason(const uuid& stage_id, std::optional<std::string> reason)
    : outer_(innermost_reason), stage_id_(stage_id), reason_(std::move(reason))
{
    innermost_reason = this;
}

stated_reason::~stated_reason()
{
    innermost_reason = outer_;
}

std::optional<std::string> reason_for(const uuid& stage_id)
{
    if (innermost_reason == nullptr || innermost_reason->stage_id_ != stage_id) {
        return std::nullopt;
    }
    return innermost_reason->reason_;
}

void record_event(pg::session& session, const uuid& project, const uuid& stage_id, int stage,
                  stage_status from, stage_status to)
{
    const auto user = pg::acting_user();
    session.run(insert_event, project, stage_id, stage, name_of(from), name_of(to),
                user ? *user : pg::session_role(), reason_for(stage_id));
}

} // namespace sdp::engine
