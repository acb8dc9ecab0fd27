#include "core/render/diagrams.hpp"
#include "core/render/stages.hpp"
#include "core/render/text.hpp"
#include "core/render/value.hpp"
#include "core/rules/data_model.hpp"

#include <unordered_map>

namespace sdp {

namespace {

// What the ids of entities stand for. Texts point into the data, or are kept here.
class entity_names {
public:
    explicit entity_names(const any_json_view& data)
    {
        if (const auto entities = member_of(data, "entities")) {
            for_each_entry(*entities, [&](std::string_view key, const any_json_view& entity) {
                if (const auto id = member_of(entity, "id")) {
                    by_id_.try_emplace(identifier_in(*id), name_of_item(key, entity));
                }
            });
        }
    }

    // The name at an end of a relationship.
    std::string_view of(const std::string& end)
    {
        const auto known = by_id_.find(end);
        if (known != by_id_.end() && !known->second.empty()) {
            return known->second;
        }
        return *others_.insert(end).first;
    }

private:
    std::unordered_map<std::string, std::string_view> by_id_;
    // A set of nodes: what it holds stays where it is.
    std::unordered_set<std::string> others_;
};

std::string end_of(const any_json_view& relationship,
                   std::initializer_list<std::string_view> members)
{
    for (const auto name : members) {
        if (const auto end = member_of(relationship, name)) {
            if (auto text = identifier_in(*end); !text.empty()) {
                return text;
            }
        }
    }
    return {};
}

diagram_entity drawn(std::string_view key, const any_json_view& value)
{
    diagram_entity entity{.name = name_of_item(key, value)};
    if (const auto fields = member_of(value, "fields")) {
        for_each_entry(*fields, [&](std::string_view name, const any_json_view& field) {
            const auto given = text_in(field, {"name"});
            const bool is_text = field.kind() == json_kind::string;
            entity.attributes.push_back(
                {.name = given.empty() ? name : given,
                 .type = is_text && !name.empty() ? string_in(field) : text_in(field, {"type"}),
                 .primary_key = is_true(field, "primaryKey") || is_true(field, "isPrimaryKey")});
        });
    }
    return entity;
}

void render_diagram(markdown& out, const any_json_view& data, entity_names& names)
{
    std::vector<diagram_entity> entities;
    if (const auto list = member_of(data, "entities")) {
        for_each_entry(*list, [&](std::string_view key, const any_json_view& entity) {
            entities.push_back(drawn(key, entity));
        });
    }
    std::vector<diagram_relation> relations;
    if (const auto list = member_of(data, "relationships")) {
        for_each_entry(*list, [&](std::string_view key, const any_json_view& one) {
            const auto from = end_of(one, {"from", "fromEntityId"});
            const auto to = end_of(one, {"to", "toEntityId"});
            if (from.empty() || to.empty()) {
                return;
            }
            const auto label = text_in(one, {"name", "foreignKey", "type"});
            relations.push_back({.from = names.of(from),
                                 .to = names.of(to),
                                 .ends = ends_of_type(text_in(one, {"type"})),
                                 .label = label.empty() ? key : label});
        });
    }
    if (const auto diagram = entity_diagram(entities, relations); !diagram.empty()) {
        out.code("mermaid", diagram);
    } else if (!entities.empty()) {
        out.paragraph("There are too many entities for a diagram.");
    }
}

void render_fields(markdown& out, const any_json_view& fields)
{
    markdown_table table({"Field", "Type", "Required", "Description", "More"});
    for_each_entry(fields, [&](std::string_view key, const any_json_view& field) {
        members parts(field);
        const auto name = parts.text({"name"});
        std::vector<std::string> cells = {code_of_item(key, name)};
        if (field.kind() == json_kind::object) {
            cells.push_back(code_span(parts.scalar({"type"})));
            const auto required = parts.flag({"required"});
            cells.emplace_back(required ? (*required ? "yes" : "no") : "");
            cells.push_back(inline_text(parts.text({"description"})));
            cells.push_back(inline_rest(parts));
        } else if (key.empty()) {
            cells.front() = inline_value(field);
        } else {
            cells.push_back(code_value(field));
        }
        table.add(std::move(cells));
    });
    out.table(table);
}

void render_entity(markdown& out, std::string_view key, const any_json_view& entity)
{
    members parts(entity);
    const auto name = parts.text({"name"});
    out.heading(3, title_of_item(key, name));
    if (entity.kind() != json_kind::object) {
        render_value(out, entity);
        return;
    }
    out.paragraph(paragraph_text(parts.text({"description"})));
    if (const auto fields = parts.items({"fields"})) {
        render_fields(out, *fields);
    }
    render_rest(out, parts);
}

void render_relationships(markdown& out, const any_json_view& relationships, entity_names& names)
{
    markdown_table table({"From", "To", "Type", "Foreign key", "Description", "More"});
    for_each_entry(relationships, [&](std::string_view key, const any_json_view& one) {
        if (one.kind() != json_kind::object) {
            table.add({inline_text(key), "", "", "", inline_value(one)});
            return;
        }
        members parts(one);
        const auto end = [&](std::initializer_list<std::string_view> of) {
            const auto text = parts.scalar(of);
            return text.empty() ? std::string() : inline_text(names.of(text));
        };
        auto from = end({"from", "fromEntityId"});
        auto to = end({"to", "toEntityId"});
        auto type = inline_text(parts.text({"type"}));
        auto foreign_key = code_span(parts.text({"foreignKey"}));
        auto description = inline_text(parts.text({"description"}));
        auto rest = inline_rest(parts);
        if (!key.empty()) {
            rest = inline_text(key) + (rest.empty() ? "" : ": " + rest);
        }
        table.add({std::move(from), std::move(to), std::move(type), std::move(foreign_key),
                   std::move(description), std::move(rest)});
    });
    out.heading(2, "Relationships");
    out.table(table);
}

} // namespace

std::string render_data_model(const any_json_view& data)
{
    markdown out;
    members stage(data);
    entity_names names(data);
    out.heading(1, "Data Model");
    out.paragraph(paragraph_text(stage.text({"description"})));
    render_diagram(out, data, names);
    if (const auto entities = stage.items({"entities"})) {
        out.heading(2, "Entities");
        for_each_entry(*entities, [&](std::string_view key, const any_json_view& entity) {
            render_entity(out, key, entity);
        });
    }
    if (const auto relationships = stage.items({"relationships"})) {
        render_relationships(out, *relationships, names);
    }
    render_stage_rest(out, stage);
    return out.take();
}

} // namespace sdp
