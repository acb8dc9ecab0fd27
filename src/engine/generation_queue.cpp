#include "engine/generation_queue.hpp"

#include "core/lifecycle.hpp"

#include "engine/events.hpp"
#include "engine/kept_rows.hpp"
#include "engine/project_lock.hpp"
#include "engine/stage_events.hpp"
#include "engine/stage_rows.hpp"
#include "pg/identity.hpp"
#include "pg/settings.hpp"
#include "pg/subtransaction.hpp"

namespace sdp::engine {

namespace {

// A claim meets few leases that have ended; should they be many, others expire the rest.
constexpr std::int32_t most_expired_by_claim = 100;

constinit pg::statement find_overdue{R"(
    SELECT t.id, t.project_id, s.stage_number
    FROM sdp_engine.generation_tickets t
    JOIN sdp.stages s ON s.id {=} t.stage_id
    WHERE t.closed_at IS NULL AND NOT t.waiting AND t.due_at {<=} $1
    ORDER BY t.due_at, t.id
    LIMIT $2)"_sql,
                                     {TIMESTAMPTZOID, INT4OID}};

constinit pg::statement find_overdue_of_project{R"(
    SELECT t.id
    FROM sdp.stages s
    JOIN sdp_engine.generation_tickets t ON t.stage_id {=} s.id
    WHERE s.project_id {=} $1 AND t.closed_at IS NULL AND NOT t.waiting AND t.due_at {<=} $2
        AND s.stage_number {>=} $3 AND s.stage_number {<=} $4)"_sql,
                                                {UUIDOID, TIMESTAMPTZOID, INT4OID, INT4OID}};

constinit pg::statement next_waiting{R"(
    SELECT t.id, t.stage_id, t.due_at
    FROM sdp_engine.generation_tickets t
    WHERE t.closed_at IS NULL AND t.waiting AND (t.due_at, t.id) {>} ($1, $2)
    ORDER BY t.due_at, t.id
    LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED)"_sql,
                                     {TIMESTAMPTZOID, UUIDOID}};

// As the caller: who may see and change the stage may work on it.
constinit pg::statement may_work_on{R"(
    SELECT FROM sdp.stages s WHERE s.id {=} $1 FOR KEY SHARE SKIP LOCKED)"_sql,
                                    {UUIDOID}};

bool is_overdue(const ticket& what, pg::timestamp now)
{
    return what.open && !what.waiting && what.due_at &&
           what.due_at->microseconds <= now.microseconds;
}

constexpr std::string_view late = "no report came before the lease ended";

void end(pg::session& session, const ticket& what)
{
    const stated_reason scope(what.stage_id, std::string(late));
    change_status(session, what.stage_id, close_expired_ticket(session, what, late));
}

// What became of an overdue ticket; nothing where it is not overdue any more. With the project's
// lock.
std::optional<expiry> expire(pg::session& session, const uuid& id, pg::timestamp now)
{
    const auto found = find_ticket(session, id);
    if (!found || !is_overdue(*found, now)) {
        return std::nullopt;
    }
    const auto what = expiry_of(found->kind == ticket_kind::worker, found->attempt,
                                pg::most_generation_attempts());
    if (what == expiry::requeued) {
        close_expired_ticket(session, *found, late);
        open_next_attempt(session, found->id);
        announce_request(found->project_id, found->stage_id);
    } else {
        end(session, *found);
    }
    return what;
}

// The same where nobody has the project; nothing where somebody has, or where it cannot be done (a
// project that lost a stage): one broken job must not keep workers from all others.
std::optional<expiry> expire_if_free(pg::session& session, const uuid& id, const uuid& project,
                                     int stage, pg::timestamp now)
{
    std::optional<expiry> became;
    const auto failure = pg::subtransaction([&] {
        if (lock_project_without_waiting(session, project, only_stage(stage))) {
            became = expire(session, id, now);
        }
    });
    return failure ? std::nullopt : became;
}

} // namespace

void require_right_to_work_on(pg::session& session, const uuid& stage_id)
{
    require_stage_written(session, session.run(may_work_on, stage_id), stage_id);
}

void announce_request(const uuid& project, const uuid& stage_id)
{
    send_event("generation_requested", {{"project_id", project}, {"stage_id", stage_id}});
}

expired expire_overdue(pg::session& session, std::int32_t most)
{
    const pg::as_system_owner owner;
    const pg::timestamp now{GetCurrentTimestamp()};
    const auto found = session.run(find_overdue, now, most);
    expired result;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [id, project, stage] = found.row<uuid, uuid, pg::stage_number>(i);
        if (const auto became = expire_if_free(session, id, project, stage, now)) {
            ++(*became == expiry::requeued ? result.requeued : result.ended);
        }
    }
    return result;
}

std::optional<uuid> claim_next(pg::session& session, std::string_view worker,
                               pg::timestamp lease_end)
{
    expire_overdue(session, most_expired_by_claim);
    pg::timestamp after{DT_NOBEGIN};
    uuid after_id{};
    for (;;) {
        const auto candidate = [&] {
            const pg::as_system_owner owner;
            return session.run(next_waiting, after, after_id).first<uuid, uuid, pg::timestamp>();
        }();
        if (!candidate) {
            return std::nullopt;
        }
        const auto& [id, stage_id, due_at] = *candidate;
        if (!session.run(may_work_on, stage_id).empty()) {
            const pg::as_system_owner owner;
            give_ticket(session, id, worker, lease_end);
            return id;
        }
        after = due_at;
        after_id = id;
    }
}

void end_overdue(pg::session& session, const uuid& project, stage_range stages)
{
    const pg::as_system_owner owner;
    const pg::timestamp now{GetCurrentTimestamp()};
    const auto found =
        session.run(find_overdue_of_project, project, now, stages.first, stages.last);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto overdue = find_ticket(session, found.get<uuid>(i, 1));
        if (overdue && is_overdue(*overdue, now)) {
            end(session, *overdue);
        }
    }
}

} // namespace sdp::engine
