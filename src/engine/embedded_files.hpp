#pragma once

#include <cstddef>
#include <string_view>

namespace sdp::engine {

// A file of the repository that is compiled into the library (build/embedded_files.cpp, made by
// dev/embed-files): migrations, JSON Schemas, templates.
struct embedded_file {
    std::string_view name;
    std::string_view content;
};

extern const embedded_file embedded_files[];
extern const std::size_t embedded_file_count;

// The content of the file of that path; empty when there is none.
[[nodiscard]] inline std::string_view embedded_file_named(std::string_view path)
{
    for (std::size_t i = 0; i < embedded_file_count; ++i) {
        if (embedded_files[i].name == path) {
            return embedded_files[i].content;
        }
    }
    return {};
}

} // namespace sdp::engine
