#pragma once
#include "core/error.hpp"
#include "core/package.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// Exports that were recorded, and what export_project wrote of them to the server's disk.
namespace sdp::engine {

struct recorded_export {
    uuid id;
    uuid project;
    std::string project_slug;
    bool is_zip = false;
    std::string path;
    std::size_t size = 0;
};

// SD110 for one that does not exist, or that the role cannot see, or not the project of.
recorded_export find_export(pg::session& session, const uuid& id);

// The files of the package, as they were exported: sorted and hashed. SD218 where the row's file is
// not one that export_project wrote for this project and that is still as it was, SD206 where it
// has more than sdp.package_max_bytes. Needs no session.
std::vector<package_file> files_of_export(const recorded_export& recorded);

} // namespace sdp::engine
