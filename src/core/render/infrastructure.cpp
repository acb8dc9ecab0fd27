#include "core/render/stages.hpp"
#include "core/render/text.hpp"
#include "core/render/value.hpp"

namespace sdp {

namespace {

void render_variables(markdown& out, std::string_view heading, int level,
                      const any_json_view& variables)
{
    markdown_table table(
        {"Variable", "Required", "Secret", "Default", "Example", "Description", "More"});
    for_each_entry(variables, [&](std::string_view key, const any_json_view& variable) {
        if (variable.kind() != json_kind::object) {
            table.add(key.empty() ? std::vector{code_value(variable)}
                                  : std::vector<std::string>{code_span(key), "", "", "", "",
                                                             inline_value(variable)});
            return;
        }
        members parts(variable);
        const auto name = parts.text({"name"});
        const auto required = parts.flag({"required"});
        const auto secret = parts.flag({"secret"});
        auto value = code_span(parts.scalar({"default"}));
        auto example = code_span(parts.scalar({"example"}));
        auto description = inline_text(parts.text({"description"}));
        auto rest = inline_rest(parts);
        if (!key.empty() && !name.empty() && key != name) {
            rest = inline_text(name) + (rest.empty() ? "" : "; " + rest);
        }
        table.add({code_span(key.empty() ? name : key), required ? (*required ? "yes" : "no") : "",
                   secret && *secret ? "yes" : "", std::move(value), std::move(example),
                   std::move(description), std::move(rest)});
    });
    out.heading(level, heading);
    out.table(table);
}

void render_docker(markdown& out, const any_json_view& docker)
{
    out.heading(2, "Docker");
    if (docker.kind() != json_kind::object) {
        render_value(out, docker);
        return;
    }
    members parts(docker);
    if (const auto dockerfile = parts.text({"dockerfile"}); !dockerfile.empty()) {
        out.heading(3, "Dockerfile");
        out.code("dockerfile", dockerfile);
    }
    if (const auto compose = parts.text({"compose"}); !compose.empty()) {
        out.heading(3, "docker-compose.yml");
        out.code("yaml", compose);
    }
    if (const auto services = parts.items({"services"})) {
        out.heading(3, "Services");
        render_value(out, *services);
    }
    render_rest(out, parts);
}

} // namespace

std::string render_infrastructure(const any_json_view& data)
{
    markdown out;
    members stage(data);
    out.heading(1, "Infrastructure");
    out.paragraph(paragraph_text(stage.text({"description"})));
    if (const auto hosting = stage.any({"hosting"})) {
        out.heading(2, "Hosting");
        render_value(out, *hosting);
    }
    if (const auto docker = stage.any({"docker"})) {
        render_docker(out, *docker);
    }
    for (const std::string_view name : {"ciPipeline", "ci"}) {
        if (const auto pipeline = stage.any({name})) {
            out.heading(2, "Continuous integration");
            render_value(out, *pipeline);
        }
    }
    if (const auto variables = stage.items({"envVars"})) {
        render_variables(out, "Environment variables", 2, *variables);
    }
    if (const auto environment = stage.any({"environment"})) {
        out.heading(2, "Environment");
        members parts(*environment);
        if (const auto required = parts.items({"required"})) {
            render_variables(out, "Required", 3, *required);
        }
        if (const auto optional = parts.items({"optional"})) {
            render_variables(out, "Optional", 3, *optional);
        }
        if (environment->kind() == json_kind::object) {
            render_rest(out, parts);
        } else {
            render_value(out, *environment);
        }
    }
    render_stage_rest(out, stage);
    return out.take();
}

} // namespace sdp
