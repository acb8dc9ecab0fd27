#include "core/render/stages.hpp"

#include "core/stages.hpp"

namespace sdp {

std::string render_stage(int stage, const any_json_view& data)
{
    switch (stage) {
    case product_stage:
        return render_product(data);
    case data_model_stage:
        return render_data_model(data);
    case database_stage:
        return render_database(data);
    case api_stage:
        return render_api(data);
    case stack_stage:
        return render_stack(data);
    case design_stage:
        return render_design(data);
    case sections_stage:
        return render_sections(data);
    case infrastructure_stage:
        return render_infrastructure(data);
    default:
        refuse_stage_number(stage);
    }
}

} // namespace sdp
