// The way back: a project from a package's files.
#include "core/archive/entry_names.hpp"
#include "core/package_contents.hpp"
#include "core/sqlstates.hpp"
#include "core/utf8.hpp"

#include "api/packages.hpp"
#include "engine/installed.hpp"
#include "engine/names.hpp"
#include "engine/package_findings.hpp"
#include "engine/package_import.hpp"
#include "pg/arguments.hpp"
#include "pg/jsonb.hpp"
#include "pg/settings.hpp"

namespace sdp::api {

namespace {

Datum import(const pg::arguments& call, const uuid& owner, std::vector<package_file> files)
{
    const auto contents = contents_of_package(files);
    files = {}; // What is not read goes before the rest is parsed.
    // A name that is given comes before the package's own.
    const auto given = call.find<std::string>(2);
    const auto& name = given ? *given : contents.name;
    if (is_blank(name)) {
        throw error{sqlstate::package_refused, "the package gives the project no name",
                    "Neither its manifest nor the product has one.",
                    "Give the project a name as the third argument."};
    }
    if (!given && !engine::fits_project_name(name)) {
        throw error{sqlstate::package_refused, "the package's name of the project is too long",
                    fmt::format("It has {} characters, more than {}.", characters_in(name),
                                engine::longest_project_name),
                    "Give the project a name as the third argument."};
    }
    pg::session session;
    const auto made = engine::import_project(session, owner, name, contents);
    return pg::record_of(call, made.id, std::int32_t{made.completed},
                         std::int32_t{made.open_stage});
}

Datum import_package(const pg::arguments& call)
{
    const auto owner = call.get<uuid>(0);
    auto zip = contents_of_zip(call.get<pg::bytea_datum>(1));
    auto findings = engine::package_findings(zip);
    // Packages of other makers have no manifest.
    std::erase_if(findings, [](const finding& one) { return one.rule == rule_manifest_missing; });
    if (!findings.empty()) {
        throw unreadable_package(findings, "");
    }
    return import(call, owner, std::move(zip.files));
}

class file_list {
public:
    void add(std::string_view path, const std::optional<pg::jsonb_view>& content)
    {
        if (auto fault = fault_in_entry_name(path)) {
            throw file_refused(path, fmt::format("Its path cannot be used: {}.", *fault));
        }
        if (!content || content->kind() != json_kind::string) {
            throw file_refused(path, "Its content is not given as a text.");
        }
        bytes_ += content->string().size();
        if (bytes_ > pg::most_package_bytes()) {
            throw error{
                sqlstate::content_too_large, "the files of the package are too large",
                fmt::format("They have more than {} bytes together.", pg::most_package_bytes()),
                "sdp.package_max_bytes sets the limit."};
        }
        if (const auto fault = paths_.add(path)) {
            throw file_refused(path, fmt::format("Its path cannot be used: {}.", *fault));
        }
        files_.push_back({std::string(path), std::string(content->string())});
    }

    std::vector<package_file> take()
    {
        const auto faults = paths_.files_with_files_below();
        if (!faults.empty()) {
            const auto& [path, why] = faults.front();
            throw file_refused(path, fmt::format("Its path cannot be used: {}.", why));
        }
        return std::move(files_);
    }

private:
    std::size_t bytes_ = 0;
    entry_paths paths_;
    std::vector<package_file> files_;
};

error files_malformed(std::string detail)
{
    return {sqlstate::package_refused, "argument \"files\" does not give files", std::move(detail),
            "Give an object of texts by path, or an array of objects with path and content."};
}

std::vector<package_file> files_in(Jsonb* document)
{
    const pg::jsonb_view root(document);
    file_list files;
    if (root.kind() == json_kind::object) {
        root.for_each_member([&](std::string_view path, const pg::jsonb_view& content) {
            files.add(path, content);
        });
    } else if (root.kind() == json_kind::array) {
        root.for_each_element([&](const pg::jsonb_view& file) {
            const auto path = file.member("path");
            if (!path || path->kind() != json_kind::string) {
                throw files_malformed("An element of the array has no path that is a text.");
            }
            files.add(path->string(), file.member("content"));
        });
    } else {
        throw files_malformed(
            fmt::format("It is a JSON {}, neither an object nor an array.", name_of(root.kind())));
    }
    return files.take();
}

Datum import_files(const pg::arguments& call)
{
    const auto owner = call.get<uuid>(0);
    return import(call, owner, files_in(pg::jsonb_of(call.get<pg::jsonb_datum>(1))));
}

} // namespace

SDP_FUNCTION(sdp_import_package, import_package)
SDP_FUNCTION(sdp_import_files, import_files)

} // namespace sdp::api
