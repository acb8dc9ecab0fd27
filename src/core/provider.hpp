#pragma once
#include "core/plain.hpp"

#include <string_view>

namespace sdp {

// True for an absolute http or https URL: a scheme, a host, nothing that is not printable ASCII.
[[nodiscard]] bool is_http_url(std::string_view text);

// True for what may stand in ai_provider_configs.api_key_encrypted: an envelope of ours (sdp1:…),
// one of an application (two or more parts of base64 or hexadecimal joined by ':', '.' or '$') or
// a forgotten key (none:). A guard against a bare key stored by accident, not a proof.
[[nodiscard]] bool is_key_envelope(std::string_view text);

} // namespace sdp
