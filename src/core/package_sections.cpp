// Sections from separate files, put together again.
#include "core/json/canonical.hpp"
#include "core/json/members.hpp"
#include "core/package_contents.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace sdp {

namespace {

struct named_section {
    section_source source;
    // What its file is named after: its name, else its key, which is the file's name then.
    std::string base;
    bool has_name = false;
    // Which of the files of one name it is, as its stem says.
    int number = 0;
    bool placed = false;
};

std::optional<std::string> base_of(const std::string& content)
{
    const auto found = find_members(content, {"name"});
    const auto name = found ? found->front().string : std::nullopt;
    return name ? std::optional(section_stem(*name, 1)) : std::nullopt;
}

// Which of a name's files it is: 1 for "home", 2 for "home-2"; no number where it is none of them.
int number_of(const named_section& section)
{
    const std::string& stem = section.source.stem;
    if (stem == section.base) {
        return 1;
    }
    const auto hyphen = stem.rfind('-');
    constexpr std::size_t most_digits = 6;
    if (hyphen == std::string::npos || stem.size() - hyphen > most_digits + 1) {
        return 0;
    }
    int number = 0;
    for (const char digit : stem.substr(hyphen + 1)) {
        if (digit < '0' || digit > '9') {
            return 0;
        }
        number = number * 10 + (digit - '0');
    }
    return number > 1 && section_stem(section.base, number) == stem ? number : 0;
}

// The order in which section_files() gives each its stem again: places a section as soon as the
// name that it would get now is the one it has. Those that can have no such place come last.
std::vector<named_section> in_order(std::vector<named_section> sections)
{
    // By name, its sections by number.
    std::unordered_map<std::string, std::vector<named_section*>> waiting;
    for (auto& section : sections) {
        section.number = number_of(section);
        waiting[section.base].push_back(&section);
    }
    for (auto& [base, list] : waiting) {
        std::stable_sort(list.begin(), list.end(), [](const auto* a, const auto* b) {
            return a->number > b->number; // The next one is at the back.
        });
    }
    std::unordered_set<std::string> taken;
    std::unordered_map<std::string, int> last_number;
    std::vector<named_section> ordered;
    const auto place = [&](const std::string& base) {
        auto& list = waiting[base];
        if (list.empty()) {
            return false;
        }
        int& last = last_number[base];
        while (taken.contains(section_stem(base, last + 1))) {
            ++last;
        }
        const int number = last + 1;
        auto* const next = list.back();
        if (section_stem(base, number) != next->source.stem) {
            return false;
        }
        last = number;
        taken.insert(next->source.stem);
        next->placed = true;
        ordered.push_back(*next);
        list.pop_back();
        return true;
    };
    for (bool progress = true; progress;) {
        progress = false;
        for (const auto& section : sections) {
            progress = (!section.placed && place(section.base)) || progress;
        }
    }
    std::copy_if(sections.begin(), sections.end(), std::back_inserter(ordered),
                 [](const named_section& section) { return !section.placed; });
    return ordered;
}

} // namespace

std::string data_of_sections(std::vector<section_source> sections)
{
    std::vector<named_section> all;
    for (auto& section : sections) {
        auto base = base_of(section.content);
        const bool has_name = base.has_value();
        if (!has_name) {
            base = section_stem(section.stem, 1);
        }
        all.push_back(
            {.source = std::move(section), .base = *std::move(base), .has_name = has_name});
    }
    const bool named =
        std::all_of(all.begin(), all.end(), [](const auto& section) { return section.has_name; });
    all = in_order(std::move(all));
    // Put together as text: numbers stay as they are written. A section without a name was a member
    // of a map, by the key that its file is named after.
    std::string data = named ? R"({"sections": [)" : R"({"sections": {)";
    const char* separator = "";
    for (const auto& section : all) {
        data += separator;
        if (!named) {
            data += ordered_json(section.source.stem).dump() + ": ";
        }
        data += section.source.content;
        separator = ", ";
    }
    data += named ? "]}" : "}}";
    return data;
}

} // namespace sdp
