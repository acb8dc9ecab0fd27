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

std::size_t end_of_string(std::string_view text, std::size_t opening)
{
    for (auto quote = text.find('"', opening + 1); quote != std::string_view::npos;
         quote = text.find('"', quote + 1)) {
        auto before = quote - 1;
        while (before > opening && text[before] == '\\') {
            --before;
        }
        const auto backslashes = quote - 1 - before;
        if (backslashes % 2 == 0) {
            return quote;
        }
    }
    return text.size();
}

int nesting_of(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    for_each_structural(text, 0, [&](std::size_t /*position*/, char character) {
        if (character != ':') {
            depth += character == '[' || character == '{' ? 1 : -1;
            deepest = std::max(deepest, depth);
        }
        return true;
    });
    return deepest;
}

std::size_t count_of_members(std::string_view text)
{
    std::size_t count = 0;
    for_each_structural(text, 0, [&count](std::size_t /*position*/, char character) {
        count += character == ':' ? 1 : 0;
        return true;
    });
    return count;
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
    return static_cast<std::size_t>((number.negative ? 1 : 0) + before_point +
                                    (number.scale > 0 ? number.scale + 1 : 0));
}

} // namespace sdp
