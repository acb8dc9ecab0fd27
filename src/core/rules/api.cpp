#include "core/rules/api.hpp"

#include "core/rules/duplicates.hpp"
#include "core/rules/type_names.hpp"

#include <array>

namespace sdp {

namespace {

using endpoint = api_design::endpoint;

constexpr std::array<std::string_view, 10> methods = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"};

std::string upper_case(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') {
            c = static_cast<char>(c - ('a' - 'A'));
        }
    }
    return upper;
}

bool is_method(std::string_view name)
{
    return std::find(methods.begin(), methods.end(), name) != methods.end();
}

// One may be given for several methods: GET, HEAD.
std::vector<std::string_view> methods_in(std::string_view text)
{
    constexpr std::string_view separators = " ,|/";
    std::vector<std::string_view> found;
    std::size_t at = 0;
    while ((at = text.find_first_not_of(separators, at)) != std::string_view::npos) {
        const auto end = std::min(text.find_first_of(separators, at), text.size());
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

bool changes_data(const endpoint& one)
{
    const auto given = methods_in(one.method);
    return std::any_of(given.begin(), given.end(), [](std::string_view name) {
        const auto upper = upper_case(name);
        return upper == "POST" || upper == "PUT" || upper == "PATCH" || upper == "DELETE";
    });
}

// Paths by which people come in, and machines that prove themselves otherwise.
bool is_way_in(const endpoint& one)
{
    constexpr std::array<std::string_view, 25> ways = {
        "login",   "logout",  "signin",     "signup",    "signout",   "register", "auth",
        "oauth",   "oidc",    "sso",        "saml",      "callback",  "token",    "refresh",
        "session", "verify",  "otp",        "confirm",   "magiclink", "password", "webhook",
        "hook",    "contact", "invitation", "newsletter"};
    const auto segments = path_segments(one.path);
    return std::any_of(segments.begin(), segments.end(), [&](const std::string& segment) {
        return any_compared_part(segment, [&](const std::string& part) {
            return std::find(ways.begin(), ways.end(), part) != ways.end();
        });
    });
}

bool is_parameter(std::string_view segment)
{
    return segment.starts_with('{');
}

// A parameter may be a part of a segment: {name}.json
std::unordered_set<std::string> parameters_in(std::string_view path)
{
    std::unordered_set<std::string> names;
    for (const auto& segment : path_segments(path)) {
        for (auto at = segment.find('{'); at != std::string::npos; at = segment.find('{', at + 1)) {
            names.insert(segment.substr(at + 1, segment.find('}', at) - at - 1));
        }
    }
    return names;
}

class api_rules {
public:
    api_rules(const api_design& api, const data_model* model, rule_findings& findings)
        : api_(api), model_(model), findings_(findings)
    {
    }

    void run()
    {
        for (const auto& one : api_.endpoints) {
            check_method(one);
            check_parameters(one);
            if (api_.has_auth && one.is_open && changes_data(one) && !is_way_in(one)) {
                findings_.add(
                    "endpoint-without-auth", api_stage, one.where,
                    fmt::format("endpoint {} changes data without authentication", named(one)));
            }
        }
        if (model_ != nullptr) {
            for (const auto& one : api_.endpoints) {
                check_entities_of_path(one);
                check_entities_of_bodies(one);
            }
            check_mentions();
        }
    }

private:
    static std::string named(const endpoint& one)
    {
        return in_quotes(fmt::format("{} {}", one.method, one.path));
    }

    void check_method(const endpoint& one)
    {
        for (const auto method : methods_in(one.method)) {
            const auto upper = upper_case(method);
            if (!is_method(upper)) {
                findings_.add("unknown-method", api_stage, one.where + "/method",
                              fmt::format("method {} of path {} does not exist", in_quotes(method),
                                          in_quotes(one.path)));
            } else if (upper != method) {
                findings_.add("method-case", api_stage, one.where + "/method",
                              fmt::format("method {} of path {} is not in capitals",
                                          in_quotes(method), in_quotes(one.path)));
            }
            if (one.path.empty()) {
                continue;
            }
            if (const auto* const first =
                    endpoints_.first_of(upper + " " + compared_path(one.path), one.where);
                first != nullptr && *first != one.where) {
                findings_.add(
                    "duplicate-endpoint", api_stage, one.where,
                    fmt::format("endpoint {} is the one at {} again", named(one), *first));
            }
        }
    }

    void check_parameters(const endpoint& one)
    {
        if (one.path_parameters.empty()) {
            return;
        }
        const auto names = parameters_in(one.path);
        for (const auto& parameter : one.path_parameters) {
            if (!names.contains(std::string(parameter.text))) {
                findings_.add("path-parameter-missing", api_stage, parameter.path,
                              fmt::format("parameter {} is not in path {}",
                                          in_quotes(parameter.text), in_quotes(one.path)));
            }
        }
    }

    // What stands before a parameter says what it identifies.
    void check_entities_of_path(const endpoint& one)
    {
        const auto segments = path_segments(one.path);
        for (std::size_t i = 1; i < segments.size(); ++i) {
            if (is_parameter(segments[i]) && !is_parameter(segments[i - 1]) &&
                !is_known(segments[i - 1])) {
                findings_.add("unknown-entity-in-path", api_stage, one.where + "/path",
                              fmt::format("{} in path {} is no entity of the data model",
                                          in_quotes(segments[i - 1]), in_quotes(one.path)));
            }
        }
    }

    [[nodiscard]] bool is_known(const std::string& segment) const
    {
        return model_->known_parts.contains(compared_name(segment)) ||
               model_->names_entity(segment);
    }

    void check_entities_of_bodies(const endpoint& one)
    {
        for (const auto& body : one.bodies) {
            for (const auto name : type_names_in(body.text)) {
                if (!model_->names_entity(name) &&
                    !model_->known_parts.contains(compared_name(name))) {
                    findings_.add(
                        "unknown-entity-in-body", api_stage, body.path,
                        fmt::format("{} is no entity of the data model", in_quotes(name)));
                }
            }
        }
    }

    // Which of these names endpoints speak of, compared.
    [[nodiscard]] std::unordered_set<std::string>
    mentioned_of(const std::unordered_set<std::string>& names) const
    {
        std::unordered_set<std::string> mentioned;
        const auto look_at = [&](std::string_view text) {
            any_compared_part(text, [&](const std::string& part) {
                if (names.contains(part)) {
                    mentioned.insert(part);
                }
                return mentioned.size() == names.size();
            });
        };
        for (const auto& one : api_.endpoints) {
            for (const auto& segment : path_segments(one.path)) {
                look_at(segment);
            }
            look_at(one.tag);
            look_at(one.summary);
            for (const auto& body : one.bodies) {
                look_at(body.text);
            }
        }
        return mentioned;
    }

    void check_mentions()
    {
        std::unordered_set<std::string> names;
        for (const auto& entity : model_->entities) {
            for (auto& end : compared_ends(entity.name)) {
                names.insert(std::move(end));
            }
        }
        const auto mentioned = mentioned_of(names);
        for (const auto& entity : model_->entities) {
            const auto ends = compared_ends(entity.name);
            const bool found =
                ends.empty() || std::any_of(ends.begin(), ends.end(), [&](const std::string& end) {
                    return mentioned.contains(end);
                });
            if (!found) {
                findings_.add("entity-without-endpoint", data_model_stage, entity.path,
                              fmt::format("entity {} has no endpoint", in_quotes(entity.name)));
            }
        }
    }

    const api_design& api_;
    const data_model* model_;
    rule_findings& findings_;
    duplicates endpoints_{};
};

} // namespace

std::vector<std::string> path_segments(std::string_view path)
{
    path = path.substr(0, path.find_first_of("?#"));
    std::vector<std::string> segments;
    std::size_t at = 0;
    while ((at = path.find_first_not_of('/', at)) != std::string_view::npos) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto segment = path.substr(at, end - at);
        if (segment.size() > 1 && segment.front() == ':') {
            segments.push_back(fmt::format("{{{}}}", segment.substr(1)));
        } else if (segment.size() > 2 && (segment.front() == '[' || segment.front() == '<')) {
            segments.push_back(fmt::format("{{{}}}", segment.substr(1, segment.size() - 2)));
        } else {
            segments.emplace_back(segment);
        }
        at = end;
    }
    return segments;
}

std::string compared_path(std::string_view path)
{
    std::string compared;
    for (const auto& segment : path_segments(path)) {
        compared += '/';
        bool in_parameter = false;
        for (const char c : lower_case(segment)) {
            in_parameter = (in_parameter || c == '{') && c != '}';
            if (!in_parameter || c == '{') {
                compared += c;
            }
        }
    }
    return compared.empty() ? "/" : compared;
}

void add_api_findings(const api_design& api, const data_model* model, rule_findings& findings)
{
    api_rules(api, model, findings).run();
}

} // namespace sdp
