#include "triggers/row_rules.hpp"

#include "core/written_time.hpp"

namespace sdp::triggers {

Datum enforce(const pg::arguments& call, const char* schema, const char* table,
              const row_rules& rules)
{
    const pg::trigger_event event(call, schema, table);
    if (event.load_mode()) {
        return event.unchanged();
    }
    const pg::as_system_owner owner;
    pg::session session;
    if (event.before()) {
        auto* const rule = event.insert()   ? rules.before_insert
                           : event.update() ? rules.before_update
                                            : nullptr;
        return rule == nullptr ? event.unchanged() : rule(event, session);
    }
    auto* const rule = event.insert()   ? rules.after_insert
                       : event.update() ? rules.after_update
                                        : rules.after_delete;
    if (rule != nullptr) {
        rule(event, session);
    }
    return event.unchanged();
}

void keep_times(pg::trigger_row& row, const pg::trigger_row& old_row,
                std::initializer_list<const char*> columns)
{
    for (const char* const column : columns) {
        if (!row.differs(old_row, column)) {
            continue;
        }
        const auto before = old_row.find<pg::timestamp>(column);
        const auto written = row.find<pg::timestamp>(column);
        if (before && written && times_meant_by(written->microseconds).has(before->microseconds)) {
            row.set(column, *before);
        }
    }
}

} // namespace sdp::triggers
