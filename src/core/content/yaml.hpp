#pragma once
#include "core/content/content.hpp"

namespace sdp {

// Why `text` is not YAML 1.1 as libyaml reads it, within our limits: at most 100 levels deep, at
// most 1,000 aliases, each of a value before it, which stand for at most 100,000 values together
// (few aliases of aliases make a thousand million), at most 100 %TAG directives (libyaml compares
// each with each, within one call), one document or more. `checkpoint` is called between events and
// may throw; null for none.
[[nodiscard]] std::optional<content_fault> fault_in_yaml(std::string_view text,
                                                         void (*checkpoint)() = nullptr);

} // namespace sdp
