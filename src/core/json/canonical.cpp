#include "core/json/canonical.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace sdp {

namespace {

constexpr std::int64_t largest_exact_integer = (std::int64_t{1} << 53) - 1;

// Signed and unsigned are asked apart: nlohmann compares the two by a cast, which makes a small
// negative number of a large one.
template <typename Json> bool is_exact_integer(const Json& number)
{
    if (number.is_number_unsigned()) {
        return number.template get<std::uint64_t>() <= std::uint64_t{largest_exact_integer};
    }
    return number.is_number_integer() &&
           number.template get<std::int64_t>() <= largest_exact_integer &&
           number.template get<std::int64_t>() >= -largest_exact_integer;
}

template <typename Json> void require_canonical(const Json& value)
{
    if (value.is_number()) {
        if (!is_exact_integer(value)) {
            throw std::invalid_argument("a canonical document holds integers of 53 bits only");
        }
    } else if (value.is_object()) {
        for (const auto& [name, member] : value.items()) {
            const bool ascii = std::all_of(name.begin(), name.end(), [](char character) {
                return static_cast<unsigned char>(character) < 0x80;
            });
            if (!ascii) {
                throw std::invalid_argument("a canonical document's names are ASCII");
            }
            require_canonical(member);
        }
    } else if (value.is_array()) {
        for (const auto& element : value) {
            require_canonical(element);
        }
    } else if (!value.is_string() && !value.is_boolean() && !value.is_null()) {
        throw std::invalid_argument("a canonical document holds JSON values only");
    }
}

} // namespace

std::string canonical_json(const ordered_json& document)
{
    require_canonical(document);
    return canonical_json(nlohmann::json(document));
}

std::string canonical_json(const nlohmann::json& document)
{
    // Within these bounds nlohmann's compact form is RFC 8785's: UTF-8 as it is, the two-character
    // escapes and \u00xx in lower case, and nlohmann::json, unlike ordered_json, sorts names by
    // their bytes, which for ASCII is the order by UTF-16 code units.
    require_canonical(document);
    try {
        return document.dump();
    } catch (const nlohmann::json::type_error&) {
        throw std::invalid_argument("a canonical document's text is UTF-8");
    }
}

} // namespace sdp
