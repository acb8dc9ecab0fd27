#pragma once
#include "core/plain.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace sdp {

using ordered_json = nlohmann::ordered_json;

// The canonical form (RFC 8785, JSON Canonicalization Scheme) of a document of our own: member
// names in ASCII, numbers that are integers of at most 53 bits. std::invalid_argument for anything
// else: numbers from user data are never under a digest.
[[nodiscard]] std::string canonical_json(const ordered_json& document);
[[nodiscard]] std::string canonical_json(const nlohmann::json& document);

} // namespace sdp
