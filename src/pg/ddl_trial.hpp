#pragma once
#include "core/ddl_trial.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

// Runs DDL in schemas of its own, with the current role's rights and nothing of the session's but
// these, in a subtransaction of which nothing remains. What it may be is judged on its parse tree
// (ddl_judge.hpp). SD406 where the role may not make schemas.
[[nodiscard]] ddl_trial try_ddl(const std::string& text, int milliseconds);

} // namespace sdp::pg
