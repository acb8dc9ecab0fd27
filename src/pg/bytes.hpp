#pragma once
#include "core/package.hpp"

#include "pg/value.hpp"

namespace sdp::pg {

// The bytes of a bytea, detoasted in the current context.
std::string_view bytes_of(bytea_datum datum);

// A zip of the files as a bytea, palloc'ed in the current context: compressed with a look at
// cancels, and copied once.
bytea_datum zip_of(const std::vector<package_file>& files);

} // namespace sdp::pg
