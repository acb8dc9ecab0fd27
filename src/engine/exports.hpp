#pragma once
#include "core/package.hpp"

#include "pg/export_directory.hpp"
#include "pg/spi.hpp"

// Packages on the server's disk.
namespace sdp::engine {

// Writes a package as a zip or a folder, which is there once the transaction commits and gone when
// it is rolled back. SD017 where another session exports to the same place, SD217 where the name is
// taken.
void write_zip_export(pg::session& session, const pg::export_place& place, std::string_view zip);
void write_folder_export(pg::session& session, const pg::export_place& place,
                         const std::vector<package_file>& files);

// Removes what sessions that died have left below the export directory, and says how many exports
// that were. Never touches an export that is under way.
std::int32_t clean_exports(pg::session& session);

} // namespace sdp::engine
