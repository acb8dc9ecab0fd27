#include "core/json/limits.hpp"

#include <algorithm>

namespace sdp {

std::string pointer_token(std::string_view name)
{
    std::string token;
    token.reserve(name.size());
    for (const char character : name) {
        if (character == '~') {
            token += "~0";
        } else if (character == '/') {
            token += "~1";
        } else {
            token += character;
        }
    }
    return token;
}

int nesting_of(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    for_each_bracket(text, 0, [&](std::size_t /*position*/, bool opens) {
        depth += opens ? 1 : -1;
        deepest = std::max(deepest, depth);
        return true;
    });
    return deepest;
}

std::size_t printed_size_of(std::string_view text)
{
    // Without a branch: it is asked for every byte of large data.
    std::size_t named = 0;   // Two bytes: \" and \n
    std::size_t control = 0; // Six: \u0001
    for (const char character : text) {
        const bool is_control = static_cast<unsigned char>(character) < 0x20U;
        const bool has_name =
            (character >= '\b' && character <= '\n') || character == '\f' || character == '\r';
        named += character == '"' || character == '\\' || has_name ? 1 : 0;
        control += is_control && !has_name ? 1 : 0;
    }
    constexpr std::size_t quotes = 2;
    return quotes + text.size() + named + 5 * control;
}

std::size_t printed_size_of(const decimal_shape& number)
{
    const int before_point = std::max(number.digits == 0 ? 1 : number.exponent + 1, 1);
    return static_cast<std::size_t>(before_point + (number.scale > 0 ? number.scale + 1 : 0));
}

} // namespace sdp
