#pragma once
#include "core/uuid.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace sdp {

// One of a user's providers, as far as the choice depends on it.
struct provider_choice {
    uuid id;
    bool is_default = false;
};

// Which of its owner's providers a project's generation uses: the one wanted (named by the caller,
// or the project's own), else the default one, else the only one. Its place in `all`; nothing when
// none of these exists.
[[nodiscard]] std::optional<std::size_t> chosen_provider(std::span<const provider_choice> all,
                                                         const std::optional<uuid>& wanted);

// True for an absolute http or https URL: a scheme, a host, nothing that is not printable ASCII.
[[nodiscard]] bool is_http_url(std::string_view text);

// True for what may stand in ai_provider_configs.api_key_encrypted: an envelope of ours (sdp1:…),
// one of an application (two or more parts of base64 or hexadecimal joined by ':', '.' or '$') or
// a forgotten key (none:). A guard against a bare key stored by accident, not a proof.
[[nodiscard]] bool is_key_envelope(std::string_view text);

} // namespace sdp
