#include "core/package_difference.hpp"

#include "core/json/limits.hpp"
#include "core/json/members.hpp"
#include "core/json/tree.hpp"

#include <map>
#include <algorithm>

#include <fmt/format.h>

namespace sdp {

namespace {

// Of a file that is compared member by member. A tree takes its text's size, and some more for each
// value.
constexpr std::size_t largest_parsed = std::size_t{8} * 1024 * 1024;
constexpr std::size_t most_parsed_values = 500'000;

bool is_parsed(std::string_view content)
{
    return content.size() <= largest_parsed && !has_more_values(content, most_parsed_values);
}

class comparing {
public:
    comparing(std::string_view path, std::vector<difference>& found) : path_(path), found_(found) {}

    void compare(const json_tree& before, const json_tree& after, const std::string& pointer)
    {
        if (is_too_much()) {
            return;
        }
        if (before.kind == after.kind && before.kind == json_kind::object) {
            compare_members(before, after, pointer);
        } else if (before.kind == after.kind && before.kind == json_kind::array) {
            compare_elements(before, after, pointer);
        } else if (!same(before, after)) {
            note(difference_kind::changed, pointer);
        }
    }

    // More than anybody reads: the file is then changed as a whole.
    [[nodiscard]] bool is_too_much() const
    {
        constexpr std::size_t most_differences = 100'000;
        constexpr std::size_t most_bytes = std::size_t{64} * 1024 * 1024;
        return count_ > most_differences || bytes_ > most_bytes;
    }

private:
    void note(difference_kind kind, const std::string& pointer)
    {
        bytes_ += pointer.size();
        ++count_;
        if (is_too_much()) {
            return;
        }
        found_.push_back({std::string(path_), kind, pointer});
    }

    static bool same(const json_tree& before, const json_tree& after)
    {
        return before.kind == after.kind && before.boolean == after.boolean &&
               before.string == after.string && before.number == after.number;
    }

    void compare_members(const json_tree& before, const json_tree& after,
                         const std::string& pointer)
    {
        for (const auto& [name, value] : before.members) {
            const auto inner = pointer + "/" + pointer_token(name);
            if (const auto* const other = after.member(name)) {
                compare(value, *other, inner);
            } else {
                note(difference_kind::removed, inner);
            }
        }
        for (const auto& [name, value] : after.members) {
            if (before.member(name) == nullptr) {
                note(difference_kind::added, pointer + "/" + pointer_token(name));
            }
        }
    }

    void compare_elements(const json_tree& before, const json_tree& after,
                          const std::string& pointer)
    {
        const auto common = std::min(before.elements.size(), after.elements.size());
        for (std::size_t i = 0; i < common; ++i) {
            compare(before.elements[i], after.elements[i], fmt::format("{}/{}", pointer, i));
        }
        for (std::size_t i = common; i < before.elements.size(); ++i) {
            note(difference_kind::removed, fmt::format("{}/{}", pointer, i));
        }
        for (std::size_t i = common; i < after.elements.size(); ++i) {
            note(difference_kind::added, fmt::format("{}/{}", pointer, i));
        }
    }

    std::string_view path_;
    std::vector<difference>& found_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
};

void compare_files(const package_file& before, const package_file& after,
                   std::vector<difference>& found)
{
    if (before.content == after.content) {
        return;
    }
    const auto count = found.size();
    if (before.path.ends_with(".json") && is_parsed(before.content) && is_parsed(after.content)) {
        const auto one = parsed_tree(before.content);
        const auto other = parsed_tree(after.content);
        if (one != nullptr && other != nullptr) {
            comparing one_file(before.path, found);
            one_file.compare(*one, *other, "");
            if (one_file.is_too_much()) {
                found.resize(count);
            }
        }
    }
    if (found.size() == count) {
        found.push_back({before.path, difference_kind::changed});
    }
}

} // namespace

std::vector<difference> differences(const std::vector<package_file>& before,
                                    const std::vector<package_file>& after, void (*checkpoint)())
{
    // By path: the file before and after, null where there is none.
    std::map<std::string_view, std::pair<const package_file*, const package_file*>> files;
    for (const auto& file : before) {
        files[file.path].first = &file;
    }
    for (const auto& file : after) {
        files[file.path].second = &file;
    }
    files.erase(manifest_path);
    std::vector<difference> found;
    for (const auto& [path, pair] : files) {
        if (pair.first == nullptr) {
            found.push_back({std::string(path), difference_kind::added});
        } else if (pair.second == nullptr) {
            found.push_back({std::string(path), difference_kind::removed});
        } else {
            compare_files(*pair.first, *pair.second, found);
        }
        if (checkpoint != nullptr) {
            checkpoint();
        }
    }
    return found;
}

} // namespace sdp
