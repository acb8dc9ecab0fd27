#pragma once
#include "core/archive/zip_reader.hpp"

#include "pg/export_directory.hpp"

// What stands below sdp.export_directory, as somebody may have changed it since it was written: no
// symbolic link is followed, nothing but files and folders is opened to its bytes.
namespace sdp::pg {

// The place that a whole path names, which must be below the setting's; nothing where it is not.
// SD407 where the setting is not set.
std::optional<export_place> place_of_export(std::string_view path);

// The file or folder of the place, open; nothing where none is there, or a link is in the way.
std::optional<descriptor> find_export(const export_place& place);

bool is_folder(const descriptor& found);

// How many bytes a file has; nothing where it is no regular file.
std::optional<std::size_t> size_of_file(const descriptor& file);

// The file's bytes, one more than `size` at most.
std::string content_of_file(const descriptor& file, const export_place& place, std::size_t size);

// The files of a folder and the folders in it, as those of a zip are read: within the limits, and
// with the same faults.
zip_contents contents_of_folder(const descriptor& folder, const export_place& place,
                                const zip_limits& limits);

} // namespace sdp::pg
