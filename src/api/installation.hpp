#pragma once
#include "pg/spi.hpp"

namespace sdp::api {

// Refuses to go on without tables (SD401) or with tables older or newer than this library (SD403).
// Asked once for each backend, and again after the tables changed.
void require_installation(pg::session& session);

// Looks out for changes of the tables; to be called once, when the library is loaded.
void watch_installation();

// True while install() works on the built-in rows that are read-only to everyone else.
bool is_installing();

} // namespace sdp::api
