#include "core/rules/product.hpp"

#include "core/rules/duplicates.hpp"
#include "core/rules/names.hpp"

namespace sdp {

void add_product_findings(const product_definition& product, rule_findings& findings)
{
    duplicates names;
    for (const auto& feature : product.features) {
        if (const auto* const first = names.first_of(folded_name(feature.name), feature.path)) {
            findings.add("duplicate-feature", product_stage, feature.path,
                         fmt::format("feature {} has the name of the feature at {}",
                                     in_quotes(feature.name), *first));
        }
    }
}

} // namespace sdp
