#include "core/schema/format.hpp"

#include "core/schema/pattern.hpp"
#include "core/schema/uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <idn2.h>

namespace sdp {

namespace {

// A pattern of ours as a template's argument.
template <std::size_t Size> struct pattern_source {
    std::array<char, Size> characters{};

    // NOLINTNEXTLINE(google-explicit-constructor): a literal is written where one is asked for.
    consteval pattern_source(const char (&literal)[Size])
    {
        std::copy_n(literal, Size, characters.begin());
    }
    [[nodiscard]] std::string_view text() const { return {characters.data(), Size - 1}; }
};

// Looks for a pattern of ours, which is compiled when first needed.
template <pattern_source Source> bool fits(std::string_view text)
{
    static const pattern compiled = [] {
        std::string fault;
        return *pattern::compiled(Source.text(), fault);
    }();
    return compiled.matches(text);
}

int number_in(std::string_view digits)
{
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

bool is_date(std::string_view text)
{
    if (!fits<"^[0-9]{4}-[0-9]{2}-[0-9]{2}$">(text)) {
        return false;
    }
    const int year = number_in(text.substr(0, 4));
    const int month = number_in(text.substr(5, 2));
    const int day = number_in(text.substr(8, 2));
    constexpr std::array days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) {
        return false;
    }
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

// RFC 3339, full-time. A leap second is the last one of a day in UTC.
bool is_time(std::string_view text)
{
    if (!fits<"^[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:[zZ]|[+-][0-9]{2}:[0-9]{2})$">(text)) {
        return false;
    }
    const int hour = number_in(text.substr(0, 2));
    const int minute = number_in(text.substr(3, 2));
    const int second = number_in(text.substr(6, 2));
    int offset = 0;
    if (text.back() != 'z' && text.back() != 'Z') {
        const auto zone = text.substr(text.size() - 6);
        const int hours = number_in(zone.substr(1, 2));
        const int minutes = number_in(zone.substr(4, 2));
        if (hours > 23 || minutes > 59) {
            return false;
        }
        offset = (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    }
    constexpr int day = 24 * 60;
    const bool ends_the_day = ((hour * 60 + minute - offset) % day + day) % day == day - 1;
    return hour < 24 && minute < 60 && (second < 60 || (second == 60 && ends_the_day));
}

bool is_date_time(std::string_view text)
{
    constexpr std::size_t date = 10;
    return text.size() > date && (text[date] == 'T' || text[date] == 't') &&
           is_date(text.substr(0, date)) && is_time(text.substr(date + 1));
}

// RFC 3339, appendix A.
bool is_duration(std::string_view text)
{
    return fits<"^P(?:[0-9]+W|(?=[0-9T])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|"
                "[0-9]+D)?(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"
                "$">(text);
}

bool is_ipv4(std::string_view text)
{
    in_addr address{};
    // inet_pton takes no leading zeros, as RFC 2673 has it.
    return text.find('\0') == std::string_view::npos &&
           inet_pton(AF_INET, std::string(text).c_str(), &address) == 1;
}

bool is_ipv6(std::string_view text)
{
    in6_addr address{};
    return text.find('\0') == std::string_view::npos &&
           inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

// A label in ASCII by the rules of registration of IDNA 2008, which are those of RFC 5892 in full;
// empty where it breaks one.
std::string registered_label(const std::string& label)
{
    std::uint8_t* ascii = nullptr;
    std::string result;
    const bool is_ascii_already = fits<"^[xX][nN]--">(label);
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(label.c_str());
    if (idn2_register_u8(is_ascii_already ? nullptr : bytes, is_ascii_already ? bytes : nullptr,
                         &ascii, IDN2_NFC_INPUT) == IDN2_OK) {
        result = reinterpret_cast<const char*>(ascii);
    }
    idn2_free(ascii);
    return result;
}

// A name of such labels, in ASCII; empty where one is not valid.
std::string ascii_name(std::string_view text)
{
    std::string result;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('.', begin), text.size());
        const std::string label(text.substr(begin, end - begin));
        const bool plain = fits<"^[A-Za-z0-9-]*$">(label) && !fits<"^..--">(label);
        const auto ascii = plain ? label : registered_label(label);
        if (ascii.empty()) {
            return {};
        }
        result += (begin == 0 ? "" : ".") + ascii;
        begin = end + 1;
    }
    return result;
}

// RFC 1123, section 2.1; labels that begin with xn-- are those of IDNA 2008.
bool is_hostname(std::string_view text)
{
    constexpr std::size_t longest = 253;
    if (text.size() > longest ||
        !fits<"^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$">(text)) {
        return false;
    }
    return !fits<"(?:^|\\.)..--">(text) || !ascii_name(text).empty();
}

// RFC 5890: an internationalized name, after its full stops have been made U+002E.
bool is_idn_hostname(std::string_view text)
{
    std::string name(text);
    for (const std::string_view stop : {"\u3002", "\uFF0E", "\uFF61"}) {
        for (auto at = name.find(stop); at != std::string::npos; at = name.find(stop, at)) {
            name.replace(at, stop.size(), ".");
        }
    }
    return name.find('\0') == std::string::npos && is_hostname(ascii_name(name));
}

// RFC 5321, section 4.1.2: a mailbox; with RFC 6531 where it is international.
bool is_mailbox(std::string_view text, bool international)
{
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || at == 0) {
        return false;
    }
    const auto local = text.substr(0, at);
    const bool dotted =
        international
            ? fits<"^[^\\x00-\\x20\"(),:;<>@\\[\\\\\\]\\x7f.]+(?:\\.[^\\x00-\\x20\"(),:;<>@\\["
                   "\\\\\\]"
                   "\\x7f.]+)*$">(local)
            : fits<"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$">(
                  local);
    const bool quoted = fits<"^\"(?:[^\\x00-\\x1f\"\\\\\\x7f]|\\\\[\\x20-\\x7e])*\"$">(local) &&
                        (international || fits<"^[\\x00-\\x7f]*$">(local));
    if (!dotted && !quoted) {
        return false;
    }
    const auto domain = text.substr(at + 1);
    if (domain.starts_with('[') && domain.ends_with(']')) {
        const auto address = domain.substr(1, domain.size() - 2);
        return address.starts_with("IPv6:") ? is_ipv6(address.substr(5)) : is_ipv4(address);
    }
    return international ? is_idn_hostname(domain) : is_hostname(domain);
}

bool is_email(std::string_view text)
{
    return is_mailbox(text, false);
}

bool is_idn_email(std::string_view text)
{
    return is_mailbox(text, true);
}

// RFC 3987: what is not ASCII stands where a percent-encoded byte may.
std::string encoded_iri(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0x80U) != 0) {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        } else {
            encoded += c;
        }
    }
    return encoded;
}

bool is_uri(std::string_view text)
{
    return kind_of_uri(std::string(text)) == uri_kind::absolute;
}

bool is_uri_reference(std::string_view text)
{
    return kind_of_uri(std::string(text)) != uri_kind::none;
}

bool is_iri(std::string_view text)
{
    return kind_of_uri(encoded_iri(text)) == uri_kind::absolute;
}

bool is_iri_reference(std::string_view text)
{
    return kind_of_uri(encoded_iri(text)) != uri_kind::none;
}

// RFC 6570, section 2, up to level 4.
bool is_uri_template(std::string_view text)
{
    return fits<"^(?:[^\\x00-\\x20\"'%<>\\\\^`{|}]|%[0-9A-Fa-f]{2}|\\{[+#./;?&=,!@|]?"
                "(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*"
                "(?::[1-9][0-9]{0,3}|\\*)?(?:,(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})"
                "(?:\\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(?::[1-9][0-9]{0,3}|\\*)?)*\\})*$">(text);
}

bool is_uuid(std::string_view text)
{
    return fits<"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$">(
        text);
}

bool is_json_pointer(std::string_view text)
{
    return fits<"^(?:/(?:[^~/]|~[01])*)*$">(text);
}

// draft-handrews-relative-json-pointer-01, section 3.
bool is_relative_json_pointer(std::string_view text)
{
    return fits<"^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)$">(text);
}

bool is_regex(std::string_view text)
{
    std::string fault;
    return pattern::compiled(text, fault).has_value();
}

constexpr std::array<std::pair<std::string_view, format_check>, 19> formats{{
    {"date-time", is_date_time},
    {"date", is_date},
    {"time", is_time},
    {"duration", is_duration},
    {"email", is_email},
    {"idn-email", is_idn_email},
    {"hostname", is_hostname},
    {"idn-hostname", is_idn_hostname},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"uri", is_uri},
    {"uri-reference", is_uri_reference},
    {"iri", is_iri},
    {"iri-reference", is_iri_reference},
    {"uri-template", is_uri_template},
    {"uuid", is_uuid},
    {"json-pointer", is_json_pointer},
    {"relative-json-pointer", is_relative_json_pointer},
    {"regex", is_regex},
}};

} // namespace

format_check find_format(std::string_view name)
{
    for (const auto& [known, check] : formats) {
        if (known == name) {
            return check;
        }
    }
    return nullptr;
}

} // namespace sdp
