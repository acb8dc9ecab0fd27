#include "core/json/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace sdp {

namespace {

// A number as ECMAScript's Number::toString writes it (ECMA-262, 6.1.6.1.20), whose names these are
// but for the digits: there are k of them, and the point is after the n-th.
std::string number_text(double number)
{
    if (!std::isfinite(number)) {
        throw std::invalid_argument("a canonical document's numbers are finite");
    }
    if (number == 0) {
        return "0"; // Minus zero, too.
    }
    // The shortest digits that give the number again, and of those the closest: "d.ddde-dd".
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number),
                                   std::chars_format::scientific)
                         .ptr;
    const std::string_view written(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const auto mark = written.find('e');
    std::string digits(written.substr(0, mark));
    std::erase(digits, '.');
    int exponent = 0;
    const auto* const first = written.data() + mark + (written[mark + 1] == '+' ? 2 : 1);
    std::from_chars(first, end, exponent);

    constexpr int most_before_point = 21;
    constexpr int most_zeros_after_point = 6;
    const int k = static_cast<int>(digits.size());
    const int n = exponent + 1;
    const auto zeros = [](int count) { return std::string(static_cast<std::size_t>(count), '0'); };
    std::string text = number < 0 ? "-" : "";
    if (k <= n && n <= most_before_point) {
        return text + digits + zeros(n - k);
    }
    if (0 < n && n <= most_before_point) {
        return text + digits.insert(static_cast<std::size_t>(n), 1, '.');
    }
    if (-most_zeros_after_point < n && n <= 0) {
        return text + "0." + zeros(-n) + digits;
    }
    if (k > 1) {
        digits.insert(1, 1, '.');
    }
    return fmt::format("{}{}e{:+}", text, digits, exponent);
}

// The order of UTF-16 code units, of UTF-8. That of the bytes is that of the characters; it differs
// where a character beyond U+FFFF, which is a pair of surrogates (from U+D800) there, meets one
// from U+E000 on. The first bytes that differ are then those that begin the two.
bool comes_first(std::string_view one, std::string_view other)
{
    const auto rank = [](char character) {
        constexpr int first_after_surrogates = 0xEE;
        constexpr int first_of_four = 0xF0;
        constexpr int beginnings_of_four = 8;
        const int byte = static_cast<unsigned char>(character);
        if (byte >= first_of_four) {
            return byte - 2;
        }
        return byte >= first_after_surrogates ? byte + beginnings_of_four : byte;
    };
    return std::lexicographical_compare(
        one.begin(), one.end(), other.begin(), other.end(),
        [&](char left, char right) { return rank(left) < rank(right); });
}

void write_string(const std::string& text, std::string& out)
{
    // nlohmann's compact form is RFC 8785's: UTF-8 as it is, the two-character escapes, and \u00xx
    // in lower case.
    try {
        out += nlohmann::json(text).dump();
    } catch (const nlohmann::json::type_error&) {
        throw std::invalid_argument("a canonical document's text is UTF-8");
    }
}

template <typename Json> void write(const Json& value, std::string& out)
{
    const char* separator = "";
    if (value.is_number()) {
        out += number_text(value.template get<double>());
    } else if (value.is_string()) {
        write_string(value.template get_ref<const std::string&>(), out);
    } else if (value.is_object()) {
        std::vector<std::pair<const std::string*, const Json*>> members;
        for (const auto& [name, member] :
             value.template get_ref<const typename Json::object_t&>()) {
            members.emplace_back(&name, &member);
        }
        std::sort(members.begin(), members.end(), [](const auto& one, const auto& other) {
            return comes_first(*one.first, *other.first);
        });
        out += '{';
        for (const auto& [name, member] : members) {
            out += separator;
            write_string(*name, out);
            out += ':';
            write(*member, out);
            separator = ",";
        }
        out += '}';
    } else if (value.is_array()) {
        out += '[';
        for (const auto& element : value) {
            out += separator;
            write(element, out);
            separator = ",";
        }
        out += ']';
    } else if (value.is_boolean() || value.is_null()) {
        out += value.dump();
    } else {
        throw std::invalid_argument("a canonical document holds JSON values only");
    }
}

template <typename Json> std::string written(const Json& document)
{
    std::string text;
    write(document, text);
    return text;
}

} // namespace

std::string canonical_json(const ordered_json& document)
{
    return written(document);
}

std::string canonical_json(const nlohmann::json& document)
{
    return written(document);
}

} // namespace sdp
