#include "engine/stage_events.hpp"

#include "core/written_time.hpp"

#include "engine/events.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement insert_event{
    R"(
    INSERT INTO sdp_engine.stage_events (project_id, seq, stage_id, stage_number, from_status,
        to_status, actor, reason, erased_completed_at, transaction_id)
    SELECT $1, coalesce(pg_catalog.max(e.seq), 0) {+} 1, $2, $3, $4, $5, $6, $7, $8,
        pg_catalog.pg_current_xact_id()
    FROM sdp_engine.stage_events e WHERE e.project_id {=} $1)"_sql,
    {UUIDOID, UUIDOID, INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID}};

constinit pg::statement find_erased_time{R"(
    SELECT FROM sdp_engine.stage_events e
    WHERE e.project_id {=} $1 AND e.stage_id {=} $2 AND e.erased_completed_at {>=} $3
        AND e.erased_completed_at {<} $4)"_sql,
                                         {UUIDOID, UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID}};

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
                  stage_status from, stage_status to,
                  const std::optional<pg::timestamp>& erased_completed_at)
{
    const auto user = pg::acting_user();
    session.run(insert_event, project, stage_id, stage, name_of(from), name_of(to),
                user ? *user : pg::session_role(), reason_for(stage_id), erased_completed_at);
    if (from != to) {
        send_event("stage_changed", {{"project_id", project}, {"stage_id", stage_id}});
    }
}

bool is_erased_time(pg::session& session, const uuid& project, const uuid& stage_id,
                    const std::optional<pg::timestamp>& completed_at)
{
    if (!completed_at || completed_at->microseconds == GetCurrentTransactionStartTimestamp()) {
        return false; // Ours, or as good.
    }
    const auto meant = times_meant_by(completed_at->microseconds);
    return !session
                .run(find_erased_time, project, stage_id, pg::timestamp{meant.first},
                     pg::timestamp{meant.end})
                .empty();
}

} // namespace sdp::engine
