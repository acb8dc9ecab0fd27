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

// The roots of the words that say what each feature is about.
std::vector<std::vector<std::string>> telling_roots(const product_definition& product)
{
    std::vector<std::vector<std::string>> roots;
    for (const auto& feature : product.features) {
        roots.emplace_back();
        for (const auto& word : words_of(feature.name)) {
            if (!says_little(word)) {
                roots.back().push_back(root_of(word));
            }
        }
    }
    return roots;
}

// Takes from the roots those of the words that endpoints and sections speak in, and reads no
// further when none is left: the features' words are few, the texts can be long.
void remove_spoken_roots(std::unordered_set<std::string>& roots, const sections_design& sections,
                         const api_design* api)
{
    const auto remove_words = [&](std::string_view text) {
        return for_each_word(text, [&](std::string_view word) {
            roots.erase(root_of(word));
            return !roots.empty();
        });
    };
    if (roots.empty()) {
        return;
    }
    if (api != nullptr) {
        for (const auto& one : api->endpoints) {
            for (const auto text : {one.path, one.tag, one.summary, one.description}) {
                if (!remove_words(text)) {
                    return;
                }
            }
        }
    }
    for (const auto text : sections.texts) {
        if (!remove_words(text)) {
            return;
        }
    }
}

// A feature is spoken of where half of the words that say what it is about are.
void check_features(const sections_design& sections, const product_definition& product,
                    const api_design* api, rule_findings& findings)
{
    const auto roots = telling_roots(product);
    std::unordered_set<std::string> silent;
    for (const auto& of_feature : roots) {
        silent.insert(of_feature.begin(), of_feature.end());
    }
    remove_spoken_roots(silent, sections, api);
    for (std::size_t i = 0; i < roots.size(); ++i) {
        const auto found =
            std::count_if(roots[i].begin(), roots[i].end(),
                          [&](const std::string& root) { return !silent.contains(root); });
        if (static_cast<std::size_t>(found) * 2 < roots[i].size()) {
            const auto& feature = product.features[i];
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
