#pragma once
#include "core/stages.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// Writes the row of sdp_engine.stage_events for a change of status, numbered after the last one of
// its project. Under the project's lock, as the system's owner.
void record_event(pg::session& session, const uuid& project, const uuid& stage_id, int stage,
                  stage_status from, stage_status to);

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
