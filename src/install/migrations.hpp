#pragma once
#include "pg/spi.hpp"

namespace sdp::install {

// What became of the migrations that were not recorded.
struct migrated {
    int run = 0;
    int adopted = 0;
};

// In the cage. Brings the tables to the newest migration. One that is not recorded, but whose
// tables and columns are all there (a dump of the schema alone brings them without the record), is
// recorded; the others are run. SD403: the tables are newer than this library, or have some of what
// a migration makes and lack the rest.
migrated migrate(pg::session& session);

} // namespace sdp::install
