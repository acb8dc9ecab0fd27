#include "core/rules/sections.hpp"

#include "core/rules/duplicates.hpp"
#include "core/slug.hpp"

#include <array>

namespace sdp {

namespace {

void check_sections(const sections_design& sections, rule_findings& findings)
{
    duplicates files;
    duplicates routes;
    for (const auto& one : sections.sections) {
        if (const auto* const first = files.first_of(slug_of(one.name), one.path)) {
            findings.add("duplicate-section", sections_stage, one.path,
                         fmt::format("section {} makes the same file as the section at {}",
                                     in_quotes(one.name), *first));
        }
        if (trimmed(one.route).empty()) {
            findings.add("section-without-route", sections_stage, one.path,
                         fmt::format("section {} has no route", in_quotes(one.name)));
        } else if (const auto* const first =
                       routes.first_of(compared_path(trimmed(one.route)), one.path)) {
            findings.add("duplicate-route", sections_stage, one.path + "/route",
                         fmt::format("route {} of section {} is that of the section at {}",
                                     in_quotes(one.route), in_quotes(one.name), *first));
        }
    }
}

// A remark in parentheses says nothing of what is needed.
void check_requirements(const sections_design& sections, const data_model& model,
                        rule_findings& findings)
{
    for (const auto& section : sections.sections) {
        for (const auto& one : section.requirements) {
            const auto name = trimmed(one.text.substr(0, one.text.find('(')));
            if (!name.empty() && !model.names_entity(name)) {
                findings.add("unknown-data-requirement", sections_stage, one.path,
                             fmt::format("section {} needs {}, which is no entity of the data "
                                         "model",
                                         in_quotes(section.name), in_quotes(name)));
            }
        }
    }
}

// Words that say nothing of what a feature is about.
bool says_little(std::string_view word)
{
    constexpr std::size_t shortest = 4;
    constexpr std::array<std::string_view, 22> little = {
        "with", "from",      "that",    "this",   "your",       "their", "into",  "over",
        "each", "every",     "support", "manage", "management", "based", "using", "simple",
        "easy", "automatic", "custom",  "system", "feature",    "other"};
    return word.size() < shortest || std::find(little.begin(), little.end(), word) != little.end();
}

// The roots of all words that endpoints speak in.
std::unordered_set<std::string> roots_of_api(const api_design* api)
{
    std::unordered_set<std::string> roots;
    if (api == nullptr) {
        return roots;
    }
    for (const auto& one : api->endpoints) {
        for (const auto text : {one.path, one.tag, one.summary, one.description}) {
            for (const auto& word : words_of(text)) {
                roots.insert(root_of(word));
            }
        }
    }
    return roots;
}

// A feature is spoken of where half of the words that say what it is about are.
void check_features(const sections_design& sections, const product_definition& product,
                    const api_design* api, rule_findings& findings)
{
    const auto api_roots = roots_of_api(api);
    for (const auto& feature : product.features) {
        std::size_t telling = 0;
        std::size_t found = 0;
        for (const auto& word : words_of(feature.name)) {
            if (says_little(word)) {
                continue;
            }
            ++telling;
            const auto root = root_of(word);
            found += sections.roots.contains(root) || api_roots.contains(root) ? 1 : 0;
        }
        if (telling > 0 && found * 2 < telling) {
            findings.add("feature-without-section", product_stage, feature.path,
                         fmt::format("neither an endpoint nor a section speaks of feature {}",
                                     in_quotes(feature.name)));
        }
    }
}

} // namespace

void add_sections_findings(const sections_design& sections, const product_definition* product,
                           const data_model* model, const api_design* api, rule_findings& findings)
{
    check_sections(sections, findings);
    if (model != nullptr) {
        check_requirements(sections, *model, findings);
    }
    if (product != nullptr) {
        check_features(sections, *product, api, findings);
    }
}

} // namespace sdp
