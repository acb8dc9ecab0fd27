// The package of a project: its files, its manifest, and the record of an export.
#include "core/sqlstates.hpp"

#include "api/packages.hpp"
#include "engine/installed.hpp"
#include "engine/kept_rows.hpp"
#include "engine/package.hpp"
#include "engine/project_stages.hpp"
#include "pg/arguments.hpp"

namespace sdp::api {

namespace {

constinit pg::statement insert_export{R"(
    INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path,
        file_size_bytes)
    VALUES ($1, $2, 'errors', $3, $4)
    RETURNING id)"_sql,
                                      {UUIDOID, TEXTOID, TEXTOID, INT4OID}};

Datum package_files(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    for (const auto& file : engine::all_files(engine::put_together(session, id))) {
        result.add(file.path, media_type_of(file.path), file.content,
                   static_cast<std::int32_t>(file.content.size()), file.sha256);
    }
    return pg::result_set::done();
}

Datum export_manifest(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    // json, unlike jsonb, keeps the text as the file has it.
    return pg::value(engine::put_together(session, id).manifest).datum;
}

Datum register_export(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto format = call.get<std::string>(1);
    const auto path = call.get<std::string>(2);
    const auto size = call.get<std::int64_t>(3);
    require_package_format(format);
    const auto stored = registered_size(size);
    pg::session session;
    const auto project = engine::open_project(session, id);
    return pg::uuid_result(
        engine::returned<uuid>(session.run(insert_export, id, format, path, stored),
                               fmt::format("an export of project \"{}\"", project.slug)));
}

} // namespace

void require_package_format(std::string_view format)
{
    if (format != "folder" && format != "zip") {
        throw error{sqlstate::invalid_argument,
                    fmt::format("package format \"{}\" does not exist", format),
                    "The formats are folder and zip."};
    }
}

std::int32_t registered_size(std::int64_t size)
{
    if (size < 0 || size > std::numeric_limits<std::int32_t>::max()) {
        throw error{
            sqlstate::invalid_argument,
            fmt::format("a package of {} bytes cannot be registered", size),
            fmt::format("The size is 0 to {} bytes.", std::numeric_limits<std::int32_t>::max())};
    }
    return static_cast<std::int32_t>(size);
}

SDP_FUNCTION(sdp_package_files, package_files)
SDP_FUNCTION(sdp_export_manifest, export_manifest)
SDP_FUNCTION(sdp_register_export, register_export)

} // namespace sdp::api
