#include "core/schema/uri.hpp"

#include <charconv>
#include <memory>

#include <uriparser/Uri.h>

namespace sdp {

namespace {

struct parsed_uri {
    UriUriA uri{};

    parsed_uri() = default;
    parsed_uri(const parsed_uri&) = delete;
    parsed_uri& operator=(const parsed_uri&) = delete;
    ~parsed_uri() { uriFreeUriMembersA(&uri); }

    bool parse(const std::string& text)
    {
        const char* end = nullptr;
        return uriParseSingleUriExA(&uri, text.data(), text.data() + text.size(), &end) ==
               URI_SUCCESS;
    }
};

} // namespace

uri_kind kind_of_uri(const std::string& text)
{
    parsed_uri parsed;
    if (text.find('\0') != std::string::npos || !parsed.parse(text)) {
        return uri_kind::none;
    }
    return parsed.uri.scheme.first != nullptr ? uri_kind::absolute : uri_kind::relative;
}

std::optional<std::string> resolved_uri(const std::string& base, const std::string& reference)
{
    const std::string without_fragment = reference.substr(0, reference.find('#'));
    if (without_fragment.empty()) {
        return base;
    }
    parsed_uri parsed_base;
    parsed_uri parsed;
    parsed_uri resolved;
    if (!parsed_base.parse(base) || !parsed.parse(without_fragment) ||
        uriAddBaseUriA(&resolved.uri, &parsed.uri, &parsed_base.uri) != URI_SUCCESS) {
        return std::nullopt;
    }
    int length = 0;
    if (uriToStringCharsRequiredA(&resolved.uri, &length) != URI_SUCCESS) {
        return std::nullopt;
    }
    std::string text(static_cast<std::size_t>(length) + 1, '\0');
    if (uriToStringA(text.data(), &resolved.uri, length + 1, &length) != URI_SUCCESS) {
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(length) - 1); // The count is of the final zero, too.
    return text;
}

std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        unsigned byte = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto [end, fault] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || fault != std::errc() || end != digits.data() + 2) {
            return std::nullopt;
        }
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

} // namespace sdp
