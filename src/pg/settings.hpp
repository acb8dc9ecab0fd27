#pragma once
#include "pg/call.hpp"

#include <optional>
#include <string>

namespace sdp::pg {

// Defines the sdp.* settings; docs/reference.md describes them.
void define_settings();

// sdp.user_id: whom the client acts for; nothing when it is not set.
std::optional<std::string> acting_user();

// sdp.max_content_bytes: the most bytes a stage's data or an output may have.
std::size_t most_content_bytes();

// sdp.package_max_bytes: the most bytes that a package's files may have together.
std::size_t most_package_bytes();

// sdp.export_directory: where packages are written; nothing when it is not set.
std::optional<std::string> export_directory();

// sdp.schema_cache_size: how many compiled schemas a session keeps.
std::size_t most_cached_schemas();

enum class install_mode { automatic, on, off };
// sdp.install: whether CREATE EXTENSION makes the tables; automatic asks row_security.
install_mode install_setting();

} // namespace sdp::pg
