#include "core/render/stages.hpp"
#include "core/render/text.hpp"
#include "core/render/value.hpp"

namespace sdp {

namespace {

constexpr int deepest_tree = 100;

void render_selections(markdown& out, const any_json_view& selections)
{
    markdown_table table({"Choice", "Chosen", "Description", "More"});
    for_each_entry(selections, [&](std::string_view key, const any_json_view& choice) {
        members parts(choice);
        if (choice.kind() != json_kind::object) {
            auto chosen = inline_value(choice);
            table.add(key.empty() ? std::vector{std::move(chosen)}
                                  : std::vector{heading_of_member(key), std::move(chosen)});
            return;
        }
        const auto kind = key.empty() ? parts.text({"category", "kind"}) : key;
        auto name = inline_text(parts.text({"name", "choice", "value", "engine"}));
        if (const auto version = parts.scalar({"version"}); !version.empty()) {
            name += (name.empty() ? "" : " ") + inline_text(version);
        }
        auto description = inline_text(parts.text({"description", "reason", "rationale"}));
        auto rest = inline_rest(parts);
        if (kind.empty()) {
            table.add({std::move(name), "", std::move(description), std::move(rest)});
        } else {
            table.add({heading_of_member(kind), std::move(name), std::move(description),
                       std::move(rest)});
        }
    });
    out.table(table);
}

void render_dependencies(markdown& out, const any_json_view& dependencies)
{
    markdown_table table({"Package", "Version", "Use", "Description", "More"});
    for_each_entry(dependencies, [&](std::string_view key, const any_json_view& one) {
        members parts(one);
        if (one.kind() != json_kind::object) {
            auto text = code_value(one);
            table.add(key.empty() ? std::vector{std::move(text)}
                                  : std::vector{code_span(key), std::move(text)});
            return;
        }
        const auto name = parts.text({"name"});
        auto version = code_span(parts.scalar({"version"}));
        const auto dev = parts.flag({"dev"});
        auto description = inline_text(parts.text({"description", "purpose"}));
        table.add({code_of_item(key, name), std::move(version), dev && *dev ? "development" : "",
                   std::move(description), inline_rest(parts)});
    });
    out.heading(2, "Dependencies");
    out.table(table);
}

// A text in one line of a drawing.
std::string in_one_line(std::string_view text)
{
    std::string line(text);
    for (char& c : line) {
        c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return line;
}

void draw_tree(std::string& out, const any_json_view& tree, const std::string& indent, int depth)
{
    std::size_t left = tree.size();
    for_each_entry(tree, [&](std::string_view key, const any_json_view& item) {
        const bool is_last = --left == 0;
        const bool has_items = item.kind() >= json_kind::array && item.size() > 0;
        const auto name =
            key.empty() && item.kind() == json_kind::object ? text_in(item, {"name"}) : key;
        out += indent + (is_last ? "└── " : "├── ");
        if (has_items && depth < deepest_tree) {
            out += in_one_line(name) + (name.ends_with('/') || name.empty() ? "\n" : "/\n");
            draw_tree(out, item, indent + (is_last ? "    " : "│   "), depth + 1);
            return;
        }
        out += in_one_line(name);
        const auto remark = item.kind() < json_kind::array ? scalar_text(item)
                            : item.size() > 0              ? json_line(item)
                                                           : std::string();
        if (!remark.empty() && item.kind() != json_kind::null) {
            out += (name.empty() ? "" : "  # ") + in_one_line(remark);
        }
        out += '\n';
    });
}

void render_structure(markdown& out, const any_json_view& structure)
{
    out.heading(2, "Source tree");
    if (structure.kind() < json_kind::array) {
        out.code("text", scalar_text(structure));
        return;
    }
    std::string tree;
    draw_tree(tree, structure, "", 0);
    out.code("text", tree);
}

} // namespace

std::string render_stack(const any_json_view& data)
{
    markdown out;
    members stage(data);
    out.heading(1, "Tech Stack");
    out.paragraph(paragraph_text(stage.text({"description"})));
    if (const auto selections = stage.items({"selections"})) {
        render_selections(out, *selections);
    }
    markdown_table choices({"Choice", "Chosen"});
    std::vector<std::pair<std::string_view, any_json_view>> in_detail;
    for (const std::string_view name :
         {"language", "runtime", "framework", "frontend", "backend", "database", "orm", "testing",
          "deployment", "infrastructure"}) {
        if (const auto choice = stage.any({name})) {
            if (choice->kind() == json_kind::object) {
                in_detail.emplace_back(name, *choice);
            } else {
                choices.add({heading_of_member(name), inline_value(*choice)});
            }
        }
    }
    out.table(choices);
    for (const auto& [name, choice] : in_detail) {
        out.heading(2, heading_of_member(name));
        render_value(out, choice);
    }
    if (const auto dependencies = stage.items({"dependencies"})) {
        render_dependencies(out, *dependencies);
    }
    if (const auto structure = stage.any({"structure"})) {
        render_structure(out, *structure);
    }
    render_stage_rest(out, stage);
    return out.take();
}

} // namespace sdp
