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
    return is_alphanumeric(character) || character == '+' || character == '/' ||
           character == '=' || character == '_' || character == '-';
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

} // namespace

bool is_http_url(std::string_view text)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (starts_with_ignoring_case(text, scheme)) {
            text.remove_prefix(scheme.size());
            const auto host = text.substr(0, text.find_first_of("/?#"));
            const bool printable = std::all_of(text.begin(), text.end(), [](char character) {
                return character > ' ' && character < '\x7f';
            });
            return printable && !host.empty() &&
                   (is_alphanumeric(host.front()) || host.front() == '[');
        }
    }
    return false;
}

bool is_key_envelope(std::string_view text)
{
    if (text == "none:") {
        return true;
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

} // namespace sdp
