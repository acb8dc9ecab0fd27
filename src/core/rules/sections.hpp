#pragma once
#include "core/rules/api.hpp"
#include "core/rules/product.hpp"

// Stage 7: the sections. See schemas/sections.schema.json for the shapes.
namespace sdp {

struct sections_design {
    struct requirement {
        std::string_view text;
        std::string path;
    };
    struct section {
        std::string_view name;
        std::string path;
        std::string_view route{};
        std::vector<requirement> requirements{};
    };
    std::vector<section> sections{};
    // All that the sections speak in: the keys of the list and the texts within.
    std::vector<std::string_view> texts{};
};

template <indexed_json_view View> sections_design read_sections(const View& data)
{
    sections_design design;
    auto add_text = [&](std::string_view text) { design.texts.push_back(text); };
    for_each_item_in(
        data, "sections", "",
        [&](std::string_view key, const View& value, const std::string& path) {
            sections_design::section section{.name = name_of_item(key, value), .path = path};
            section.route = text_in(value, {"route", "path"});
            for_each_item_in(value, "dataRequirements", path,
                             [&](std::string_view, const View& one, const std::string& where) {
                                 section.requirements.push_back({string_in(one), where});
                             });
            add_text(key);
            for_each_text(value, add_text);
            design.sections.push_back(std::move(section));
        });
    return design;
}

// What a project must have had before for these rules; null where it has not.
void add_sections_findings(const sections_design& sections, const product_definition* product,
                           const data_model* model, const api_design* api, rule_findings& findings);

} // namespace sdp
