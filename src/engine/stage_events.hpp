#pragma once
#include "core/stages.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Writes the row of sdp_engine.stage_events for a change of status, numbered after the last one of
// its project, with the completed_at that it erases. Under the project's lock, as the system's
// owner.
void record_event(pg::session& session, const uuid& project, const uuid& stage_id, int stage,
                  stage_status from, stage_status to,
                  const std::optional<pg::timestamp>& erased_completed_at);

// Whether a completed_at that a client sent for a stage is one that a change of status has erased:
// to the millisecond, since JavaScript's Date has no more.
bool is_erased_time(pg::session& session, const uuid& project, const uuid& stage_id,
                    const std::optional<pg::timestamp>& completed_at);

// The reason given for a stage's next change of status, for the length of a scope.
class stated_reason {
public:
    stated_reason(const uuid& stage_id, std::optional<std::string> reason);
    ~stated_reason();
    stated_reason(const stated_reason&) = delete;
    stated_reason& operator=(const stated_reason&) = delete;

private:
    friend std::optional<std::string> reason_for(const uuid& stage_id);
    const stated_reason* outer_;
    uuid stage_id_;
    std::optional<std::string> reason_;
};

} // namespace sdp::engine
