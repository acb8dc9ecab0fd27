#include "core/provider.hpp"

#include <algorithm>

namespace sdp {

namespace {

constexpr bool is_alphanumeric(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z');
}

constexpr bool is_encoded(char character)
{
    return is_alphanumeric(character) || character == '+' || character == '/' || character == '=' ||
           character == '_' || character == '-';
}

constexpr bool is_joint(char character)
{
    return character == ':' || character == '.' || character == '$';
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char want, char have) {
               return want == (have >= 'A' && have <= 'Z' ? static_cast<char>(have + 32) : have);
           });
}

// A name, an IPv4 address or an IPv6 address in brackets, then perhaps a port. Not a proof that the
// name can be one: that shows when it is called.
bool is_host_and_port(std::string_view text)
{
    std::size_t end = text.find(':');
    if (text.starts_with('[')) {
        end = text.find(']');
        if (end == std::string_view::npos || end == 1) {
            return false;
        }
        ++end;
    } else if (text.empty() || !is_alphanumeric(text.front())) {
        return false;
    }
    const auto port = text.substr(std::min(end, text.size()));
    return port.empty() || (port.front() == ':' &&
                            port.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

} // namespace

bool is_http_url(std::string_view text)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (starts_with_ignoring_case(text, scheme)) {
            text.remove_prefix(scheme.size());
            auto authority = text.substr(0, text.find_first_of("/?#"));
            // What is before the @ is the user's name and password.
            authority.remove_prefix(authority.rfind('@') + 1);
            const bool printable = std::all_of(text.begin(), text.end(), [](char character) {
                return character > ' ' && character < '\x7f';
            });
            return printable && is_host_and_port(authority);
        }
    }
    return false;
}

bool is_key_envelope(std::string_view text)
{
    if (text == "none:") {
        return true;
    }
    // Its slashes are base64's, its colon and dots are joints; in this column it is a slip.
    if (is_http_url(text)) {
        return false;
    }
    std::size_t parts = 0;
    std::size_t length = 0;
    // A leading $ is the modular crypt format's.
    if (text.starts_with('$')) {
        text.remove_prefix(1);
    }
    for (const char character : text) {
        if (is_joint(character)) {
            if (length == 0) {
                return false;
            }
            ++parts;
            length = 0;
        } else if (is_encoded(character)) {
            ++length;
        } else {
            return false;
        }
    }
    return parts >= 1 && length > 0;
}

std::optional<std::size_t> chosen_provider(std::span<const provider_choice> all,
                                           const std::optional<uuid>& wanted)
{
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (wanted ? all[i].id == *wanted : all[i].is_default || all.size() == 1) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace sdp
