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

// sdp.generation_timeout: how long a generation may take, in microseconds.
std::int64_t generation_timeout();

// sdp.generation_max_attempts: how often workers may try a generation.
int most_generation_attempts();

// sdp.notify: whether events are sent to the channel sdp_events.
bool notifies();

// sdp.ddl_timeout: the longest that a trial of DDL may take.
int ddl_trial_milliseconds();

enum class install_mode { automatic, on, off };
// sdp.install: whether CREATE EXTENSION makes the tables; automatic asks row_security.
install_mode install_setting();

} // namespace sdp::pg
