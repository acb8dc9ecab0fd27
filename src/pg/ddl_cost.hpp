#pragma once
#include "pg/ddl_names.hpp"

extern "C" {
#include "nodes/parsenodes.h"
}

// What a statement may cost. The deadline of a trial ends what asks for interrupts; parse analysis
// and the evaluation of constants do not, so they get nothing that takes long: a numeric of 131,000
// digits takes seconds for one division, and 'x'::char(10000000) has 10 MB wherever it stands.
namespace sdp::pg {

// Counts a part of the statement, which may have only so many.
bool count_node(ddl_judgement* judgement);
// The same for a relation in a query: each brings all its columns.
bool count_relation(ddl_judgement* judgement);
// The lengths of types, as in char(20), may sum up to only so much.
bool judge_lengths(ddl_judgement* judgement, const List* modifiers);
bool judge_literal(ddl_judgement* judgement, const A_Const* literal);
// An operator: `constant` where no column is under it, so that the server may compute its result
// at once.
bool judge_operation(ddl_judgement* judgement, const A_Expr* operation, bool constant);

} // namespace sdp::pg
