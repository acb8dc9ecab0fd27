#include "core/render/stages.hpp"
#include "core/render/text.hpp"
#include "core/render/value.hpp"

namespace sdp {

namespace {

constexpr int deepest_shade = 20;

// The shades of a color in a line: 50 `#eef2ff`, dark 500 `#6366f1`.
void append_shades(std::string& out, const std::string& within, const any_json_view& shades,
                   int depth)
{
    if (depth > deepest_shade) {
        out += (out.empty() ? "" : ", ") + within + code_span(json_line(shades));
        return;
    }
    for_each_entry(shades, [&](std::string_view key, const any_json_view& shade) {
        if (shade.kind() >= json_kind::array && shade.size() > 0) {
            append_shades(out, within + (key.empty() ? "" : inline_text(key) + " "), shade,
                          depth + 1);
            return;
        }
        out += out.empty() ? "" : ", ";
        out += within;
        out += key.empty() ? "" : inline_text(key) + " ";
        out += code_span(shade.kind() < json_kind::array ? scalar_text(shade) : json_line(shade));
    });
}

void render_colors(markdown& out, const any_json_view& colors)
{
    markdown_table table({"Color", "Values", "Description"});
    for_each_entry(colors, [&](std::string_view key, const any_json_view& color) {
        std::string values;
        if (color.kind() < json_kind::array) {
            table.add({inline_text(key), code_span(scalar_text(color))});
        } else if (color.kind() == json_kind::object && key.empty()) {
            // An item of a list says itself what it is called.
            members parts(color);
            auto name = inline_text(parts.text({"name"}));
            auto description = inline_text(parts.text({"description", "usage"}));
            parts.for_each_left([&](std::string_view member, const any_json_view& value) {
                const bool says_nothing =
                    member == "value" || member == "hex" || member == "shades";
                const auto label = says_nothing ? "" : inline_text(member) + " ";
                if (value.kind() >= json_kind::array) {
                    append_shades(values, label, value, 0);
                } else {
                    values += (values.empty() ? "" : ", ") + label + code_span(scalar_text(value));
                }
            });
            table.add({std::move(name), std::move(values), std::move(description)});
        } else {
            append_shades(values, "", color, 0);
            table.add({inline_text(key), std::move(values)});
        }
    });
    out.heading(2, "Colors");
    out.table(table);
}

void render_typography(markdown& out, const any_json_view& typography)
{
    out.heading(2, "Typography");
    markdown_table table({"Use", "Typeface", "Weights", "Line height", "More"});
    members parts(typography);
    const auto scale = parts.any({"scale"});
    const auto add = [&](std::string_view key, const any_json_view& value) {
        if (value.kind() != json_kind::object) {
            table.add({inline_text(key), inline_value(value)});
            return;
        }
        members face(value);
        const auto name = key.empty() ? face.text({"name", "use"}) : key;
        auto family = face.any({"family", "fontFamily"});
        auto weights = face.any({"weights", "weight", "fontWeight"});
        auto line_height = face.scalar({"lineHeight"});
        table.add({inline_text(name), family ? inline_value(*family) : "",
                   weights ? inline_value(*weights) : "", inline_text(line_height),
                   inline_rest(face)});
    };
    if (typography.kind() == json_kind::object) {
        parts.for_each_left(add);
    } else {
        for_each_entry(typography, add);
    }
    out.table(table);
    if (scale && scale->kind() == json_kind::object) {
        markdown_table steps({"Step", "Size"});
        for_each_entry(*scale, [&](std::string_view key, const any_json_view& size) {
            steps.add({inline_text(key), inline_value(size)});
        });
        out.table(steps);
    } else if (scale) {
        out.paragraph("Scale: " + inline_value(*scale));
    }
}

void render_tokens(markdown& out, std::string_view heading, const any_json_view& tokens)
{
    out.heading(2, heading);
    if (tokens.kind() != json_kind::object) {
        out.paragraph(inline_value(tokens));
        return;
    }
    markdown_table table({"Token", "Value"});
    for_each_entry(tokens, [&](std::string_view key, const any_json_view& value) {
        table.add({inline_text(key), value.kind() < json_kind::array ? code_span(scalar_text(value))
                                                                     : inline_value(value)});
    });
    out.table(table);
}

} // namespace

std::string render_design(const any_json_view& data)
{
    markdown out;
    members stage(data);
    out.heading(1, "Design System");
    out.paragraph(paragraph_text(stage.text({"description"})));
    if (const auto principles = stage.items({"principles"})) {
        out.heading(2, "Principles");
        render_described_items(out, *principles);
    }
    if (const auto colors = stage.items({"colors"})) {
        render_colors(out, *colors);
    }
    if (const auto typography = stage.items({"typography"})) {
        render_typography(out, *typography);
    }
    if (const auto spacing = stage.any({"spacing"})) {
        render_tokens(out, "Spacing", *spacing);
    }
    if (const auto radius = stage.any({"borderRadius"})) {
        render_tokens(out, "Border radius", *radius);
    }
    if (const auto shadows = stage.any({"shadows"})) {
        render_tokens(out, "Shadows", *shadows);
    }
    if (const auto shell = stage.any({"applicationShell"})) {
        out.heading(2, "Application shell");
        render_value(out, *shell);
    }
    render_stage_rest(out, stage);
    return out.take();
}

} // namespace sdp
