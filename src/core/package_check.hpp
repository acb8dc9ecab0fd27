#pragma once
#include "core/archive/zip_reader.hpp"
#include "core/finding.hpp"
#include "core/schema/validator.hpp"

#include <optional>
#include <vector>

namespace sdp {

// What is wrong with a package as it was read from a zip: first what the reader found; where that
// is nothing, whether the manifest is as its schema says and in order, whether the files are those
// that it lists, unchanged, and whether its digest is right. All are errors. The path of a finding
// is that of the file, its stage that which the file belongs to, 9 for the package as a whole.
// Throws SD212 where the schema's limits are reached.
[[nodiscard]] std::vector<finding> package_findings(const zip_contents& contents,
                                                    const schema_program& manifest_schema,
                                                    const schema_limits& limits = {});

// What the reader found alone.
[[nodiscard]] std::vector<finding> zip_findings(const std::vector<zip_fault>& faults);

// The rule of the finding that a package has no manifest.
inline constexpr std::string_view rule_manifest_missing = "package-manifest-missing";

// Why a text is no JSON, as a clause; nothing where it is.
[[nodiscard]] std::optional<std::string> fault_in_json(std::string_view text);

// The stage whose folder a path is in; 9 where it is none's.
[[nodiscard]] int stage_of_path(std::string_view path);

} // namespace sdp
