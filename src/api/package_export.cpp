// Exporting: to the client with the record of it, or to the server's disk.
#include "core/finding.hpp"
#include "core/sqlstates.hpp"

#include "api/packages.hpp"
#include "engine/export_rights.hpp"
#include "engine/kept_rows.hpp"
#include "engine/exports.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_validation.hpp"
#include "pg/arguments.hpp"
#include "pg/bytes.hpp"

namespace sdp::api {

namespace {

constinit pg::statement insert_export{R"(
    INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path,
        file_size_bytes)
    VALUES ($1, $2, 'errors', $3, $4)
    RETURNING id, validation_status)"_sql,
                                      {UUIDOID, TEXTOID, TEXTOID, INT4OID}};

void require_valid(pg::session& session, const engine::project_stages& project)
{
    const auto findings = engine::project_findings(session, project);
    if (has_errors(findings)) {
        constexpr std::size_t most_reported = 20;
        throw error{sqlstate::validation_failed,
                    fmt::format("project \"{}\" does not pass validation", project.slug),
                    findings_as_json(findings, most_reported),
                    "SELECT * FROM sdp.validate_project(project) lists all findings."};
    }
}

std::size_t total_size(const std::vector<package_file>& files)
{
    std::size_t size = 0;
    for (const auto& file : files) {
        size += file.content.size();
    }
    return size;
}

struct exported {
    std::string path;
    std::int32_t size = 0;
    std::optional<pg::bytea_datum> content;
};

exported written(pg::session& session, const std::vector<package_file>& files, bool zipped,
                 const std::string& path)
{
    const auto place = pg::place_below_export_directory(path);
    if (!zipped) {
        engine::write_folder_export(session, place, files);
        return {place.path(), registered_size(static_cast<std::int64_t>(total_size(files))), {}};
    }
    const auto zip = pg::bytes_of(pg::zip_of(files));
    engine::write_zip_export(session, place, zip);
    return {place.path(), registered_size(static_cast<std::int64_t>(zip.size())), {}};
}

Datum export_project(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto format = call.get<std::string>(1);
    const auto path = call.find<std::string>(2);
    require_package_format(format);
    const bool zipped = format == "zip";
    if (!zipped && !path) {
        throw error{sqlstate::invalid_argument, "a folder is exported to a path",
                    "The path is null.",
                    "Give a path below sdp.export_directory; sdp.package_files(project) gives the "
                    "files to the client."};
    }
    pg::session session;
    const auto project = engine::open_project(session, id);
    if (path) {
        engine::require_export_rights(
            session, "; or leave out the path, which gives the zip to the client.");
    }
    require_valid(session, project);
    const auto files = packable_files(session, id);
    exported made;
    if (path) {
        made = written(session, files, zipped, *path);
    } else {
        made.content = pg::zip_of(files);
        made.size = registered_size(static_cast<std::int64_t>(pg::bytes_of(*made.content).size()));
        made.path = project.slug + ".zip";
    }
    const auto [row, status] = engine::returned<uuid, std::string>(
        session.run(insert_export, id, format, made.path, made.size),
        fmt::format("an export of project \"{}\"", project.slug));
    return pg::record_of(call, row, status, made.path, made.size, made.content);
}

Datum clean_exports(const pg::arguments& /*call*/)
{
    pg::session session;
    engine::require_export_rights(session, ".");
    return Int32GetDatum(engine::clean_exports(session));
}

} // namespace

SDP_FUNCTION(sdp_export_project, export_project)
SDP_FUNCTION(sdp_clean_exports, clean_exports)

} // namespace sdp::api
