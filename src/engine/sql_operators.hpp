#pragma once

// Operators in the statements that we prepare. A plan is analysed again when the caller's
// search_path changes, and an operator of the same name in a schema before pg_catalog would then
// run as the system's owner.
#define SDP_EQ " OPERATOR(pg_catalog.=) "
#define SDP_NE " OPERATOR(pg_catalog.<>) "
#define SDP_LT " OPERATOR(pg_catalog.<) "
#define SDP_GT " OPERATOR(pg_catalog.>) "
#define SDP_PLUS " OPERATOR(pg_catalog.+) "
#define SDP_MINUS " OPERATOR(pg_catalog.-) "
#define SDP_FIELD " OPERATOR(pg_catalog.->) "
