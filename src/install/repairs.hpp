#pragma once
#include "pg/spi.hpp"

namespace sdp::install {

// In the cage. Puts back what is missing of columns, defaults, constraints and indexes, each in a
// subtransaction: a notice says what came back, a warning what the rows do not allow and which
// rows. How much came back, with what the replayed files will bring (views, triggers).
int put_back_what_is_missing(pg::session& session);

} // namespace sdp::install
