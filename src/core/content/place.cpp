#include "core/content/place.hpp"

#include "core/utf8.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sdp {

namespace {

constexpr std::size_t longest_excerpt = 60;

// The place behind all characters that begin before `offset`, at most `most` of them.
text_place place_behind(std::string_view text, std::size_t offset, std::size_t most)
{
    text_place place;
    std::size_t passed = 0;
    std::size_t at = 0;
    for (; at < offset && at < text.size(); ++at) {
        if (!begins_character(text[at])) {
            continue;
        }
        if (passed == most) {
            break;
        }
        ++passed;
        ++place.column;
        if (text[at] == '\n') {
            ++place.line;
            place.column = 1;
            place.line_start = at + 1;
        }
    }
    place.offset = at;
    return place;
}

bool is_space(char byte)
{
    return std::string_view(" \t\r\n\f\v").find(byte) != std::string_view::npos;
}

// Behind a comment of the C kind, which nests.
std::size_t end_of_comment(std::string_view text, std::size_t at)
{
    int depth = 0;
    while (at < text.size()) {
        const auto two = text.substr(at, 2);
        if (two == "/*") {
            ++depth;
            at += 2;
        } else if (two == "*/") {
            at += 2;
            if (--depth == 0) {
                return at;
            }
        } else {
            ++at;
        }
    }
    return text.size();
}

} // namespace

text_place place_of_byte(std::string_view text, std::size_t offset)
{
    return place_behind(text, offset, text.size());
}

text_place place_of_character(std::string_view text, std::size_t position)
{
    return place_behind(text, text.size(), position > 0 ? position - 1 : 0);
}

std::string excerpt_at(std::string_view text, const text_place& place)
{
    constexpr std::size_t far_to_the_right = 40;
    const bool far = place.column > far_to_the_right;
    // Not the whole line: a text may be one of megabytes, with thousands of findings.
    auto line = text.substr(std::min(far ? place.offset : place.line_start, text.size()),
                            far_to_the_right + longest_excerpt * 4);
    line = line.substr(0, line.find_first_of("\r\n"));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return fmt::format("{}{}", far ? "..." : "", beginning_of(line, longest_excerpt));
}

content_fault fault_at(std::string_view text, const text_place& place, std::string_view message)
{
    const auto line = text.substr(std::min(place.line_start, text.size()));
    return {fmt::format("{}, in line {}: {}", message, place.line,
                        beginning_of(line.substr(0, line.find_first_of("\r\n")), longest_excerpt)),
            place.line, place.column};
}

std::size_t start_of_statement(std::string_view text, std::size_t offset)
{
    auto at = std::min(offset, text.size());
    while (at < text.size()) {
        if (is_space(text[at])) {
            ++at;
        } else if (text.substr(at, 2) == "--") {
            at = std::min(text.find_first_of("\r\n", at), text.size());
        } else if (text.substr(at, 2) == "/*") {
            at = end_of_comment(text, at);
        } else {
            break;
        }
    }
    return at;
}

} // namespace sdp
