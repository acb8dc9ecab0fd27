#include "core/rules/design_system.hpp"

namespace sdp {

void add_design_system_findings(const design_system& design, rule_findings& findings)
{
    if (!design.has_colors) {
        findings.add("colors-missing", design_stage, "", "the design system has no colors");
    }
    if (!design.has_typography) {
        findings.add("typography-missing", design_stage, "", "the design system has no typography");
    }
    if (!design.has_spacing) {
        findings.add("spacing-missing", design_stage, "", "the design system has no spacing");
    }
}

} // namespace sdp
