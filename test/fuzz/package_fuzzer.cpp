// Any JSON text as the data of every stage: all files are made of it, the page shows what the
// Markdown says as text, and nothing in it comes to life.
#include "core/package_rendering.hpp"
#include "core/render/html.hpp"
#include "core/stages.hpp"

#include "only_text.hpp"

namespace {

std::vector<sdp::stage_source> stages_of(const sdp::any_json_view& data, std::string_view text)
{
    std::vector<sdp::stage_source> stages;
    for (int stage = sdp::first_stage; stage < sdp::last_stage; ++stage) {
        stages.push_back({.number = stage,
                          .label = std::string(sdp::definition_of(stage).label),
                          .data = data,
                          .json = std::string(text)});
    }
    return stages;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    // As Markdown of a person's own.
    sdp::expect_only_text(sdp::html_of(text, "x").html);

    const sdp::fuzzed_data input(text);
    if (!input.is_json()) {
        return 0;
    }
    sdp::package_project project{};
    project.name = std::string(text.substr(0, 100));
    for (const auto& view : input.views()) {
        for (const auto& file : sdp::rendered_files(project, stages_of(view, text))) {
            if (file.path == "index.html") {
                // The page has one comment-free head and a policy of its own.
                sdp::expect_only_text(file.content);
            } else if (file.path.ends_with(".md")) {
                sdp::expect_only_text(sdp::html_of(file.content, "x").html);
            }
        }
    }
    return 0;
}
