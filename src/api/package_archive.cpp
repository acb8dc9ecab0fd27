// A package as a zip: made, checked, compared.
#include "core/archive/entry_names.hpp"
#include "core/package_difference.hpp"
#include "core/sqlstates.hpp"

#include "api/packages.hpp"
#include "engine/export_rights.hpp"
#include "engine/installed.hpp"
#include "engine/package.hpp"
#include "engine/package_findings.hpp"
#include "engine/recorded_exports.hpp"
#include "pg/arguments.hpp"
#include "pg/bytes.hpp"
#include "pg/jsonb.hpp"
#include "pg/settings.hpp"

namespace sdp::api {

namespace {

Datum package_zip(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    std::vector<package_file> files;
    {
        pg::session session(pg::session::access::read_only);
        engine::require_installation(session);
        files = packable_files(session, id);
    }
    return pg::zip_of(files).datum;
}

Datum verify_package(const pg::arguments& call)
{
    const auto zip = call.get<pg::bytea_datum>(0);
    pg::result_set result(call);
    for (const auto& one : engine::package_findings(contents_of_zip(zip))) {
        std::optional<pg::jsonb_datum> detail;
        if (!one.detail.empty()) {
            detail = pg::jsonb_from(one.detail);
        }
        result.add(name_of(one.level), one.rule, one.stage, one.path, one.message, detail);
    }
    return pg::result_set::done();
}

Datum compared(const pg::arguments& call, const std::vector<package_file>& before,
               const std::vector<package_file>& after)
{
    pg::result_set result(call);
    for (const auto& one : differences(before, after, pg::check_for_interrupts)) {
        result.add(one.path, name_of(one.kind), one.pointer);
    }
    return pg::result_set::done();
}

Datum compare_packages(const pg::arguments& call)
{
    const auto before = call.get<pg::bytea_datum>(0);
    const auto after = call.get<pg::bytea_datum>(1);
    return compared(call, readable_files(before, "first"), readable_files(after, "second"));
}

Datum compare_exports(const pg::arguments& call)
{
    const auto old_id = call.get<uuid>(0);
    const auto new_id = call.get<uuid>(1);
    std::vector<engine::recorded_export> recorded;
    {
        pg::session session(pg::session::access::read_only);
        engine::require_installation(session);
        engine::require_reading_rights(session);
        recorded = {engine::find_export(session, old_id), engine::find_export(session, new_id)};
    }
    const auto before = engine::files_of_export(recorded.front());
    return compared(call, before, engine::files_of_export(recorded.back()));
}

} // namespace

std::vector<package_file> packable_files(pg::session& session, const uuid& project)
{
    auto whole = engine::put_together(session, project);
    const auto slug = whole.project.slug;
    auto files = engine::all_files(std::move(whole));
    std::size_t bytes = 0;
    for (const auto& file : files) {
        bytes += file.content.size();
    }
    const auto most = pg::most_package_bytes();
    if (bytes > most) {
        throw error{sqlstate::content_too_large,
                    fmt::format("package of project \"{}\" is too large", slug),
                    fmt::format("Its files have {} bytes together, more than {}.", bytes, most),
                    "sdp.package_max_bytes sets the limit; sdp.package_files(project) gives the "
                    "files one by one."};
    }
    if (files.size() > most_package_files) {
        throw error{sqlstate::content_too_large,
                    fmt::format("package of project \"{}\" has too many files", slug),
                    fmt::format("It has {} files, more than {}.", files.size(), most_package_files),
                    "Each section of stage 7 is a file; sdp.package_files(project) gives all of "
                    "them."};
    }
    const auto twice = std::adjacent_find(
        files.begin(), files.end(),
        [](const package_file& one, const package_file& next) { return one.path == next.path; });
    if (twice != files.end()) {
        throw error{sqlstate::versions_differ,
                    fmt::format("package of project \"{}\" has two files of one name", slug),
                    fmt::format("Two rows give {}.", quoted_entry_name(twice->path)),
                    "SELECT * FROM sdp.check_installation() says which constraint was dropped."};
    }
    return files;
}

zip_contents contents_of_zip(pg::bytea_datum zip)
{
    return read_zip(pg::bytes_of(zip), {.most_bytes = pg::most_package_bytes()},
                    pg::check_for_interrupts);
}

std::vector<package_file> readable_files(pg::bytea_datum zip, std::string_view which)
{
    auto contents = contents_of_zip(zip);
    if (!contents.faults.empty()) {
        throw unreadable_package(zip_findings(contents.faults), which);
    }
    return std::move(contents.files);
}

error unreadable_package(const std::vector<finding>& findings, std::string_view which)
{
    constexpr std::size_t most_reported = 20;
    const auto& first = findings.front();
    return {sqlstate::package_refused,
            which.empty() ? first.message : fmt::format("{} package: {}", which, first.message),
            findings_as_json(findings, most_reported),
            "SELECT * FROM sdp.verify_package(zip) lists all findings."};
}

SDP_FUNCTION(sdp_package_zip, package_zip)
SDP_FUNCTION(sdp_verify_package, verify_package)
SDP_FUNCTION(sdp_compare_packages, compare_packages)
SDP_FUNCTION(sdp_compare_exports, compare_exports)

} // namespace sdp::api
