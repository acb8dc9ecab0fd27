#pragma once
#include "core/json/any_view.hpp"

#include <string>

// The Markdown twins of the stages' data: what a person reads. Whatever the data hold is shown:
// what a renderer does not know comes at its end.
namespace sdp {

[[nodiscard]] std::string render_product(const any_json_view& data);
[[nodiscard]] std::string render_data_model(const any_json_view& data);
[[nodiscard]] std::string render_database(const any_json_view& data);
[[nodiscard]] std::string render_api(const any_json_view& data);
[[nodiscard]] std::string render_stack(const any_json_view& data);
[[nodiscard]] std::string render_design(const any_json_view& data);
[[nodiscard]] std::string render_sections(const any_json_view& data);
[[nodiscard]] std::string render_infrastructure(const any_json_view& data);

// The twin of one of the stages 1 to 8.
[[nodiscard]] std::string render_stage(int stage, const any_json_view& data);

} // namespace sdp
