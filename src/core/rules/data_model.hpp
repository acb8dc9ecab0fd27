#pragma once
#include "core/rules/findings.hpp"
#include "core/rules/names.hpp"
#include "core/rules/reading.hpp"

#include <unordered_set>

// Stage 2: entities and relationships. See schemas/data-model.schema.json for the shapes.
namespace sdp {

struct data_model {
    struct field {
        std::string_view name;
        std::string path;
    };
    struct entity {
        std::string_view name;
        // As relationships name it; empty for none.
        std::string id;
        std::string path;
        std::vector<field> fields{};
        std::string compared{};
    };
    // An end of a relationship: the name or the id of an entity.
    struct end {
        std::string text;
        std::string path;
    };

    std::vector<entity> entities{};
    std::vector<end> ends{};

    // By compared names.
    std::unordered_set<std::string> known_entities{};
    // Also by the ends of their names: an output for StageOutput; and by those of their fields.
    std::unordered_set<std::string> known_parts{};

    // Whether a name, or a part of it, is that of an entity.
    [[nodiscard]] bool names_entity(std::string_view name) const;
};

// The text of an identifier, which may be a number.
template <indexed_json_view View> std::string identifier_in(const View& value)
{
    if (value.kind() == json_kind::number) {
        return decimal(value.exact()).text();
    }
    return std::string(string_in(value));
}

// Fills in what follows from the entities.
void index_names(data_model& model);

template <indexed_json_view View> data_model read_data_model(const View& data)
{
    data_model model;
    for_each_item_in(
        data, "entities", "",
        [&](std::string_view key, const View& value, const std::string& path) {
            data_model::entity entity{.name = name_of_item(key, value), .id = {}, .path = path};
            if (const auto id = member_of(value, "id")) {
                entity.id = identifier_in(*id);
            }
            for_each_item_in(
                value, "fields", path,
                [&](std::string_view name, const View& field, const std::string& where) {
                    const auto given = text_in(field, {"name"});
                    entity.fields.push_back({given.empty() ? name : given, where});
                });
            model.entities.push_back(std::move(entity));
        });
    for_each_item_in(
        data, "relationships", "",
        [&](std::string_view, const View& value, const std::string& path) {
            for (const std::string_view name : {"from", "to", "fromEntityId", "toEntityId"}) {
                if (const auto end = member_of(value, name)) {
                    model.ends.push_back({identifier_in(*end), fmt::format("{}/{}", path, name)});
                }
            }
        });
    index_names(model);
    return model;
}

void add_data_model_findings(const data_model& model, rule_findings& findings);

} // namespace sdp
