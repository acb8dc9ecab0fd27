#include "core/slug.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <utf8proc.h>

namespace sdp {

namespace {

constexpr bool is_slug_character(unsigned char character)
{
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
}

// Letters that Unicode does not decompose, though every reader of Latin script does.
struct spelling {
    std::string_view letter;
    std::string_view ascii;
};
constexpr std::array spellings = {
    spelling{"æ", "ae"}, spelling{"œ", "oe"}, spelling{"ø", "o"},  spelling{"ł", "l"},
    spelling{"đ", "d"},  spelling{"ð", "d"},  spelling{"þ", "th"}, spelling{"ı", "i"},
    spelling{"ħ", "h"},  spelling{"ŧ", "t"},
};

// The text folded by Unicode's rules (accents removed, compatibility forms and case folded); empty
// when it is not UTF-8.
std::string folded(std::string_view text)
{
    utf8proc_uint8_t* result = nullptr;
    const auto length = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &result,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                       UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(result, &std::free);
    if (length == UTF8PROC_ERROR_NOMEM) {
        throw std::bad_alloc();
    }
    if (length < 0) {
        return {};
    }
    return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(length)};
}

// `text` without what follows longest bytes, nor a hyphen at its end.
std::string_view shortened(std::string_view text, std::size_t longest)
{
    text = text.substr(0, longest);
    while (!text.empty() && text.back() == '-') {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace

bool is_slug(std::string_view text)
{
    if (text.empty() || text.size() > longest_slug) {
        return false;
    }
    bool after_hyphen = true;
    for (const char character : text) {
        if (character == '-') {
            if (after_hyphen) {
                return false;
            }
            after_hyphen = true;
        } else if (is_slug_character(static_cast<unsigned char>(character))) {
            after_hyphen = false;
        } else {
            return false;
        }
    }
    return !after_hyphen;
}

std::string slug_of(std::string_view text)
{
    const std::string letters = folded(text);
    std::string slug;
    const auto append = [&slug](char character) {
        if (character == '-' && (slug.empty() || slug.back() == '-')) {
            return;
        }
        slug += character;
    };
    std::string_view rest = letters;
    while (!rest.empty()) {
        if (is_slug_character(static_cast<unsigned char>(rest.front()))) {
            append(rest.front());
            rest.remove_prefix(1);
            continue;
        }
        bool spelled = false;
        for (const auto& [letter, ascii] : spellings) {
            if (rest.starts_with(letter)) {
                slug += ascii;
                rest.remove_prefix(letter.size());
                spelled = true;
                break;
            }
        }
        if (!spelled) {
            append('-');
            rest.remove_prefix(1);
        }
    }
    return std::string(shortened(slug, longest_slug));
}

std::string numbered_slug(std::string_view base, int number, std::size_t longest)
{
    if (number <= 1) {
        return std::string(shortened(base, longest));
    }
    const std::string suffix = fmt::format("-{}", number);
    return std::string(shortened(base, longest - suffix.size())) + suffix;
}

} // namespace sdp
