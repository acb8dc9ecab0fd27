#include "core/package.hpp"

#include "core/json/canonical.hpp"
#include "core/sha256.hpp"
#include "core/slug.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace sdp {

namespace {

// Of a file's name before its dot. File systems hold 255 bytes in a name, some only 260 in a path.
constexpr std::size_t longest_file_stem = 100;

ordered_json described(const package_project& project)
{
    ordered_json entry;
    entry["id"] = project.id;
    entry["name"] = project.name;
    entry["slug"] = project.slug;
    entry["description"] =
        project.description ? ordered_json(*project.description) : ordered_json();
    entry["createdAt"] = project.created_at;
    return entry;
}

ordered_json described(const std::vector<package_stage>& stages)
{
    auto list = ordered_json::array();
    for (const auto& stage : stages) {
        const auto& definition = definition_of(stage.number);
        ordered_json entry;
        entry["number"] = stage.number;
        entry["name"] = definition.name;
        entry["label"] = stage.label;
        entry["status"] = name_of(stage.status);
        entry["version"] = stage.version ? ordered_json(*stage.version) : ordered_json();
        list.push_back(std::move(entry));
    }
    return list;
}

ordered_json described(const std::vector<package_file>& files)
{
    auto list = ordered_json::array();
    for (const auto& file : files) {
        ordered_json entry;
        entry["path"] = file.path;
        entry["mediaType"] = media_type_of(file.path);
        entry["size"] = file.content.size();
        entry["sha256"] = file.sha256;
        list.push_back(std::move(entry));
    }
    return list;
}

ordered_json summary_of(const std::vector<finding>& findings)
{
    const auto count = [&](severity level) {
        return std::count_if(findings.begin(), findings.end(),
                             [level](const finding& one) { return one.level == level; });
    };
    ordered_json summary;
    summary["status"] = validation_status_of(findings);
    summary["errors"] = count(severity::error);
    summary["warnings"] = count(severity::warning);
    return summary;
}

} // namespace

std::string_view media_type_of(std::string_view path)
{
    using kind = std::pair<std::string_view, std::string_view>;
    constexpr std::array kinds = {kind{".json", "application/json"}, kind{".md", "text/markdown"},
                                  kind{".html", "text/html"}, kind{".sql", "application/sql"},
                                  kind{".yml", "application/yaml"}};
    for (const auto& [suffix, type] : kinds) {
        if (path.ends_with(suffix)) {
            return type;
        }
    }
    return "text/plain";
}

void sort_files(std::vector<package_file>& files)
{
    std::sort(files.begin(), files.end(),
              [](const package_file& a, const package_file& b) { return a.path < b.path; });
    for (auto& file : files) {
        if (file.sha256.empty()) {
            file.sha256 = sha256_of(file.content);
        }
    }
}

bool is_known_package_format(const nlohmann::json& manifest)
{
    const auto format = manifest.find("format");
    return format != manifest.end() && *format == package_format;
}

namespace {

// Names that Windows takes for devices, whatever the ending behind them.
bool is_device_name(std::string_view slug)
{
    constexpr std::array<std::string_view, 4> devices = {"con", "prn", "aux", "nul"};
    constexpr std::size_t numbered_size = 4; // com1, lpt9
    return std::find(devices.begin(), devices.end(), slug) != devices.end() ||
           (slug.size() == numbered_size && (slug.starts_with("com") || slug.starts_with("lpt")) &&
            slug.back() >= '0' && slug.back() <= '9');
}

} // namespace

std::string section_stem(std::string_view name, int number)
{
    std::string slug = slug_of(name);
    if (slug.empty()) {
        slug = "section";
    } else if (is_device_name(slug)) {
        slug += "-section";
    }
    return numbered_slug(slug, number, longest_file_stem);
}

std::vector<package_file> section_files(std::vector<package_section> sections)
{
    std::vector<package_file> files;
    // sections/sections.json holds the stage's whole data.
    std::unordered_set<std::string> taken{"sections"};
    std::unordered_map<std::string, int> last_number;
    for (auto& section : sections) {
        const std::string base = section_stem(section.name, 1);
        // Each name's number goes on where it was: thousands of equal names must not be tried
        // again.
        int& number = last_number[base];
        std::string slug;
        do {
            slug = section_stem(base, ++number);
        } while (!taken.insert(slug).second);
        files.push_back({fmt::format("sections/{}.json", slug), std::move(section.content)});
    }
    return files;
}

std::string manifest_of(const package_project& project, const std::vector<package_stage>& stages,
                        std::vector<package_file>& files, const std::vector<finding>& findings)
{
    sort_files(files);
    ordered_json manifest;
    manifest["format"] = package_format;
    manifest["project"] = described(project);
    manifest["stages"] = described(stages);
    manifest["files"] = described(files);
    manifest["digest"] = "sha256:" + sha256_of(canonical_json(manifest));
    manifest["validation"] = summary_of(findings);
    return manifest.dump(2) + "\n";
}

} // namespace sdp
