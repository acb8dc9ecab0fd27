#pragma once
#include "core/generation_queue.hpp"

#include "engine/tickets.hpp"

// Generations that wait for a worker, and those whose worker was not heard of in time.
//
// A first claim locks the ticket's row alone. Whatever closes a ticket holds the project's lock; a
// claim and expire_overdue() take it only where it is free, so that a worker never waits for it.
namespace sdp::engine {

// SD406 where the caller may not change the stage. With the project's lock.
void require_right_to_work_on(pg::session& session, const uuid& stage_id);

// Tells workers that there is something to do.
void announce_request(const uuid& project, const uuid& stage_id);

// Gives the oldest waiting job to a worker: its ticket, or nothing when none waits that the caller
// may work on. Leases that have ended are expired first.
std::optional<uuid> claim_next(pg::session& session, std::string_view worker,
                               pg::timestamp lease_end);

// How many generations expire_overdue() has put back into the queue, and given up.
struct expired {
    std::int32_t requeued = 0;
    std::int32_t ended = 0;
};

// Expires what is overdue: leases of workers and generations that a plain UPDATE began. What others
// have locked is left for the next time. At most so many.
expired expire_overdue(pg::session& session, std::int32_t most);

// For operations on stages, which hold the project and these stages: gives up what is overdue. It
// is not tried again, since somebody has come to work on the stage.
void end_overdue(pg::session& session, const uuid& project, stage_range stages);

} // namespace sdp::engine
