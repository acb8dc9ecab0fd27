#include "engine/updated_at.hpp"

namespace sdp::engine {

void advance_updated_at(pg::trigger_row& row, const pg::trigger_row& old_row)
{
    const bool set_by_client = row.differs(old_row, "updated_at");
    if (!set_by_client && !row.differs_besides(old_row, {})) {
        return;
    }
    const auto given = row.find<pg::timestamp>("updated_at");
    if (set_by_client && !given) {
        return; // NOT NULL refuses it.
    }
    const auto wanted =
        set_by_client ? *given : pg::timestamp{GetCurrentTransactionStartTimestamp()};
    const auto before = old_row.find<pg::timestamp>("updated_at");
    row.set("updated_at", before && before->microseconds > wanted.microseconds ? *before : wanted);
}

} // namespace sdp::engine
