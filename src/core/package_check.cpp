#include "core/package_check.hpp"

#include "core/archive/entry_names.hpp"
#include "core/json/canonical.hpp"
#include "core/json/limits.hpp"
#include "core/json/members.hpp"
#include "core/json/parsed_view.hpp"
#include "core/sha256.hpp"
#include "core/stages.hpp"
#include "core/utf8.hpp"

#include <map>
#include <set>
#include <optional>

#include <fmt/format.h>

namespace sdp {

namespace {

using nlohmann::json;

// A manifest of ours nests four levels deep.
constexpr int deepest_manifest = 50;
// One that lists the most files of a package by the longest names has 12 MB and some 50,000 values.
// Together these bound the memory that a hostile one takes: docs/package-format.md says how much.
constexpr std::size_t largest_manifest = std::size_t{16} * 1024 * 1024;
constexpr std::size_t most_manifest_values = 200'000;
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

finding more_findings(std::size_t shown)
{
    return {.rule = "package-more-findings",
            .stage = last_stage,
            .path = {},
            .message = fmt::format("there may be more findings than these {}", shown)};
}

// The events of nlohmann's parser, of which only its error is of interest.
class fault_reader : public nlohmann::json_sax<json> {
public:
    bool null() override { return true; }
    bool boolean(bool /*flag*/) override { return true; }
    bool number_integer(number_integer_t /*number*/) override { return true; }
    bool number_unsigned(number_unsigned_t /*number*/) override { return true; }
    bool number_float(number_float_t /*number*/, const string_t& /*text*/) override { return true; }
    bool string(string_t& /*text*/) override { return true; }
    bool binary(binary_t& /*bytes*/) override { return true; }
    bool start_object(std::size_t /*size*/) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t /*size*/) override { return true; }
    bool end_array() override { return true; }
    bool key(string_t& /*name*/) override { return true; }
    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const json::exception& why) override
    {
        constexpr int number_out_of_range = 406;
        place = position;
        is_number = why.id == number_out_of_range;
        is_surrogate = std::string_view(why.what()).find("surrogate") != std::string_view::npos;
        return false;
    }

    std::size_t place = 0;
    bool is_number = false;
    bool is_surrogate = false;
};

class checking {
public:
    checking(const std::vector<package_file>& files, const schema_program& schema,
             const schema_limits& limits)
        : schema_(schema), limits_(limits)
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
        if (const auto fault = fault_in(text, manifest)) {
            note("package-manifest-malformed", std::string(manifest_path),
                 fmt::format("the manifest cannot be read: {}", *fault));
            return std::move(findings_);
        }
        check_format(manifest);
        if (findings_.empty()) {
            check_schema(manifest);
            check_order(manifest, "stages", "number");
            check_order(manifest, "files", "path");
            check_files(manifest);
            check_digest(std::move(manifest));
        }
        if (has_more_) {
            findings_.push_back(more_findings(most_findings));
        }
        return std::move(findings_);
    }

private:
    // Why the text is no manifest that can be looked at; else it is in `manifest`.
    static std::optional<std::string> fault_in(std::string_view text, json& manifest)
    {
        if (text.size() > largest_manifest) {
            return fmt::format("it has {} bytes, more than {}", text.size(), largest_manifest);
        }
        if (!is_utf8(text)) {
            return "it is not UTF-8";
        }
        if (nesting_of(text) > deepest_manifest) {
            return fmt::format("it is nested more than {} levels deep", deepest_manifest);
        }
        if (has_more_values(text, most_manifest_values)) {
            return fmt::format("it has more than {} values", most_manifest_values);
        }
        if (auto fault = fault_in_json(text)) {
            return fault;
        }
        manifest = json::parse(text);
        if (!manifest.is_object()) {
            return "it is no JSON object";
        }
        if (const auto twice = member_twice(text)) {
            return fmt::format("one of its objects has the member {} twice",
                               quoted_entry_name(*twice));
        }
        return std::nullopt;
    }

    void note(std::string_view rule, std::string path, std::string message, std::string detail = {})
    {
        if (findings_.size() >= most_findings) {
            has_more_ = true;
            return;
        }
        findings_.push_back({.rule = std::string(rule),
                             .stage = stage_of_path(path),
                             .path = std::move(path),
                             .message = std::move(message),
                             .detail = std::move(detail)});
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

    void check_schema(const json& manifest)
    {
        schema_run run(schema_, limits_);
        for (const auto& one : run.findings(parsed_json_view(manifest))) {
            const json detail = {{"pointer", one.path}, {"keyword", one.keyword}};
            const auto place = one.path.empty() ? "" : fmt::format(" at {}", one.path);
            note("package-manifest-invalid", std::string(manifest_path),
                 fmt::format("the manifest is not as its schema says{}: {}", place, one.message),
                 detail.dump());
        }
    }

    // Each number once, in ascending order; a path that is listed twice is check_file's to note.
    void check_order(const json& manifest, const char* list_name, const char* key)
    {
        const auto list = manifest.find(list_name);
        if (list == manifest.end() || !list->is_array()) {
            return;
        }
        const json* before = nullptr;
        for (const auto& entry : *list) {
            const auto found = entry.is_object() ? entry.find(key) : entry.end();
            if (!entry.is_object() || found == entry.end()) {
                continue;
            }
            const bool both_numbers =
                before != nullptr && before->is_number() && found->is_number();
            const bool both_texts = before != nullptr && before->is_string() && found->is_string();
            if ((both_numbers && *found <= *before) || (both_texts && *found < *before)) {
                const json detail = {{"list", list_name}, {"before", *before}, {"after", *found}};
                note("package-manifest-unsorted", std::string(manifest_path),
                     fmt::format("the manifest's {} are not in ascending order: {} after {}",
                                 list_name, found->dump(), before->dump()),
                     detail.dump());
                return;
            }
            before = &*found;
        }
    }

    // Takes every file that the manifest lists from files_; what is left is extra. What is no list
    // of files with paths, the schema has refused.
    void check_files(const json& manifest)
    {
        const auto list = manifest.find("files");
        if (list == manifest.end() || !list->is_array()) {
            return;
        }
        for (const auto& listed : *list) {
            const auto path = listed.is_object() ? listed.find("path") : listed.end();
            if (listed.is_object() && path != listed.end() && path->is_string()) {
                check_file(path->get_ref<const std::string&>(), listed);
            }
        }
        for (const auto& [path, file] : files_) {
            note("package-file-extra", path,
                 fmt::format("the package has a file that its manifest does not list: {}",
                             quoted_entry_name(path)));
        }
    }

    void check_file(const std::string& path, const json& listed)
    {
        if (!listed_.insert(path).second) {
            note("package-file-twice", path,
                 fmt::format("the manifest lists a file twice: {}", quoted_entry_name(path)));
            return;
        }
        const auto found = files_.find(path);
        if (found == files_.end()) {
            note("package-file-missing", path,
                 fmt::format("the package lacks a file that its manifest lists: {}",
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

    // A digest that is no text, the schema has refused.
    void check_digest(json manifest)
    {
        const auto written = manifest.find("digest");
        if (written == manifest.end() || !written->is_string()) {
            return;
        }
        const auto digest = written->get<std::string>();
        manifest.erase("digest");
        manifest.erase("validation");
        const auto computed = "sha256:" + sha256_of(canonical_json(manifest));
        if (digest != computed) {
            const json detail = {{"digest", computed}};
            note("package-digest-wrong", std::string(manifest_path),
                 "the manifest's digest is not that of its contents: the manifest was changed",
                 detail.dump());
        }
    }

    const schema_program& schema_;
    const schema_limits& limits_;
    // By path, those not met in the manifest yet.
    std::map<std::string, const package_file*, std::less<>> files_;
    // Some were left out.
    bool has_more_ = false;
    // The paths that were met.
    std::set<std::string, std::less<>> listed_;
    std::vector<finding> findings_;
};

} // namespace

std::optional<std::string> fault_in_json(std::string_view text)
{
    if (text.starts_with(byte_order_mark)) {
        return "it begins with a byte order mark";
    }
    // The parser takes it for the end of the text.
    if (text.find('\0') != std::string_view::npos) {
        return "it has a NUL character in it";
    }
    fault_reader reader;
    if (json::sax_parse(text, &reader)) {
        return std::nullopt;
    }
    if (reader.is_number) {
        return "it has a number out of range";
    }
    if (reader.is_surrogate) {
        return fmt::format("it has half of a surrogate pair before byte {}", reader.place);
    }
    return fmt::format("it is no JSON at byte {}", reader.place);
}

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

std::vector<finding> package_findings(const zip_contents& contents,
                                      const schema_program& manifest_schema,
                                      const schema_limits& limits)
{
    return contents.faults.empty() ? checking(contents.files, manifest_schema, limits).run()
                                   : zip_findings(contents.faults);
}

std::vector<finding> zip_findings(const std::vector<zip_fault>& faults)
{
    std::vector<finding> findings;
    for (const auto& fault : faults) {
        findings.push_back(finding_of(fault));
    }
    if (faults.size() >= most_zip_faults) {
        findings.push_back(more_findings(faults.size()));
    }
    return findings;
}

} // namespace sdp
