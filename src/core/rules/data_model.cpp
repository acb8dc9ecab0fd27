#include "core/rules/data_model.hpp"

#include "core/rules/duplicates.hpp"

namespace sdp {

bool data_model::names_entity(std::string_view name) const
{
    return any_compared_part(
        name, [&](const std::string& part) { return known_entities.contains(part); });
}

void index_names(data_model& model)
{
    for (auto& entity : model.entities) {
        entity.compared = compared_name(entity.name);
        model.known_entities.insert(entity.compared);
        for (auto& end : compared_ends(entity.name)) {
            model.known_parts.insert(std::move(end));
        }
        for (const auto& field : entity.fields) {
            model.known_parts.insert(compared_name(field.name));
        }
    }
}

void add_data_model_findings(const data_model& model, rule_findings& findings)
{
    duplicates entities;
    std::unordered_set<std::string_view> ids;
    for (const auto& entity : model.entities) {
        if (const auto* const first = entities.first_of(folded_name(entity.name), entity.path)) {
            findings.add("duplicate-entity", data_model_stage, entity.path,
                         fmt::format("entity {} has the name of the entity at {}",
                                     in_quotes(entity.name), *first));
        }
        ids.insert(entity.id);
        duplicates fields;
        for (const auto& field : entity.fields) {
            if (const auto* const first = fields.first_of(lower_case(field.name), field.path)) {
                findings.add("duplicate-field", data_model_stage, field.path,
                             fmt::format("field {} of entity {} has the name of the field at {}",
                                         in_quotes(field.name), in_quotes(entity.name), *first));
            }
        }
    }
    for (const auto& end : model.ends) {
        if (!end.text.empty() && !ids.contains(end.text) &&
            !model.known_entities.contains(compared_name(end.text))) {
            findings.add(
                "relationship-end-missing", data_model_stage, end.path,
                fmt::format("entity {} of a relationship does not exist", in_quotes(end.text)));
        }
    }
}

} // namespace sdp
