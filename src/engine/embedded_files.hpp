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

} // namespace sdp::engine
