#include "core/archive/entry_names.hpp"
#include "core/json/members.hpp"
#include "core/sqlstates.hpp"

#include "engine/package_findings.hpp"
#include "engine/recorded_exports.hpp"

#include "pg/export_reading.hpp"
#include "pg/settings.hpp"

namespace sdp::engine {

namespace {

// A package is its project's: who may not see the one does not get the other.
constinit pg::statement read_export{R"(
    SELECT p.id, p.slug, e.format, e.file_path, e.file_size_bytes
    FROM sdp.export_packages e
    JOIN sdp.projects p ON p.id {=} e.project_id
    WHERE e.id {=} $1)"_sql,
                                    {UUIDOID}};

std::string described(const recorded_export& recorded)
{
    return fmt::format("export {} of project \"{}\"", recorded.id.text(), recorded.project_slug);
}

error unreadable(const recorded_export& recorded, std::string why)
{
    return {sqlstate::export_unreadable, described(recorded) + " cannot be read", std::move(why),
            "SELECT * FROM sdp.compare_packages(old, new) compares zips that the client has."};
}

error of_another_size(const recorded_export& recorded, std::size_t found)
{
    return unreadable(recorded,
                      fmt::format("{} has {} bytes, where {} were exported.",
                                  quoted_entry_name(recorded.path), found, recorded.size));
}

zip_contents contents_of_zip(const recorded_export& recorded, const pg::descriptor& file,
                             const pg::export_place& place)
{
    const auto size = pg::size_of_file(file);
    if (!size) {
        throw unreadable(recorded, fmt::format("{} is no regular file, where a zip was exported.",
                                               quoted_entry_name(recorded.path)));
    }
    if (*size != recorded.size) {
        throw of_another_size(recorded, *size);
    }
    const auto zip = pg::content_of_file(file, place, *size);
    return read_zip(zip, {.most_bytes = pg::most_package_bytes()}, pg::check_for_interrupts);
}

zip_contents contents_of_folder(const recorded_export& recorded, const pg::descriptor& folder,
                                const pg::export_place& place)
{
    if (!pg::is_folder(folder)) {
        throw unreadable(recorded, fmt::format("{} is no folder, as was exported.",
                                               quoted_entry_name(recorded.path)));
    }
    return pg::contents_of_folder(folder, place, {.most_bytes = pg::most_package_bytes()});
}

// A folder has as many bytes as its files.
void require_recorded_size(const recorded_export& recorded, const std::vector<package_file>& files)
{
    std::size_t size = 0;
    for (const auto& file : files) {
        size += file.content.size();
    }
    if (size != recorded.size) {
        throw of_another_size(recorded, size);
    }
}

// Anybody who may record an export can name any path: what stands there must itself say that it is
// this project's.
bool is_package_of(const std::vector<package_file>& files, const uuid& project)
{
    const auto manifest = std::find_if(files.begin(), files.end(), [](const package_file& file) {
        return file.path == manifest_path;
    });
    if (manifest == files.end()) {
        return false;
    }
    const auto found = find_members(manifest->content, {"project/id"});
    return found && found->front().string == project.text();
}

} // namespace

recorded_export find_export(pg::session& session, const uuid& id)
{
    const auto found = session.run(read_export, id)
                           .first<uuid, std::string, std::string, std::string, std::int32_t>();
    if (!found) {
        throw error{sqlstate::export_not_found, fmt::format("export {} does not exist", id.text()),
                    "There is no such row in sdp.export_packages, or none that you may see."};
    }
    const auto& [project, slug, format, path, size] = *found;
    return {.id = id,
            .project = project,
            .project_slug = slug,
            .is_zip = format == "zip",
            .path = path,
            .size = static_cast<std::size_t>(std::max(size, 0))};
}

std::vector<package_file> files_of_export(const recorded_export& recorded)
{
    const auto place = pg::place_of_export(recorded.path);
    if (!place) {
        throw unreadable(recorded,
                         fmt::format("Its path is {}, not one below sdp.export_directory: the "
                                     "client has it.",
                                     quoted_entry_name(recorded.path)));
    }
    const auto most = pg::most_package_bytes();
    if (recorded.size > most) {
        throw error{sqlstate::content_too_large, described(recorded) + " is too large",
                    fmt::format("It has {} bytes, more than {}.", recorded.size, most),
                    "sdp.package_max_bytes sets the limit."};
    }
    const auto target = pg::find_export(*place);
    if (!target) {
        throw unreadable(recorded,
                         fmt::format("{} does not exist, or a symbolic link is in the way.",
                                     quoted_entry_name(recorded.path)));
    }
    auto contents = recorded.is_zip ? contents_of_zip(recorded, *target, *place)
                                    : contents_of_folder(recorded, *target, *place);
    const auto findings = package_findings(contents);
    if (!findings.empty()) {
        throw unreadable(recorded,
                         fmt::format("{} is not a package as it was exported: {}.",
                                     quoted_entry_name(recorded.path), findings.front().message));
    }
    if (!recorded.is_zip) {
        require_recorded_size(recorded, contents.files);
    }
    if (!is_package_of(contents.files, recorded.project)) {
        throw unreadable(recorded, fmt::format("{} is a package of another project.",
                                               quoted_entry_name(recorded.path)));
    }
    return std::move(contents.files);
}

} // namespace sdp::engine
