#include "core/render/html.hpp"
#include "core/render/overview.hpp"
#include "core/render/page_style.hpp"
#include "core/render/text.hpp"
#include "core/rules/reading.hpp"
#include "core/utf8.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sdp {

namespace {

// A longer document is a file to be searched, not a part of a page.
constexpr std::size_t longest_document = 1024UL * 1024UL;
constexpr std::size_t most_entries = 40;

std::string anchor_of(const overview_stage& stage)
{
    return fmt::format("stage-{}", stage.number);
}

// A box of the picture, with its place in rows of three.
struct box {
    static constexpr int width = 200;
    static constexpr int height = 62;
    static constexpr int gap = 34;
    static constexpr int in_row = 3;

    int x;
    int y;

    explicit box(int place)
        : x(1 + place % in_row * (width + gap)), y(1 + place / in_row * (height + gap))
    {
    }
};

void draw_arrow(std::string& out, const box& from, const box& to)
{
    const int middle = box::height / 2;
    if (from.y == to.y) {
        out += fmt::format(R"(<path d="M{} {}h{}m-6 -4l5 4l-5 4"/>)", from.x + box::width + 4,
                           from.y + middle, box::gap - 9);
    } else {
        // Around to the beginning of the next row.
        const int below = from.y + box::height + box::gap / 2;
        out += fmt::format(R"(<path d="M{} {}V{}H{}V{}m-4 -6l4 5l4 -5"/>)", from.x + box::width / 2,
                           from.y + box::height + 3, below, to.x + box::width / 2, to.y - 4);
    }
}

void draw_box(std::string& out, const box& at, std::string_view number, std::string_view label)
{
    constexpr std::size_t longest = 19;
    const auto shown = beginning_of(label, longest);
    out += fmt::format(
        R"(<rect x="{}" y="{}" width="{}" height="{}" rx="9"/><text class="number" x="{}" y="{}">{}</text><text x="{}" y="{}">{}{}</text>)",
        at.x, at.y, box::width, box::height, at.x + 16, at.y + 25, number, at.x + 16, at.y + 46,
        html_text(shown), shown.size() < label.size() ? "…" : "");
}

// The stages as a picture: what is written, what is still open, and the package at the end.
void draw_pipeline(std::string& out, const package_overview& overview)
{
    const int count = static_cast<int>(overview.stages.size()) + 1;
    const int rows = (count + box::in_row - 1) / box::in_row;
    out += fmt::format("<nav class=\"pipeline\" aria-label=\"Stages\"><svg viewBox=\"0 0 {} {}\" "
                       "xmlns=\"http://www.w3.org/2000/svg\">\n",
                       box::in_row * (box::width + box::gap) - box::gap + 2,
                       rows * (box::height + box::gap) - box::gap + 2);
    for (int place = 0; place + 1 < count; ++place) {
        draw_arrow(out, box(place), box(place + 1));
    }
    int place = 0;
    for (const auto& stage : overview.stages) {
        const bool written = stage.data.has_value();
        out += written ? fmt::format("<a href=\"#{}\">", anchor_of(stage)) : "<g class=\"open\">";
        out += fmt::format("<title>{}</title>", html_text(stage.label));
        draw_box(out, box(place++), fmt::to_string(stage.number), stage.label);
        out += written ? "</a>\n" : "</g>\n";
    }
    out += "<a class=\"end\" href=\"sdp.json\">";
    draw_box(out, box(place), "sdp.json", "The package");
    out += "</a>\n</svg></nav>\n";
}

void write_contents(std::string& out, const package_overview& overview,
                    const std::vector<html_part>& parts)
{
    out += "<nav class=\"contents\" aria-label=\"Contents\"><div class=\"title\">Contents</div>"
           "<ol>\n";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& stage = overview.stages[i];
        const auto label = html_text(stage.label);
        if (!stage.data) {
            out += fmt::format("<li><div class=\"open\">{}. {}</div></li>\n", stage.number, label);
            continue;
        }
        out += fmt::format("<li><a href=\"#{}\">{}. {}</a><ul>\n", anchor_of(stage), stage.number,
                           label);
        std::size_t entries = 0;
        for (const auto& heading : parts[i].headings) {
            if (heading.level == 3 && ++entries <= most_entries) {
                out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", heading.id, heading.label);
            }
        }
        out += "</ul></li>\n";
    }
    out += "</ol></nav>\n";
}

void write_stage(std::string& out, const overview_stage& stage, const html_part& part)
{
    out += fmt::format("<section id=\"{}\">\n<p class=\"files\"><b>Stage {}</b>", anchor_of(stage),
                       stage.number);
    constexpr std::size_t most_links = 6;
    const auto shown = std::min(stage.paths.size(), most_links);
    for (std::size_t i = 0; i < shown; ++i) {
        out += fmt::format(" · <a href=\"{0}\">{0}</a>", html_text(stage.paths[i]));
    }
    if (shown < stage.paths.size()) {
        out += fmt::format(" · {} more", stage.paths.size() - shown);
    }
    out += fmt::format("</p>\n{}</section>\n", part.html);
}

html_part part_of(const overview_stage& stage)
{
    if (!stage.data) {
        return {};
    }
    if (stage.markdown.size() > longest_document) {
        return {fmt::format("<h2>{}</h2>\n<p class=\"note\">This is too long for a page: it stands "
                            "in <a href=\"{}\">its own file</a>.</p>\n",
                            html_text(stage.label), html_text(stage.paths.front()))};
    }
    return html_of(stage.markdown, anchor_of(stage));
}

} // namespace

std::string render_page(const package_overview& overview)
{
    std::vector<html_part> parts;
    std::string_view tagline;
    for (const auto& stage : overview.stages) {
        parts.push_back(part_of(stage));
        if (stage.number == 1 && stage.data) {
            tagline = text_in(*stage.data, {"tagline"});
        }
    }
    if (tagline.empty() && overview.description) {
        tagline = *overview.description;
    }
    const auto name = html_text(overview.name);
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<div class=\"frame\">\n",
        name, page_style);
    write_contents(out, overview, parts);
    out += fmt::format("<main>\n<header dir=\"auto\">\n<h1>{}</h1>\n", name);
    if (!tagline.empty()) {
        out += fmt::format("<p class=\"tagline\">{}</p>\n", html_text(tagline));
    }
    out += "</header>\n";
    draw_pipeline(out, overview);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (overview.stages[i].data) {
            write_stage(out, overview.stages[i], parts[i]);
        }
    }
    out += "</main>\n</div>\n</body>\n</html>\n";
    return out;
}

} // namespace sdp
