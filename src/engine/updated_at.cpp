#include "engine/updated_at.hpp"

namespace sdp::engine {

void advance_updated_at(pg::trigger_row& row, const pg::trigger_row& old_row)
{
    const bool set_by_client = row.differs(old_row, "updated_at");
    const bool changed = row.differs_besides(old_row, {"updated_at"});
    if (!set_by_client && !changed) {
        return;
    }
    const auto given = row.find<pg::timestamp>("updated_at");
    if (set_by_client && !given) {
        return; // NOT NULL refuses it.
    }
    auto next = set_by_client ? *given : pg::timestamp{GetCurrentTransactionStartTimestamp()};
    if (const auto before = old_row.find<pg::timestamp>("updated_at")) {
        const bool moves = changed && IS_VALID_TIMESTAMP(before->microseconds + 1);
        next.microseconds = std::max(next.microseconds, before->microseconds + (moves ? 1 : 0));
    }
    row.set("updated_at", next);
}

} // namespace sdp::engine
