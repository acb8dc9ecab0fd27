// Any JSON text as the data of every stage: all files are made of it, the page shows what the
// Markdown says as text, and nothing in it comes to life.
#include "core/json/written_tree.hpp"
#include "core/package_rendering.hpp"
#include "core/render/html.hpp"
#include "core/stages.hpp"

#include <cstdlib>

namespace {

// What md4c and the page write themselves has no such things.
void expect_only_text(std::string_view html)
{
    for (const std::string_view forbidden :
         {"<script", "<img", "<iframe", "<object", "<embed", "<link", "<form", "<base", "<!--",
          "href=\"javascript:", "href=\"data:", "href=\"vbscript:", " onerror=\"", " onclick=\""}) {
        if (html.find(forbidden) != std::string_view::npos) {
            std::abort();
        }
    }
}

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
    expect_only_text(sdp::html_of(text, "x").html);

    const auto tree = sdp::parsed_tree(text);
    const auto written = sdp::written_tree::of(text);
    if ((tree == nullptr) != (written == nullptr)) {
        std::abort();
    }
    if (tree == nullptr) {
        return 0;
    }
    sdp::package_project project{};
    project.name = std::string(text.substr(0, 100));
    for (const auto& view :
         {sdp::any_json_view(sdp::tree_view(*tree)), sdp::any_json_view(written->root())}) {
        for (const auto& file : sdp::rendered_files(project, stages_of(view, text))) {
            if (file.path == "index.html") {
                // The page has one comment-free head and a policy of its own.
                expect_only_text(file.content);
            } else if (file.path.ends_with(".md")) {
                expect_only_text(sdp::html_of(file.content, "x").html);
            }
        }
    }
    return 0;
}
