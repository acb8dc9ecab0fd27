#include "core/archive/entry_names.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <utf8proc.h>

namespace sdp {

namespace {

// What file systems hold in a name.
constexpr std::size_t longest_component = 255;

bool is_control(char character)
{
    const auto code = static_cast<unsigned char>(character);
    return code < 0x20 || code == 0x7F;
}

const utf8proc_uint8_t* bytes_of(std::string_view text)
{
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

std::optional<std::string> fault_in_component(std::string_view name)
{
    if (name.empty()) {
        return "it has an empty name in it";
    }
    if (name == "." || name == "..") {
        return fmt::format("it has {} in it", name);
    }
    if (name.size() > longest_component) {
        return fmt::format("a name in it is longer than {} bytes", longest_component);
    }
    // Windows drops them, so that two names become one.
    if (name.ends_with('.') || name.ends_with(' ')) {
        return "a name in it ends with a dot or a blank";
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> fault_in_entry_name(std::string_view path)
{
    if (path.empty()) {
        return "it is empty";
    }
    if (path.size() > longest_entry_name) {
        return fmt::format("it is longer than {} bytes", longest_entry_name);
    }
    if (path.front() == '/') {
        return "it is absolute";
    }
    if (path.find('\\') != std::string_view::npos) {
        return "it has a backslash in it";
    }
    if (path.find(':') != std::string_view::npos) {
        return "it has a colon in it";
    }
    if (std::any_of(path.begin(), path.end(), is_control)) {
        return "it has a control character in it";
    }
    if (!is_utf8(path)) {
        return "it is not UTF-8";
    }
    for (;;) {
        const auto end = path.find('/');
        if (auto fault = fault_in_component(path.substr(0, end))) {
            return fault;
        }
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        path.remove_prefix(end + 1);
    }
}

std::string folded_entry_name(std::string_view path)
{
    utf8proc_uint8_t* folded = nullptr;
    const auto length = utf8proc_map(
        bytes_of(path), static_cast<utf8proc_ssize_t>(path.size()), &folded,
        static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> guard(folded, std::free);
    if (length < 0) {
        return std::string(path);
    }
    return {reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length)};
}

std::optional<std::string> entry_paths::add(std::string_view path)
{
    const bool is_folder = path.ends_with('/');
    const auto name = path.substr(0, path.size() - (is_folder ? 1 : 0));
    const auto [first, is_new] = paths_.try_emplace(folded_entry_name(name), path);
    if (is_new) {
        return std::nullopt;
    }
    if (first->second == path) {
        return "it is there twice";
    }
    if (first->second.ends_with('/') != is_folder) {
        return "it is there as a file and as a folder";
    }
    return fmt::format("it differs from {} in case alone", quoted_entry_name(first->second));
}

std::vector<entry_paths::fault> entry_paths::files_with_files_below() const
{
    std::vector<fault> faults;
    for (const auto& [folded, path] : paths_) {
        if (path.ends_with('/')) {
            continue;
        }
        const auto prefix = folded + "/";
        const auto below = paths_.lower_bound(prefix);
        if (below != paths_.end() && below->first.starts_with(prefix)) {
            faults.push_back({path, fmt::format("it is a file, and {} is below it",
                                                quoted_entry_name(below->second))});
        }
    }
    return faults;
}

std::string quoted_entry_name(std::string_view path)
{
    constexpr std::size_t longest_shown = 200;
    std::string shown(beginning_of(path, longest_shown));
    std::replace_if(shown.begin(), shown.end(), is_control, '?');
    if (!is_utf8(shown)) {
        std::replace_if(
            shown.begin(), shown.end(),
            [](char character) { return static_cast<unsigned char>(character) >= 0x80; }, '?');
    }
    return fmt::format("\"{}{}\"", shown, shown.size() < path.size() ? "…" : "");
}

} // namespace sdp
