#include "core/render/diagrams.hpp"

#include "core/render/text.hpp"
#include "core/rules/names.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

namespace sdp {

namespace {

// What a reader can still find his way in, and Mermaid draws: 50,000 characters at most.
constexpr std::size_t most_entities_with_attributes = 40;
constexpr std::size_t most_attributes = 600;
constexpr std::size_t most_entities = 200;
constexpr std::size_t most_relations = 400;
constexpr std::size_t longest_plain_name = 40;
constexpr std::size_t longest_word = 40;

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_plain_name(std::string_view name)
{
    constexpr std::array<std::string_view, 16> keywords = {
        "accdescr",  "acctitle", "class", "classdef", "direction",  "end",
        "erdiagram", "many",     "one",   "only",     "optionally", "style",
        "subgraph",  "title",    "to",    "zero"};
    return !name.empty() && name.size() <= longest_plain_name &&
           std::all_of(name.begin(), name.end(), is_word) && !(name.front() <= '9') &&
           name.front() != '_' && name.size() > 1 &&
           std::find(keywords.begin(), keywords.end(), lower_case(name)) == keywords.end();
}

// A word as Mermaid takes it for an attribute's name or type, of ASCII alone: another character is
// _.
std::string word_of(std::string_view text)
{
    std::string word;
    for (const char c : text.substr(0, longest_word)) {
        if (is_word(c)) {
            word += c;
        } else if (begins_character(c)) {
            word += '_';
        }
    }
    // Mermaid takes a key for one wherever it stands.
    const auto folded = lower_case(word);
    const bool is_key = folded == "pk" || folded == "fk" || folded == "uk";
    if (word.empty() || is_key || (word.front() >= '0' && word.front() <= '9')) {
        word.insert(0, "_");
    }
    return word;
}

// The keys of an attribute, and its name where that is no word, as Mermaid has them behind it.
std::string remarks_of(const diagram_entity::attribute& attribute, std::string_view word)
{
    std::string remarks = attribute.primary_key && attribute.foreign_key ? " PK, FK"
                          : attribute.primary_key                        ? " PK"
                          : attribute.foreign_key                        ? " FK"
                                                                         : "";
    if (word != attribute.name && !trimmed(attribute.name).empty()) {
        remarks += " " + mermaid_label(attribute.name);
    }
    return remarks;
}

// A type without what stands in its parentheses: enum(a,b) is enum.
std::string type_word(std::string_view type)
{
    type = trimmed(type.substr(0, type.find('(')));
    const bool is_list = type.ends_with("[]");
    return type.empty()
               ? "_"
               : word_of(is_list ? type.substr(0, type.size() - 2) : type) + (is_list ? "[]" : "");
}

// Names as they stand in the diagram: each its own.
class diagram_names {
public:
    const std::string& of(std::string_view name)
    {
        auto& known = names_[name];
        if (known.empty()) {
            known = is_plain_name(name) ? std::string(name) : mermaid_label(trimmed(name));
            if (known == "\"\"") {
                known = "\"–\"";
            }
            if (const int number = ++used_[known]; number > 1) {
                if (known.front() == '"') {
                    known.pop_back();
                    known += fmt::format(" ({})\"", number);
                } else {
                    known += fmt::format("_{}", number);
                }
            }
        }
        return known;
    }

private:
    std::unordered_map<std::string_view, std::string> names_;
    std::unordered_map<std::string, int> used_;
};

} // namespace

std::string_view ends_of_type(std::string_view type)
{
    const auto name = folded_name(type);
    if (name == "onetomany" || name == "1n" || name == "hasmany") {
        return "||--o{";
    }
    if (name == "onetoone" || name == "11" || name == "hasone") {
        return "||--o|";
    }
    if (name == "manytoone" || name == "n1" || name == "belongsto") {
        return "}o--||";
    }
    return "}o--o{";
}

std::string entity_diagram(const std::vector<diagram_entity>& entities,
                           const std::vector<diagram_relation>& relations)
{
    if (entities.empty() || entities.size() > most_entities || relations.size() > most_relations) {
        return {};
    }
    std::size_t attributes = 0;
    for (const auto& entity : entities) {
        attributes += entity.attributes.size();
    }
    const bool in_detail =
        entities.size() <= most_entities_with_attributes && attributes <= most_attributes;
    diagram_names names;
    std::string out = "erDiagram\n";
    for (const auto& entity : entities) {
        out += fmt::format("    {}", names.of(entity.name));
        if (in_detail && !entity.attributes.empty()) {
            out += " {\n";
            for (const auto& attribute : entity.attributes) {
                const auto word = word_of(attribute.name);
                out += fmt::format("        {} {}{}\n", type_word(attribute.type), word,
                                   remarks_of(attribute, word));
            }
            out += "    }";
        }
        out += '\n';
    }
    for (const auto& relation : relations) {
        out += fmt::format("    {} {} {} : {}\n", names.of(relation.from), relation.ends,
                           names.of(relation.to),
                           mermaid_label(relation.label.empty() ? " " : relation.label));
    }
    return out;
}

std::string pipeline_diagram(const std::vector<std::string>& labels,
                             const std::vector<bool>& written)
{
    std::string out = "flowchart LR\n";
    for (std::size_t i = 0; i < labels.size(); ++i) {
        out += fmt::format("    s{}[{}]{}\n", i + 1,
                           mermaid_label(fmt::format("{}. {}", i + 1, labels[i])),
                           written[i] ? "" : ":::open");
    }
    out += "    package([\"The package\"])\n    ";
    for (std::size_t i = 0; i < labels.size(); ++i) {
        out += fmt::format("s{} --> ", i + 1);
    }
    out += "package\n    classDef open stroke-dasharray: 4\n";
    return out;
}

} // namespace sdp
