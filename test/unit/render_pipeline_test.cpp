#include "core/render/pipeline.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

const std::vector<pictured_stage> stages = {
    {1, "Product \"x\" <script>alert(1)</script>", stage_status::complete},
    {2, "Data Model", stage_status::review},
    {3, std::string(300, 'x'), stage_status::locked},
};

TEST(render_pipeline, mermaid_has_each_stage_in_its_status)
{
    const auto text = pipeline_mermaid(stages);
    EXPECT_TRUE(text.starts_with("flowchart LR\n    s1["));
    EXPECT_NE(text.find("]:::complete\n"), std::string::npos);
    EXPECT_NE(text.find("s2[\"2. Data Model\"]:::review\n"), std::string::npos);
    EXPECT_NE(text.find("    s1 --> s2\n    s2 --> s3\n"), std::string::npos);
    EXPECT_EQ(text.find("<script>"), std::string::npos);
    for (const auto name : stage_status_names) {
        EXPECT_NE(text.find(std::string("classDef ") + std::string(name) + " fill:"),
                  std::string::npos);
    }
}

TEST(render_pipeline, svg_is_well_formed_and_shows_texts_as_texts)
{
    const auto svg = pipeline_svg("a & b", stages);
    EXPECT_TRUE(svg.starts_with("<svg xmlns="));
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
    EXPECT_NE(svg.find("<title>The stages of a &amp; b</title>"), std::string::npos);
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_NE(svg.find("Data Model is in review"), std::string::npos);
    EXPECT_NE(svg.find(">2 · review<"), std::string::npos);
    EXPECT_NE(svg.find("…"), std::string::npos);
    EXPECT_TRUE(pipeline_svg("none", {}).ends_with("</svg>\n"));
}

} // namespace
} // namespace sdp
