#pragma once
#include "core/package_check.hpp"

namespace sdp::engine {

// What is wrong with a package, by the manifest's schema of this library, not the registered one:
// the same bytes have the same findings on every server.
std::vector<finding> package_findings(const zip_contents& contents);

} // namespace sdp::engine
