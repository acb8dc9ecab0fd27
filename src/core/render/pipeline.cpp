#include "core/render/pipeline.hpp"

#include "core/render/text.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>

namespace sdp {

namespace {

struct colors {
    std::string_view fill;
    std::string_view line;
};

colors colors_of(stage_status status)
{
    switch (status) {
    case stage_status::complete:
        return {"#d9f2e3", "#2f8f5b"};
    case stage_status::review:
        return {"#fdf0cf", "#b7841d"};
    case stage_status::generating:
        return {"#e7e0fb", "#7a5ac8"};
    case stage_status::active:
        return {"#dbeafe", "#2f6fd0"};
    case stage_status::locked:
        break;
    }
    return {"#eef0f2", "#9aa3ab"};
}

} // namespace

std::string pipeline_mermaid(const std::vector<pictured_stage>& stages)
{
    std::string out = "flowchart LR\n";
    for (const auto& stage : stages) {
        out += fmt::format("    s{}[{}]:::{}\n", stage.number,
                           mermaid_label(fmt::format("{}. {}", stage.number, stage.label)),
                           name_of(stage.status));
    }
    for (std::size_t i = 1; i < stages.size(); ++i) {
        out += fmt::format("    s{} --> s{}\n", stages[i - 1].number, stages[i].number);
    }
    for (const auto name : stage_status_names) {
        const auto [fill, line] = colors_of(*stage_status_named(name));
        out += fmt::format("    classDef {} fill:{},stroke:{},color:#1b2229\n", name, fill, line);
    }
    return out;
}

std::string pipeline_svg(const std::string& project, const std::vector<pictured_stage>& stages)
{
    constexpr int width = 158;
    constexpr int height = 58;
    constexpr int gap = 20;
    constexpr int margin = 4;
    constexpr std::size_t longest_label = 20;
    const int count = static_cast<int>(stages.size());
    const int whole = count * (width + gap) - (count > 0 ? gap : 0) + 2 * margin;
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" role=\"img\" font-family=\"system-ui, sans-serif\">\n<title>{2}</title>\n",
        whole, height + 2 * margin, html_text(fmt::format("The stages of {}", project)));
    for (int place = 0; place < count; ++place) {
        const auto& stage = stages[static_cast<std::size_t>(place)];
        const auto [fill, line] = colors_of(stage.status);
        const int x = margin + place * (width + gap);
        if (place > 0) {
            out += fmt::format("<path d=\"M{} {} h{} m-5 -4 l5 4 l-5 4\" fill=\"none\" "
                               "stroke=\"#9aa3ab\" stroke-width=\"1.5\"/>\n",
                               x - gap + 3, margin + height / 2, gap - 6);
        }
        const auto shown = beginning_of(stage.label, longest_label);
        out += fmt::format(
            "<g><title>{} is {}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" "
            "rx=\"9\" fill=\"{}\" stroke=\"{}\"{}/><text x=\"{}\" y=\"{}\" font-size=\"13\" "
            "font-weight=\"600\" fill=\"#1b2229\">{}{}</text><text x=\"{}\" y=\"{}\" "
            "font-size=\"11\" fill=\"#4a5560\">{} · {}</text></g>\n",
            html_text(stage.label), described(stage.status), x, margin, width, height, fill, line,
            stage.status == stage_status::locked ? " stroke-dasharray=\"4 3\"" : "", x + 11,
            margin + 25, html_text(shown), shown.size() < stage.label.size() ? "…" : "", x + 11,
            margin + 44, stage.number, name_of(stage.status));
    }
    return out + "</svg>\n";
}

} // namespace sdp
