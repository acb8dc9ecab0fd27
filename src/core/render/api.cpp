#include "core/render/stages.hpp"
#include "core/render/text.hpp"
#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <unordered_map>

namespace sdp {

namespace {

struct endpoint {
    std::string_view key;
    any_json_view value;
};

// What a table of contents and a heading say of it: GET /users.
std::string title_of(const endpoint& one)
{
    const auto method = text_in(one.value, {"method"});
    const auto path = text_in(one.value, {"path"});
    if (method.empty() && path.empty()) {
        return inline_text(one.key);
    }
    return code_span(fmt::format("{}{}{}", method, method.empty() ? "" : " ", path));
}

// Endpoints by their tags, in the order in which the tags appear.
std::vector<std::pair<std::string_view, std::vector<endpoint>>>
grouped_by_tag(const any_json_view& endpoints)
{
    std::vector<std::pair<std::string_view, std::vector<endpoint>>> groups;
    std::unordered_map<std::string_view, std::size_t> places;
    for_each_entry(endpoints, [&](std::string_view key, const any_json_view& value) {
        const auto tag = text_in(value, {"tag"});
        const auto [place, is_new] = places.try_emplace(tag, groups.size());
        if (is_new) {
            groups.emplace_back(tag, std::vector<endpoint>());
        }
        groups[place->second].second.push_back({key, value});
    });
    return groups;
}

void render_overview(markdown& out,
                     const std::vector<std::pair<std::string_view, std::vector<endpoint>>>& groups)
{
    markdown_table table({"Endpoint", "Tag", "Summary"});
    for (const auto& [tag, endpoints] : groups) {
        for (const auto& one : endpoints) {
            table.add({title_of(one), inline_text(tag),
                       inline_text(text_in(one.value, {"summary", "description"}))});
        }
    }
    out.table(table);
}

void render_parameters(markdown& out, const any_json_view& parameters)
{
    if (parameters.kind() < json_kind::array) {
        out.paragraph("Parameters: " + inline_value(parameters));
        return;
    }
    markdown_table table({"Parameter", "In", "Type", "Required", "Description", "More"});
    for_each_entry(parameters, [&](std::string_view key, const any_json_view& parameter) {
        members parts(parameter);
        const auto name = parts.text({"name"});
        if (parameter.kind() != json_kind::object) {
            table.add(key.empty() ? std::vector{code_value(parameter)}
                                  : std::vector{code_span(key), std::string(), std::string(),
                                                std::string(), inline_value(parameter)});
            return;
        }
        auto in = inline_text(parts.text({"in"}));
        auto type = code_span(parts.scalar({"type"}));
        const auto required = parts.flag({"required"});
        auto description = inline_text(parts.text({"description"}));
        table.add({code_of_item(key, name), std::move(in), std::move(type),
                   required ? (*required ? "yes" : "no") : "", std::move(description),
                   inline_rest(parts)});
    });
    out.table(table);
}

// A response that is nothing but its status and the name of a type: 200 `User[]`.
std::string status_and_body(const any_json_view& response)
{
    members parts(response);
    const auto status = parts.scalar({"status"});
    const auto body = parts.text({"body"});
    if (status.empty() || body.find('\n') != std::string_view::npos ||
        !inline_rest(parts).empty()) {
        return {};
    }
    return inline_text(status) + (body.empty() ? "" : " " + code_span(body));
}

// A request or a response: in a line, as a table of its fields, or as JSON.
void render_body(markdown& out, std::string_view label, const any_json_view& body)
{
    bool is_flat = body.kind() == json_kind::object;
    bool is_short = is_flat && body.size() <= 3;
    for_each_entry(body, [&](std::string_view, const any_json_view& value) {
        is_flat = is_flat && value.kind() < json_kind::array;
        is_short = is_short && value.kind() < json_kind::array;
    });
    if (const auto short_form = status_and_body(body); !short_form.empty()) {
        out.paragraph(fmt::format("{}: {}", label, short_form));
    } else if (body.kind() == json_kind::string) {
        const auto text = trimmed(body.string());
        if (text.find('\n') != std::string_view::npos) {
            out.paragraph(fmt::format("{}:", label));
            out.code("", text);
        } else {
            out.paragraph(fmt::format("{}: {}", label, inline_text(text)));
        }
    } else if (body.kind() < json_kind::array || is_short) {
        out.paragraph(fmt::format("{}: {}", label, inline_value(body)));
    } else if (is_flat) {
        out.paragraph(fmt::format("{}:", label));
        markdown_table table({"Field", "Value"});
        for_each_entry(body, [&](std::string_view name, const any_json_view& value) {
            table.add({code_span(name), inline_value(value)});
        });
        out.table(table);
    } else {
        out.paragraph(fmt::format("{}:", label));
        out.code("json", json_text(body));
    }
}

void render_endpoint(markdown& out, const endpoint& one)
{
    members parts(one.value);
    out.heading(3, title_of(one));
    if (one.value.kind() != json_kind::object) {
        render_value(out, one.value);
        return;
    }
    parts.text({"tag"});
    // Both are taken, whichever is there.
    const bool has_method = !parts.text({"method"}).empty();
    const bool has_path = !parts.text({"path"}).empty();
    const bool has_title = has_method || has_path;
    const auto summary = parts.text({"summary"});
    out.paragraph(paragraph_text(summary));
    const auto description = parts.text({"description"});
    if (description != summary) {
        out.paragraph(paragraph_text(description));
    }
    if (!one.key.empty() && has_title) {
        out.paragraph(fmt::format("Name: {}", code_span(one.key)));
    }
    if (const auto parameters = parts.any({"params", "parameters"})) {
        render_parameters(out, *parameters);
    }
    for (const std::string_view name : {"requestBody", "body", "request"}) {
        if (const auto body = parts.any({name})) {
            render_body(out, "Request", *body);
        }
    }
    for (const std::string_view name : {"response", "responses"}) {
        if (const auto body = parts.any({name})) {
            render_body(out, "Response", *body);
        }
    }
    render_rest(out, parts);
}

} // namespace

std::string render_api(const any_json_view& data)
{
    markdown out;
    members stage(data);
    out.heading(1, "API Design");
    if (const auto path = stage.text({"basePath"}); !path.empty()) {
        out.paragraph(fmt::format("**Base path:** {}", code_span(path)));
    }
    out.paragraph(paragraph_text(stage.text({"description"})));
    const auto groups = [&] {
        const auto endpoints = stage.items({"endpoints"});
        return endpoints ? grouped_by_tag(*endpoints) : decltype(grouped_by_tag(data))();
    }();
    if (!groups.empty()) {
        out.heading(2, "Endpoints");
        render_overview(out, groups);
    }
    if (const auto auth = stage.any({"auth"})) {
        out.heading(2, "Authentication");
        render_value(out, *auth);
    }
    if (const auto pagination = stage.any({"pagination"})) {
        out.heading(2, "Pagination");
        render_value(out, *pagination);
    }
    if (const auto format = stage.any({"errorFormat"})) {
        out.heading(2, "Errors");
        render_value(out, *format);
    }
    for (const auto& [tag, endpoints] : groups) {
        out.heading(2, !tag.empty() ? inline_text(tag) : groups.size() > 1 ? "Others" : "Details");
        for (const auto& one : endpoints) {
            render_endpoint(out, one);
        }
    }
    render_stage_rest(out, stage);
    return out.take();
}

} // namespace sdp
