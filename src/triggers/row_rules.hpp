#pragma once
#include "pg/spi.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::triggers {

// What a table's triggers do, by event. BEFORE normalises the row and returns it; AFTER is the
// authority and causes the effects. Null where nothing is to be done.
struct row_rules {
    Datum (*before_insert)(const pg::trigger_event&, pg::session&) = nullptr;
    Datum (*before_update)(const pg::trigger_event&, pg::session&) = nullptr;
    void (*after_insert)(const pg::trigger_event&, pg::session&) = nullptr;
    void (*after_update)(const pg::trigger_event&, pg::session&) = nullptr;
    void (*after_delete)(const pg::trigger_event&, pg::session&) = nullptr;
};

// The whole body of the trigger function of a table: nothing in load mode, else the rule for the
// event, as the system's owner.
Datum enforce(const pg::arguments& call, const char* schema, const char* table,
              const row_rules& rules);

// Puts back what these columns, of times that never change, had before, where the row has it as a
// client writes what it read (core/written_time.hpp). For BEFORE triggers.
void keep_times(pg::trigger_row& row, const pg::trigger_row& old_row,
                std::initializer_list<const char*> columns);

} // namespace sdp::triggers
