#pragma once
#include "core/archive/zip_reader.hpp"
#include "core/finding.hpp"

#include <vector>

namespace sdp {

// What is wrong with a package as it was read from a zip: first what the reader found; where that
// is nothing, whether the files are those that the manifest lists, unchanged, and whether the
// manifest's digest is right. Errors before warnings. The path of a finding is that of the file,
// its stage that which the file belongs to, 9 for the package as a whole.
[[nodiscard]] std::vector<finding> package_findings(const zip_contents& contents);

// The rule of the finding that a package has no manifest.
inline constexpr std::string_view rule_manifest_missing = "package-manifest-missing";

// The stage whose folder a path is in; 9 where it is none's.
[[nodiscard]] int stage_of_path(std::string_view path);

} // namespace sdp
