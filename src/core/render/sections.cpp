#include "core/render/stages.hpp"
#include "core/render/text.hpp"
#include "core/render/value.hpp"

namespace sdp {

namespace {

constexpr int deepest_component = 8;

void render_components(markdown& out, const any_json_view& components, int level);

void render_component(markdown& out, std::string_view key, const any_json_view& component,
                      int level)
{
    if (component.kind() != json_kind::object) {
        const auto text = component.kind() == json_kind::string && key.empty()
                              ? code_span(component.string())
                              : inline_value(component);
        out.item(level, key.empty() ? text : fmt::format("{} – {}", code_span(key), text));
        return;
    }
    members parts(component);
    const auto name = parts.text({"name"});
    auto line = code_of_item(key, name);
    const auto description = inline_text(parts.text({"description"}));
    line += line.empty() || description.empty() ? description : " – " + description;
    const auto children =
        level < deepest_component ? parts.items({"children"}) : std::optional<any_json_view>();
    const auto rest = inline_rest(parts);
    line += line.empty() || rest.empty() ? rest : fmt::format(" ({})", rest);
    out.item(level, line);
    if (children) {
        render_components(out, *children, level + 1);
    }
}

void render_components(markdown& out, const any_json_view& components, int level)
{
    for_each_entry(components, [&](std::string_view key, const any_json_view& component) {
        render_component(out, key, component, level);
    });
}

void render_interactions(markdown& out, const any_json_view& interactions)
{
    markdown_table table({"Trigger", "Behavior", "More"});
    for_each_entry(interactions, [&](std::string_view key, const any_json_view& one) {
        if (one.kind() != json_kind::object) {
            auto text = inline_value(one);
            table.add(key.empty() ? std::vector{std::move(text)}
                                  : std::vector{inline_text(key), std::move(text)});
            return;
        }
        members parts(one);
        auto trigger = inline_text(parts.text({"trigger"}));
        if (!key.empty()) {
            trigger = inline_text(key) + (trigger.empty() ? "" : ": " + trigger);
        }
        auto behavior = inline_text(parts.text({"behavior", "behaviour"}));
        table.add({std::move(trigger), std::move(behavior), inline_rest(parts)});
    });
    out.table(table);
}

void render_section(markdown& out, std::string_view key, const any_json_view& section)
{
    members parts(section);
    const auto name = parts.text({"name"});
    out.heading(2, title_of_item(key, name));
    if (section.kind() != json_kind::object) {
        render_value(out, section);
        return;
    }
    if (const auto route = parts.text({"route", "path"}); !route.empty()) {
        out.paragraph(fmt::format("**Route:** {}", code_span(route)));
    }
    out.paragraph(paragraph_text(parts.text({"description"})));
    if (const auto data = parts.any({"dataRequirements"})) {
        out.paragraph(fmt::format("**Data:** {}", inline_value(*data)));
    }
    if (const auto components = parts.items({"components"})) {
        out.heading(3, "Components");
        render_components(out, *components, 0);
    }
    if (const auto interactions = parts.items({"interactions"})) {
        out.heading(3, "Interactions");
        render_interactions(out, *interactions);
    }
    if (const auto state = parts.any({"stateManagement"})) {
        out.heading(3, "State");
        render_value(out, *state);
    }
    bool has_rest = false;
    parts.for_each_left([&](std::string_view, const any_json_view&) { has_rest = true; });
    if (has_rest) {
        out.heading(3, "More");
        render_rest(out, parts);
    }
}

} // namespace

std::string render_sections(const any_json_view& data)
{
    markdown out;
    members stage(data);
    out.heading(1, "Sections");
    out.paragraph(paragraph_text(stage.text({"description"})));
    if (const auto sections = stage.items({"sections"})) {
        markdown_table table({"Section", "Route", "Data"});
        for_each_entry(*sections, [&](std::string_view key, const any_json_view& section) {
            const auto data_names = member_of(section, "dataRequirements");
            table.add({inline_text(name_of_item(key, section)),
                       code_span(text_in(section, {"route", "path"})),
                       data_names && says_something(*data_names) ? inline_value(*data_names) : ""});
        });
        out.table(table);
        for_each_entry(*sections, [&](std::string_view key, const any_json_view& section) {
            render_section(out, key, section);
        });
    }
    render_stage_rest(out, stage);
    return out.take();
}

} // namespace sdp
