#include "core/rules/design.hpp"

namespace sdp {

namespace {

template <typename Type> const Type* pointer_to(const std::optional<Type>& value)
{
    return value ? &*value : nullptr;
}

} // namespace

std::vector<finding> cross_reference_findings(int stage, const software_design& design,
                                              void (*checkpoint)())
{
    rule_findings findings;
    if (stage == product_stage && design.product) {
        add_product_findings(*design.product, findings);
    } else if (stage == data_model_stage && design.model) {
        add_data_model_findings(*design.model, findings);
    } else if (stage == database_stage && design.database) {
        add_database_findings(*design.database, pointer_to(design.model), findings);
    } else if (stage == api_stage && design.api) {
        add_api_findings(*design.api, pointer_to(design.model), findings);
    } else if (stage == stack_stage && design.stack) {
        add_stack_findings(*design.stack, pointer_to(design.database), findings);
    } else if (stage == design_stage && design.look) {
        add_design_system_findings(*design.look, findings);
    } else if (stage == sections_stage && design.sections) {
        add_sections_findings(*design.sections, pointer_to(design.product),
                              pointer_to(design.model), pointer_to(design.api), findings);
    } else if (stage == infrastructure_stage && design.infrastructure) {
        add_infrastructure_findings(*design.infrastructure, findings, checkpoint);
    }
    return findings.take();
}

} // namespace sdp
