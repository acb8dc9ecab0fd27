#include "core/content/line_diff.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace sdp {

namespace {

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

// "3,2": where a hunk begins and how many lines it has; an empty one begins after the line before.
std::string range_of(std::size_t first, std::size_t count)
{
    return fmt::format("{},{}", count == 0 ? first : first + 1, count);
}

} // namespace

std::string line_diff(std::string_view from, std::string_view to)
{
    constexpr std::size_t most_context = 3;
    if (from == to) {
        return {};
    }
    const auto old_lines = lines_of(from);
    const auto new_lines = lines_of(to);
    const auto shorter = std::min(old_lines.size(), new_lines.size());
    std::size_t first = 0;
    while (first < shorter && old_lines[first] == new_lines[first]) {
        ++first;
    }
    std::size_t tail = 0;
    while (tail < shorter - first &&
           old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail]) {
        ++tail;
    }
    const auto before = std::min(first, most_context);
    const auto after = std::min(tail, most_context);
    const auto old_end = old_lines.size() - tail;
    const auto new_end = new_lines.size() - tail;
    const auto start = first - before;
    std::string diff = fmt::format("@@ -{} +{} @@\n", range_of(start, old_end + after - start),
                                   range_of(start, new_end + after - start));
    const auto add = [&diff](char mark, std::string_view line) {
        diff += mark;
        diff += line;
        diff += '\n';
    };
    for (auto i = start; i < first; ++i) {
        add(' ', old_lines[i]);
    }
    for (auto i = first; i < old_end; ++i) {
        add('-', old_lines[i]);
    }
    for (auto i = first; i < new_end; ++i) {
        add('+', new_lines[i]);
    }
    for (auto i = old_end; i < old_end + after; ++i) {
        add(' ', old_lines[i]);
    }
    // Texts may differ in nothing but whether their last line ends.
    if (!from.empty() && !to.empty() && from.ends_with('\n') != to.ends_with('\n')) {
        diff += fmt::format("\\ {} text has no line feed at its end\n",
                            from.ends_with('\n') ? "the new" : "the old");
    }
    return diff;
}

} // namespace sdp
