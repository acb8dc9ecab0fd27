#pragma once
#include "core/plain.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sdp {

// What RFC 3986 says of a text: an absolute one has a scheme.
enum class uri_kind { none, relative, absolute };
[[nodiscard]] uri_kind kind_of_uri(const std::string& text);

// A URI reference without its fragment, resolved against an absolute base (RFC 3986, section 5);
// nothing for what is no URI reference.
[[nodiscard]] std::optional<std::string> resolved_uri(const std::string& base,
                                                      const std::string& reference);

// The text with its percent-encoded bytes decoded; nothing where one is incomplete.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

} // namespace sdp
