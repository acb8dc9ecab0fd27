#pragma once
#include "pg/spi.hpp"

#include <string>
#include <vector>

// Whether the tables are what the migrations made: compared with sql/health/expected.tsv, which is
// what a fresh installation gives. What an application added is left alone.
namespace sdp::install {

// Something that is missing or not as it was made.
struct problem {
    // What kind of thing, as the catalog query names it: table, column, constraint, index, …
    std::string kind;
    // Its qualified name.
    std::string object;
    // What is wrong with it, as the rest of a sentence: "is missing".
    std::string what;
    // The statement that mends it.
    std::string repair;
    // Whether install() runs that statement itself: it only puts back what is missing.
    bool repaired_by_install = false;
};

// All problems, in the order in which they can be mended: columns before constraints on them. Runs
// with search_path = pg_catalog, as the system's owner or as one who may read the catalogs alone.
// Rows are looked at only where `with_rows`: whether those that the extension brings are there.
std::vector<problem> installation_problems(pg::session& session, bool with_rows);

// The tables and columns of ours, "sdp.users" and "sdp.users.email", that a migration's text makes.
std::vector<std::string> objects_made_by(std::string_view migration_sql);

// Whether a table or column ("sdp.users.email") is there.
bool is_present(std::string_view object);

} // namespace sdp::install
