// Any JSON text as the data of one stage, SDP_FUZZED_STAGE: its Markdown is made, and what else is
// made of that stage's data; as HTML nothing of it comes to life. Built once for each stage.
#include "core/render/compose.hpp"
#include "core/render/html.hpp"
#include "core/render/schema_sql.hpp"
#include "core/render/stages.hpp"
#include "core/stages.hpp"

#include "only_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    constexpr int stage = SDP_FUZZED_STAGE;
    const sdp::fuzzed_data input({reinterpret_cast<const char*>(data), size});
    if (!input.is_json()) {
        return 0;
    }
    for (const auto& view : input.views()) {
        sdp::expect_only_text(sdp::html_of(sdp::render_stage(stage, view), "x").html);
        if constexpr (stage == sdp::database_stage) {
            (void)sdp::schema_sql(view);
        } else if constexpr (stage == sdp::infrastructure_stage) {
            (void)sdp::dockerfile_in(view);
            (void)sdp::compose_file_in(view);
        }
    }
    return 0;
}
