#include "core/render/stages.hpp"

#include "core/render/text.hpp"
#include "core/render/value.hpp"

namespace sdp {

namespace {

void render_problems(markdown& out, const any_json_view& problems)
{
    markdown_table table({"Problem", "Solution", "More"});
    for_each_entry(problems, [&](std::string_view key, const any_json_view& item) {
        members parts(item);
        auto problem = inline_text(parts.text({"problem", "name", "title"}));
        if (problem.empty()) {
            problem = inline_text(key);
        } else if (!key.empty()) {
            problem = fmt::format("**{}:** {}", inline_text(key), problem);
        }
        if (item.kind() == json_kind::object) {
            auto solution = inline_text(parts.text({"solution"}));
            table.add({std::move(problem), std::move(solution), inline_rest(parts)});
        } else if (problem.empty()) {
            table.add({inline_value(item)});
        } else {
            table.add({std::move(problem), inline_value(item)});
        }
    });
    out.heading(2, "Problems and solutions");
    out.table(table);
}

void render_people(markdown& out, std::string_view heading, const any_json_view& people)
{
    out.heading(2, heading);
    bool all_are_simple = true;
    for_each_entry(people, [&](std::string_view, const any_json_view& person) {
        all_are_simple = all_are_simple && person.kind() != json_kind::object;
    });
    if (all_are_simple) {
        render_described_items(out, people);
        return;
    }
    for_each_entry(people, [&](std::string_view key, const any_json_view& person) {
        members parts(person);
        const auto name = parts.text({"name", "title"});
        out.heading(3, title_of_item(key, name));
        if (person.kind() != json_kind::object) {
            render_value(out, person);
            return;
        }
        if (const auto role = inline_text(parts.text({"role"})); !role.empty()) {
            out.paragraph(fmt::format("*{}*", role));
        }
        out.paragraph(paragraph_text(parts.text({"description"})));
        render_rest(out, parts);
    });
}

} // namespace

std::string render_product(const any_json_view& data)
{
    markdown out;
    members stage(data);
    const auto name = inline_text(stage.text({"name"}));
    out.heading(1, name.empty() ? "Product Definition" : name);
    out.quotation(inline_text(stage.text({"tagline"})));
    out.paragraph(paragraph_text(stage.text({"description"})));
    if (const auto problems = stage.items({"problems"})) {
        render_problems(out, *problems);
    }
    if (const auto features = stage.items({"features"})) {
        out.heading(2, "Features");
        render_described_items(out, *features);
    }
    if (const auto personas = stage.items({"personas"})) {
        render_people(out, "Personas", *personas);
    }
    if (const auto users = stage.any({"targetUsers"})) {
        if (users->kind() >= json_kind::array) {
            render_people(out, "Target users", *users);
        } else {
            out.heading(2, "Target users");
            render_value(out, *users);
        }
    }
    render_stage_rest(out, stage);
    return out.take();
}

} // namespace sdp
