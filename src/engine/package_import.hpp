#pragma once
#include "core/package_contents.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

namespace sdp::engine {

struct imported_project {
    uuid id;
    // Stages that are complete now.
    int completed = 0;
    // The stage that is open.
    int open_stage = first_stage;
};

// Makes a project of a package's contents, as a client could: its stages have their data from the
// start; json outputs are the files as they were written, the other texts come back as outputs
// where they are not what the data are rendered as; stages 1 to 8 are completed as far as their
// data validate, and the first one whose data do not is open with what it has. Those after it keep
// their data. SD216 for a file that cannot be stored.
imported_project import_project(pg::session& session, const uuid& owner, const std::string& name,
                                const package_contents& contents);

} // namespace sdp::engine
