#pragma once
#include "core/archive/zip_reader.hpp"
#include "core/error.hpp"
#include "core/finding.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// What the functions on packages share.
namespace sdp::api {

// SD210 for another format than folder and zip.
void require_package_format(std::string_view format);

// The size of a package as its row has it; SD210 where it is negative or does not fit.
std::int32_t registered_size(std::int64_t size);

// All files of a project's package, with the manifest: sorted, hashed, and not more than
// sdp.package_max_bytes (SD206).
std::vector<package_file> packable_files(pg::session& session, const uuid& project);

// What a zip holds, read within sdp.package_max_bytes.
zip_contents contents_of_zip(pg::bytea_datum zip);

// The same where it must be readable: SD216, with the faults in DETAIL. `which` names the package
// in the message; empty where there is one only.
std::vector<package_file> readable_files(pg::bytea_datum zip, std::string_view which);

// SD216 for the first of these findings, with the others in DETAIL.
error unreadable_package(const std::vector<finding>& findings, std::string_view which);

} // namespace sdp::api
