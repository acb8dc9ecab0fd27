#pragma once
#include "core/rules/findings.hpp"
#include "core/rules/reading.hpp"

// Stage 6: which design tokens there are.
namespace sdp {

struct design_system {
    bool has_colors = false;
    bool has_typography = false;
    bool has_spacing = false;
};

template <indexed_json_view View> design_system read_design_system(const View& data)
{
    const auto has = [&](std::string_view name) {
        const auto value = member_of(data, name);
        return value && says_something(*value);
    };
    return {.has_colors = has("colors"),
            .has_typography = has("typography"),
            .has_spacing = has("spacing")};
}

void add_design_system_findings(const design_system& design, rule_findings& findings);

} // namespace sdp
