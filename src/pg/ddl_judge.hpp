#pragma once
#include "pg/ddl_names.hpp"

namespace sdp::pg {

// Whether a trial may run a statement, by its raw parse tree: CREATE SCHEMA, TABLE, INDEX, TYPE
// (enum or composite), DOMAIN, SEQUENCE, VIEW, COMMENT and ALTER TABLE ADD, of which every part is
// one that is known to be harmless; all else is refused. Where it may, the tree names schemas as
// the trial does; where not, the tree is of no more use.
bool judge_statement(ddl_judgement* judgement, Node* statement);

} // namespace sdp::pg
