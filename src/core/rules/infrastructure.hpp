#pragma once
#include "core/rules/findings.hpp"
#include "core/rules/reading.hpp"

// Stage 8: the compose file and the variables. See schemas/infrastructure.schema.json.
namespace sdp {

struct infrastructure_design {
    struct text {
        std::string_view text;
        std::string path;
    };
    // The compose file as text; empty for none.
    std::string_view compose;
    // Texts in which ${VARIABLES} are put: the compose file, or those of the services.
    std::vector<text> templates{};
    // The variables that are declared.
    std::vector<text> variables{};
};

namespace detail {

template <indexed_json_view View>
void read_variables(infrastructure_design& design, const View& data, std::string_view member,
                    const std::string& path)
{
    for_each_item_in(data, member, path,
                     [&](std::string_view key, const View& value, const std::string& where) {
                         // In a map of names a text is a remark.
                         const auto name = key.empty() ? name_of_item(key, value) : key;
                         design.variables.push_back({name, where});
                     });
}

} // namespace detail

template <indexed_json_view View> infrastructure_design read_infrastructure(const View& data)
{
    infrastructure_design design;
    if (const auto docker = member_of(data, "docker")) {
        design.compose = text_in(*docker, {"compose"});
        if (!design.compose.empty()) {
            design.templates.push_back({design.compose, "/docker/compose"});
        }
        if (const auto services = member_of(*docker, "services")) {
            auto add = [&](std::string_view text, const std::string& path) {
                design.templates.push_back({text, path});
            };
            for_each_string(*services, "/docker/services", add);
        }
    }
    detail::read_variables(design, data, "envVars", "");
    if (const auto environment = member_of(data, "environment")) {
        detail::read_variables(design, *environment, "required", "/environment");
        detail::read_variables(design, *environment, "optional", "/environment");
    }
    return design;
}

// The variables that a compose file's text needs from outside: ${NAME}, ${NAME:?…}, $NAME; not
// those with a default (${NAME:-…}), nor $$, nor what stands in a comment. As
// https://docs.docker.com/reference/compose-file/interpolation/ has it. Each once, in order.
[[nodiscard]] std::vector<std::string_view> variables_needed_by(std::string_view compose);

// `checkpoint` as fault_in_yaml's.
void add_infrastructure_findings(const infrastructure_design& design, rule_findings& findings,
                                 void (*checkpoint)());

} // namespace sdp
