#pragma once
#include "core/json/any_view.hpp"
#include "core/package.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sdp {

// A stage as its files are made of it.
struct stage_source {
    int number = 0;
    std::string label{};
    std::optional<any_json_view> data{};
    // The active outputs of these formats.
    std::optional<std::string> json{};
    std::optional<std::string> markdown{};
    std::optional<std::string> sql{};
};

// The files of a stage with data that are made of them: the Markdown twin, and SQL, Dockerfile and
// compose file where the stage has such. An output of their format takes a file's place.
[[nodiscard]] std::vector<package_file> files_made_of(const stage_source& stage);

// The files of a package but the manifest: for each stage with data the json file (and one a
// section), its Markdown twin, and what else can be made of the data (SQL, Dockerfile, compose
// file); README.md and index.html for all of them. `checkpoint` is called between the stages, and
// may throw; null for none.
[[nodiscard]] std::vector<package_file> rendered_files(const package_project& project,
                                                       const std::vector<stage_source>& stages,
                                                       void (*checkpoint)() = nullptr);

} // namespace sdp
