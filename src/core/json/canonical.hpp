#pragma once
#include "core/plain.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace sdp {

using ordered_json = nlohmann::ordered_json;

// The canonical form (RFC 8785, JSON Canonicalization Scheme) of a document. Its numbers are
// doubles, as the standard has them. std::invalid_argument for what is no JSON: text that is not
// UTF-8, numbers that are not finite.
[[nodiscard]] std::string canonical_json(const ordered_json& document);
[[nodiscard]] std::string canonical_json(const nlohmann::json& document);

} // namespace sdp
