#include "core/rules/type_names.hpp"

#include "core/rules/names.hpp"

#include <algorithm>
#include <array>

namespace sdp {

namespace {

constexpr bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}
constexpr bool is_name(char c)
{
    return is_capital(c) || is_small(c) || (c >= '0' && c <= '9') || c == '_';
}

// Types of languages and protocols, and words for an outcome.
constexpr std::array<std::string_view, 66> common_names = {
    "Accepted",  "Any",     "Array",    "Base64",    "Bearer",  "Binary",   "Blob",     "Boolean",
    "Buffer",    "Bytes",   "Created",  "Csv",       "Date",    "DateTime", "Decimal",  "Deleted",
    "Empty",     "Enum",    "Error",    "Errors",    "File",    "Files",    "Float",    "FormData",
    "Html",      "Id",      "Int",      "Integer",   "Json",    "List",     "Map",      "Message",
    "Money",     "None",    "Null",     "Number",    "Object",  "Ok",       "Omit",     "Page",
    "Paginated", "Partial", "Pdf",      "Pick",      "Problem", "Promise",  "Readonly", "Record",
    "Redirect",  "Request", "Required", "Response",  "Set",     "Status",   "Stream",   "String",
    "Success",   "Text",    "Time",     "Timestamp", "Token",   "Tuple",    "Updated",  "Url",
    "Uuid",      "Void"};

bool looks_like_type(std::string_view name)
{
    return is_capital(name.front()) && std::any_of(name.begin(), name.end(), is_small) &&
           std::find(common_names.begin(), common_names.end(), name) == common_names.end();
}

// The sign beside a name, behind a few blanks at most; NUL at the text's end.
char sign_before(std::string_view text, std::size_t at)
{
    constexpr int most_blanks = 4;
    for (int blanks = 0; at > 0 && text[at - 1] == ' ' && blanks < most_blanks; ++blanks) {
        --at;
    }
    return at > 0 ? text[at - 1] : '\0';
}
char sign_after(std::string_view text, std::size_t at)
{
    constexpr int most_blanks = 4;
    for (int blanks = 0; at < text.size() && text[at] == ' ' && blanks < most_blanks; ++blanks) {
        ++at;
    }
    return at < text.size() ? text[at] : '\0';
}

// Whether what stands around a name says that it is a type's.
bool stands_as_type(std::string_view text, std::size_t first, std::size_t end)
{
    const char before = sign_before(text, first);
    const char after = sign_after(text, end);
    const bool closes = std::string_view(",;}|&>)").find(after) != std::string_view::npos;
    if (after == '\0' && before == '\0') {
        return true;
    }
    return text.substr(end).starts_with("[]") || (before == '<' && (closes || after == '<')) ||
           (before == ':' && (closes || after == '\0'));
}

} // namespace

std::vector<std::string_view> type_names_in(std::string_view text)
{
    std::vector<std::string_view> names;
    if (text.starts_with('#')) {
        const auto name = text.substr(text.rfind('/') + 1);
        if (!name.empty() && name.front() != '#') {
            names.push_back(name);
        }
        return names;
    }
    text = trimmed(text);
    for (std::size_t at = 0; at < text.size();) {
        if (!is_name(text[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < text.size() && is_name(text[end])) {
            ++end;
        }
        const auto name = text.substr(at, end - at);
        if (looks_like_type(name) && stands_as_type(text, at, end)) {
            names.push_back(name);
        }
        at = end;
    }
    return names;
}

} // namespace sdp
