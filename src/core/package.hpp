#pragma once
#include "core/finding.hpp"
#include "core/stages.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

// The Software Design Package: which files a project gives, and its manifest. Deterministic: the
// same project gives the same bytes on any server and any day; no clock is read.
namespace sdp {

struct package_file {
    std::string path;
    std::string content;
    // Of the content, in hexadecimal: set by sort_files.
    std::string sha256{};
};

// What the manifest says of the project; times as ISO 8601 in UTC, from the rows.
struct package_project {
    std::string id;
    std::string name;
    std::string slug;
    std::optional<std::string> description;
    std::string created_at;
};

// A stage as the manifest lists it: the version of its active json output, if it has one.
struct package_stage {
    int number = 0;
    std::string label;
    stage_status status = stage_status::locked;
    std::optional<int> version;
};

// One section of stage 7 as a file of its own.
struct package_section {
    // Its name, from which the file's is made.
    std::string name;
    // Pretty-printed JSON.
    std::string content;
};

// What the file of a section is called, without ".json": the first, second, ... of those whose
// names give one slug.
[[nodiscard]] std::string section_stem(std::string_view name, int number);

// The files of the sections: sections/SLUG.json, numbered where two names give one slug (without
// regard to case), "section" where a name gives none, never "sections" nor a device of Windows; a
// slug is cut at 100 bytes.
[[nodiscard]] std::vector<package_file> section_files(std::vector<package_section> sections);

// The manifest, sdp.json: the package's format, the project, stages 1 to 8, every
// file with media type, size and SHA-256, sorted by path (as sort_files leaves them), the digest of
// all that in canonical form (RFC 8785), and beside the digest, not under it, the summary of the
// validation.
[[nodiscard]] std::string manifest_of(const package_project& project,
                                      const std::vector<package_stage>& stages,
                                      std::vector<package_file>& files,
                                      const std::vector<finding>& findings);

// The most files that a package has, with its manifest: readers take no more.
inline constexpr std::size_t most_package_files = 10'000;

inline constexpr std::string_view manifest_path = "sdp.json";

// The format of packages that this library writes.
inline constexpr std::string_view package_format = "sdp/1";

// The media type of a file by its name.
[[nodiscard]] std::string_view media_type_of(std::string_view path);

// Whether a manifest, an object, is of a format that this version reads.
[[nodiscard]] bool is_known_package_format(const nlohmann::json& manifest);

// Sorts by path, in byte order, and hashes the contents that are not hashed yet.
void sort_files(std::vector<package_file>& files);

} // namespace sdp
