#pragma once
#include "core/json/any_view.hpp"

#include <string>

namespace sdp {

// The Dockerfile that stage 8's data have as text; empty where they have none.
[[nodiscard]] std::string dockerfile_in(const any_json_view& data);

// The compose file that stage 8's data have as text, or made of the services that they describe as
// objects; empty where they have neither.
[[nodiscard]] std::string compose_file_in(const any_json_view& data);

} // namespace sdp
