#pragma once
#include "pg/ddl_names.hpp"

namespace sdp::pg {

// Whether an expression, a query or a list of them consists of what a trial runs; false where it is
// refused. Null is nothing to refuse.
bool judge_expression(ddl_judgement* judgement, Node* expression);

} // namespace sdp::pg
