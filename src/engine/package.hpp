#pragma once
#include "core/package.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

// A project's package as it is put together: `files` are all but the manifest, sorted and hashed.
struct package {
    package_project project;
    std::vector<package_stage> stages;
    std::vector<package_file> files;
    std::string manifest;
};

// The package of a project as it is now; SD101.
package put_together(pg::session& session, const uuid& id);

// All its files, the manifest among them, sorted by path and hashed.
std::vector<package_file> all_files(package whole);

} // namespace sdp::engine
