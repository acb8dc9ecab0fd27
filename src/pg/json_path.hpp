#pragma once
#include "pg/value.hpp"

namespace sdp::pg {

using jsonpath_datum = datum_of<JSONPATHOID>;

// A jsonpath as the server reads it; palloc'ed in the current context. Fails as the server says.
jsonpath_datum jsonpath_from(const std::string& text);

// What jsonb_path_match() says: nothing for null. Not silent: what it raises is raised.
std::optional<bool> path_matches(jsonb_datum document, jsonpath_datum path);

} // namespace sdp::pg
