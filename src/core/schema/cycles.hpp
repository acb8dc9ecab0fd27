#pragma once
#include "core/schema/program.hpp"

namespace sdp {

// SD213 for a schema that applies itself to the same value: it would never end.
void refuse_cycles(const schema_program& program);

// A schema that is nothing but a $ref is passed by: chains of them cost nothing then.
void pass_by_references(schema_program& program);

} // namespace sdp
