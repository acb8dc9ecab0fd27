#pragma once
#include "core/package.hpp"

#include "pg/export_directory.hpp"

// What is written below sdp.export_directory appears under its name at once, or not at all. Errors
// are the server's own for files (class 58, 53100 and so on) and name `shown`: what it is for, and
// not by which name it is written.
namespace sdp::pg {

void sync_folder(const descriptor& folder, const export_place& place);
// Makes a file that is not there, readable by all, with its bytes on disk.
void write_file(const descriptor& folder, const std::string& shown, const std::string& name,
                std::string_view content);
// Appends to a file of ours, with the bytes on disk.
void append_to_file(const descriptor& folder, const std::string& shown, const std::string& name,
                    std::string_view content);
// Makes a folder that is not there, with these files in it.
void write_folder(const descriptor& folder, const std::string& shown, const std::string& name,
                  const std::vector<package_file>& files);
// Gives `from` the place's own name; false where that is taken.
bool rename_to_place(const descriptor& folder, const export_place& place, const std::string& from);

} // namespace sdp::pg
