#pragma once
#include "core/content/content.hpp"
#include "core/error.hpp"
#include "core/package.hpp"
#include "core/stages.hpp"

#include <array>

// What a package's files say of a project: the way back from files to stages. Where there is no
// manifest, files of the same names do.
namespace sdp {

// A Markdown, SQL or YAML file of a stage.
struct stage_text {
    output_format format;
    std::string path;
    std::string content;
};

struct stage_contents {
    // The data as JSON text; nothing where the package has none.
    std::optional<std::string> data;
    // The data are the text of one file, as it was written; else they were put together from
    // several.
    bool is_one_file = false;
    // The file, or the folder of the files.
    std::string path;
    std::vector<stage_text> texts;
};

struct package_contents {
    // From the manifest, else the product's; empty where neither gives one.
    std::string name;
    std::optional<std::string> description;
    // Stages 1 to 8.
    std::array<stage_contents, stage_count - 1> stages;

    [[nodiscard]] const stage_contents& stage(int number) const
    {
        return stages.at(static_cast<std::size_t>(number - first_stage));
    }
};

// Throws SD216 where a file that is read is no UTF-8, has a NUL, or where nothing is there to read.
// Whether data is JSON that may be stored is for the caller to say.
[[nodiscard]] package_contents contents_of_package(const std::vector<package_file>& files);

// SD216 for a file that cannot be imported, and why, as a sentence.
[[nodiscard]] error file_refused(std::string_view path, std::string why);

// Sections of separate files, each by its file's name without ".json", as the data of stage 7. The
// order of the files is kept as far as the files of these data have the same names again.
struct section_source {
    std::string stem;
    std::string content;
};
[[nodiscard]] std::string data_of_sections(std::vector<section_source> sections);

} // namespace sdp
