#include "core/package_check.hpp"

#include "core/archive/entry_names.hpp"
#include "core/json/canonical.hpp"
#include "core/json/limits.hpp"
#include "core/sha256.hpp"
#include "core/stages.hpp"
#include "core/utf8.hpp"

#include <map>
#include <stdexcept>

#include <fmt/format.h>

namespace sdp {

namespace {

using nlohmann::json;

// A manifest of ours nests four levels deep.
constexpr int deepest_manifest = 50;
// One that lists 10,000 files by the longest names is smaller. Parsed, it takes some ten times
// that.
constexpr std::size_t largest_manifest = std::size_t{16} * 1024 * 1024;
constexpr std::size_t most_findings = 1000;

std::string_view rule_of(zip_fault_kind kind)
{
    switch (kind) {
    case zip_fault_kind::not_a_zip:
        return "package-not-zip";
    case zip_fault_kind::too_large:
        return "package-too-large";
    case zip_fault_kind::entry_refused:
        return "package-entry-refused";
    case zip_fault_kind::entry_damaged:
        break;
    }
    return "package-entry-damaged";
}

finding finding_of(const zip_fault& fault)
{
    const bool shown = is_utf8(fault.path) && fault.path.find('\0') == std::string::npos;
    return {.rule = std::string(rule_of(fault.kind)),
            .stage = stage_of_path(fault.path),
            .path = shown ? fault.path : "",
            .message = fault.path.empty()
                           ? fmt::format("the package cannot be read: {}", fault.message)
                           : fmt::format("entry {} of the package cannot be read: {}",
                                         quoted_entry_name(fault.path), fault.message)};
}

class checking {
public:
    explicit checking(const std::vector<package_file>& files)
    {
        for (const auto& file : files) {
            files_.emplace(file.path, &file);
        }
    }

    std::vector<finding> run()
    {
        const auto own = files_.find(manifest_path);
        if (own == files_.end()) {
            note(rule_manifest_missing, std::string(manifest_path),
                 fmt::format("the package has no manifest, {}", manifest_path));
            return std::move(findings_);
        }
        const auto& text = own->second->content;
        files_.erase(own);
        json manifest;
        if (text.size() <= largest_manifest && is_utf8(text) &&
            nesting_of(text) <= deepest_manifest) {
            manifest = json::parse(text, nullptr, false);
        } else {
            manifest = json(json::value_t::discarded);
        }
        if (!manifest.is_object()) {
            malformed("it is no JSON object");
            return std::move(findings_);
        }
        check_format(manifest);
        if (findings_.empty()) {
            check_files(manifest);
            check_digest(std::move(manifest));
        }
        return std::move(findings_);
    }

private:
    void note(std::string_view rule, std::string path, std::string message, std::string detail = {})
    {
        if (findings_.size() >= most_findings) {
            return;
        }
        findings_.push_back({.rule = std::string(rule),
                             .stage = stage_of_path(path),
                             .path = std::move(path),
                             .message = std::move(message),
                             .detail = std::move(detail)});
    }

    void malformed(std::string_view why)
    {
        note("package-manifest-malformed", std::string(manifest_path),
             fmt::format("the manifest cannot be read: {}", why));
    }

    void check_format(const json& manifest)
    {
        if (!is_known_package_format(manifest)) {
            const auto found = manifest.find("format");
            const bool shown = found != manifest.end() && !found->is_structured();
            const json detail = {{"format", shown ? *found : json()}};
            note("package-format-unknown", std::string(manifest_path),
                 "the package is of a format that this version of pg_sdp does not know",
                 detail.dump(-1, ' ', false, json::error_handler_t::replace));
        }
    }

    // Takes every file that the manifest lists from files_; what is left is extra.
    void check_files(const json& manifest)
    {
        const auto list = manifest.find("files");
        if (list == manifest.end() || !list->is_array()) {
            malformed("it has no list of files");
            return;
        }
        for (const auto& listed : *list) {
            const auto path = listed.is_object() ? listed.find("path") : listed.end();
            if (!listed.is_object() || path == listed.end() || !path->is_string()) {
                malformed("an entry of its files has no path");
                continue;
            }
            check_file(path->get_ref<const std::string&>(), listed);
        }
        for (const auto& [path, file] : files_) {
            note("package-file-extra", path,
                 fmt::format("the package has a file that its manifest does not list: {}",
                             quoted_entry_name(path)));
        }
    }

    void check_file(const std::string& path, const json& listed)
    {
        const auto found = files_.find(path);
        if (found == files_.end()) {
            note("package-file-missing", path,
                 fmt::format("the package lacks a file that its manifest lists, or lists twice: {}",
                             quoted_entry_name(path)));
            return;
        }
        const package_file& file = *found->second;
        files_.erase(found);
        const auto size = listed.find("size");
        const auto hash = listed.find("sha256");
        if (size == listed.end() || hash == listed.end() || *size != file.content.size() ||
            *hash != file.sha256) {
            const json detail = {{"size", file.content.size()}, {"sha256", file.sha256}};
            note("package-file-altered", path,
                 fmt::format("a file is not what the manifest lists: {}", quoted_entry_name(path)),
                 detail.dump());
        }
    }

    void check_digest(json manifest)
    {
        const auto written = manifest.find("digest");
        if (written == manifest.end() || !written->is_string()) {
            malformed("it has no digest");
            return;
        }
        const auto digest = written->get<std::string>();
        manifest.erase("digest");
        manifest.erase("validation");
        try {
            if (digest != "sha256:" + sha256_of(canonical_json(manifest))) {
                note("package-digest-wrong", std::string(manifest_path),
                     "the manifest's digest is not that of the manifest");
            }
        } catch (const std::invalid_argument& why) {
            malformed(why.what());
        }
    }

    // By path, those not met in the manifest yet.
    std::map<std::string, const package_file*, std::less<>> files_;
    std::vector<finding> findings_;
};

} // namespace

int stage_of_path(std::string_view path)
{
    const auto slash = path.find('/');
    if (slash != std::string_view::npos) {
        for (const auto& definition : stage_definitions) {
            if (definition.package_file.starts_with(path.substr(0, slash + 1))) {
                return definition.number;
            }
        }
    }
    return last_stage;
}

std::vector<finding> package_findings(const zip_contents& contents)
{
    if (contents.faults.empty()) {
        return checking(contents.files).run();
    }
    std::vector<finding> findings;
    for (const auto& fault : contents.faults) {
        findings.push_back(finding_of(fault));
    }
    return findings;
}

} // namespace sdp
