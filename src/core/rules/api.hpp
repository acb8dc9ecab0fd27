#pragma once
#include "core/rules/data_model.hpp"

// Stage 4: endpoints. See schemas/api.schema.json for the shapes.
namespace sdp {

struct api_design {
    struct text {
        std::string_view text;
        std::string path;
    };
    struct endpoint {
        std::string_view method;
        std::string_view path;
        std::string where;
        std::string_view tag;
        // Summary and description.
        std::string_view summary;
        std::string_view description;
        // It says itself that everyone may call it.
        bool is_open = false;
        std::vector<text> path_parameters{};
        // The strings of request and response.
        std::vector<text> bodies{};
    };

    // The API has authentication.
    bool has_auth = false;
    std::vector<endpoint> endpoints{};
};

namespace detail {

template <indexed_json_view View> bool is_open_endpoint(const View& value)
{
    if (is_true(value, "public")) {
        return true;
    }
    for (const std::string_view name :
         {"auth", "authentication", "authorization", "requiresAuth", "authRequired", "security"}) {
        const auto member = member_of(value, name);
        if (!member) {
            continue;
        }
        if (member->kind() == json_kind::string) {
            const auto text = lower_case(trimmed(string_in(*member)));
            if (text == "none" || text == "public" || text == "anonymous" || text == "no") {
                return true;
            }
        } else if ((member->kind() == json_kind::boolean && !member->boolean()) ||
                   (member->kind() == json_kind::array && member->size() == 0)) {
            return true;
        }
    }
    return false;
}

template <indexed_json_view View>
api_design::endpoint read_endpoint(const View& value, const std::string& where)
{
    api_design::endpoint endpoint{.method = text_in(value, {"method"}),
                                  .path = text_in(value, {"path"}),
                                  .where = where,
                                  .tag = text_in(value, {"tag"}),
                                  .summary = text_in(value, {"summary"}),
                                  .description = text_in(value, {"description"}),
                                  .is_open = is_open_endpoint(value)};
    for_each_item_in(value, "params", where,
                     [&](std::string_view key, const View& parameter, const std::string& path) {
                         if (text_in(parameter, {"in"}) == "path") {
                             endpoint.path_parameters.push_back(
                                 {name_of_item(key, parameter), path});
                         }
                     });
    auto add = [&](std::string_view text, const std::string& path) {
        endpoint.bodies.push_back({text, path});
    };
    for (const std::string_view name :
         {"requestBody", "body", "request", "response", "responses"}) {
        if (const auto body = member_of(value, name)) {
            for_each_string(*body, fmt::format("{}/{}", where, name), add);
        }
    }
    return endpoint;
}

} // namespace detail

template <indexed_json_view View> api_design read_api(const View& data)
{
    api_design api;
    if (const auto auth = member_of(data, "auth"); auth && says_something(*auth)) {
        const auto strategy = lower_case(
            auth->kind() == json_kind::string ? string_in(*auth) : text_in(*auth, {"strategy"}));
        api.has_auth = trimmed(strategy) != "none" && trimmed(strategy) != "public";
    }
    for_each_item_in(data, "endpoints", "",
                     [&](std::string_view, const View& endpoint, const std::string& path) {
                         api.endpoints.push_back(detail::read_endpoint(endpoint, path));
                     });
    return api;
}

// The segments of a path without query; a parameter ({id}, :id, [id], <id>) is its name in braces.
[[nodiscard]] std::vector<std::string> path_segments(std::string_view path);

// A path as it is compared: its segments in small letters, parameters without their names.
[[nodiscard]] std::string compared_path(std::string_view path);

// `model` is null where the project has no data model.
void add_api_findings(const api_design& api, const data_model* model, rule_findings& findings);

} // namespace sdp
