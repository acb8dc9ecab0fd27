#pragma once
#include "core/rules/api.hpp"
#include "core/rules/database.hpp"
#include "core/rules/design_system.hpp"
#include "core/rules/infrastructure.hpp"
#include "core/rules/product.hpp"
#include "core/rules/sections.hpp"
#include "core/rules/stack.hpp"

namespace sdp {

// What the cross-reference rules know of a project: its stages' data as far as they have been
// read. Texts point into the data.
struct software_design {
    std::optional<product_definition> product{};
    std::optional<data_model> model{};
    std::optional<database_design> database{};
    std::optional<api_design> api{};
    std::optional<tech_stack> stack{};
    std::optional<design_system> look{};
    std::optional<sections_design> sections{};
    std::optional<infrastructure_design> infrastructure{};
};

// Reads a stage's data, which keep the limits of core/json/limits.hpp; other data than an object's
// are passed over.
template <indexed_json_view View>
void read_into(software_design& design, int stage, const View& data)
{
    if (data.kind() != json_kind::object) {
        return;
    }
    switch (stage) {
    case product_stage:
        design.product = read_product(data);
        break;
    case data_model_stage:
        design.model = read_data_model(data);
        break;
    case database_stage:
        design.database = read_database(data);
        break;
    case api_stage:
        design.api = read_api(data);
        break;
    case stack_stage:
        design.stack = read_stack(data);
        break;
    case design_stage:
        design.look = read_design_system(data);
        break;
    case sections_stage:
        design.sections = read_sections(data);
        break;
    case infrastructure_stage:
        design.infrastructure = read_infrastructure(data);
        break;
    default:
        break;
    }
}

// The stages before `stage` whose data the rules of `stage` read; empty numbers are 0.
[[nodiscard]] constexpr std::array<int, 3> stages_read_with(int stage)
{
    switch (stage) {
    case database_stage:
    case api_stage:
        return {data_model_stage, 0, 0};
    case stack_stage:
        return {database_stage, 0, 0};
    case sections_stage:
        return {product_stage, data_model_stage, api_stage};
    default:
        return {0, 0, 0};
    }
}

// What the built-in rules of a stage find, given that stage and those that stages_read_with()
// names. A rule of a stage looks at no later one: those of a reverted project are what they were.
// `checkpoint` is called now and then and may throw; null for none.
[[nodiscard]] std::vector<finding>
cross_reference_findings(int stage, const software_design& design, void (*checkpoint)() = nullptr);

} // namespace sdp
