#include "core/content/markdown.hpp"

#include <algorithm>

namespace sdp {

namespace {

struct fence {
    char mark = '\0';
    std::size_t length = 0;
    std::string_view info{};
};

// Where in a line its own content begins: behind blanks and the marks of quotations and lists.
std::string_view without_markers(std::string_view line)
{
    while (!line.empty()) {
        if (line.front() == ' ' || line.front() == '\t' || line.front() == '>') {
            line.remove_prefix(1);
            continue;
        }
        const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
        const auto mark = digits < line.size() ? line[digits] : '\0';
        const bool is_item =
            digits == 0 ? mark == '-' || mark == '*' || mark == '+' : mark == '.' || mark == ')';
        if (!is_item || digits + 1 >= line.size() || line[digits + 1] != ' ') {
            break;
        }
        line.remove_prefix(digits + 2);
    }
    return line;
}

fence fence_in(std::string_view line)
{
    constexpr std::size_t shortest = 3;
    if (line.empty() || (line.front() != '`' && line.front() != '~')) {
        return {};
    }
    const char mark = line.front();
    const auto length = std::min(line.find_first_not_of(mark), line.size());
    const auto info = line.substr(length);
    if (length < shortest || (mark == '`' && info.find('`') != std::string_view::npos)) {
        return {};
    }
    return {mark, length, info};
}

} // namespace

std::size_t line_of_open_fence(std::string_view markdown)
{
    fence open;
    std::size_t opened_at = 0;
    std::size_t number = 0;
    while (!markdown.empty()) {
        ++number;
        const auto end = markdown.find('\n');
        const auto line = markdown.substr(0, end);
        markdown.remove_prefix(end == std::string_view::npos ? markdown.size() : end + 1);
        const auto found = fence_in(without_markers(line));
        if (opened_at == 0) {
            if (found.length > 0) {
                open = found;
                opened_at = number;
            }
        } else if (found.mark == open.mark && found.length >= open.length &&
                   found.info.find_first_not_of(" \t\r") == std::string_view::npos) {
            opened_at = 0;
        }
    }
    return opened_at;
}

} // namespace sdp
