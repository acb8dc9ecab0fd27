#pragma once
#include "core/finding.hpp"
#include "core/uuid.hpp"

namespace sdp::engine {

// What comes of a project's DDL when it is run for trial, with the caller's rights: that of its
// stage 3, where this is for PostgreSQL. Nothing of it remains. SD101, SD406.
std::vector<finding> ddl_findings(const uuid& project);

} // namespace sdp::engine
