#include "core/rules/infrastructure.hpp"

#include "core/content/content.hpp"
#include "core/rules/duplicates.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <unordered_set>

namespace sdp {

namespace {

constexpr bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_name(char c)
{
    return begins_name(c) || (c >= '0' && c <= '9');
}

std::size_t end_of_name(std::string_view text, std::size_t at)
{
    while (at < text.size() && is_name(text[at])) {
        ++at;
    }
    return at;
}

// Whether a variable in braces does without a value: what follows its name is a default or an
// alternative.
bool has_default(std::string_view after_name)
{
    if (after_name.starts_with(':')) {
        after_name.remove_prefix(1);
    }
    return after_name.starts_with('-') || after_name.starts_with('+');
}

} // namespace

std::vector<std::string_view> variables_needed_by(std::string_view compose)
{
    std::vector<std::string_view> needed;
    std::unordered_set<std::string_view> seen;
    bool line_is_blank = true;
    bool in_comment = false;
    for (std::size_t at = 0; at < compose.size(); ++at) {
        const char c = compose[at];
        if (c == '\n') {
            line_is_blank = true;
            in_comment = false;
            continue;
        }
        const bool after_blank = at > 0 && (compose[at - 1] == ' ' || compose[at - 1] == '\t');
        in_comment = in_comment || (c == '#' && (line_is_blank || after_blank));
        line_is_blank = line_is_blank && (c == ' ' || c == '\t');
        if (in_comment || c != '$' || at + 1 >= compose.size()) {
            continue;
        }
        if (compose[at + 1] == '$') {
            ++at; // An escaped sign.
            continue;
        }
        const bool in_braces = compose[at + 1] == '{';
        const auto start = at + (in_braces ? 2 : 1);
        if (start >= compose.size() || !begins_name(compose[start])) {
            continue;
        }
        const auto end = end_of_name(compose, start);
        const auto name = compose.substr(start, end - start);
        if (!(in_braces && has_default(compose.substr(end))) && seen.insert(name).second) {
            needed.push_back(name);
        }
        at = end - 1;
    }
    return needed;
}

void add_infrastructure_findings(const infrastructure_design& design, rule_findings& findings,
                                 void (*checkpoint)())
{
    if (!design.compose.empty()) {
        if (const auto fault = fault_in(output_format::yaml, design.compose, checkpoint)) {
            findings.add("compose-malformed", infrastructure_stage, "/docker/compose",
                         fmt::format("the compose file is malformed: {}, at line {}, column {}",
                                     fault->message, fault->line, fault->column));
        }
    }
    duplicates declared;
    std::unordered_set<std::string_view> names;
    for (const auto& variable : design.variables) {
        if (const auto* const first =
                declared.first_of(std::string(variable.text), variable.path)) {
            findings.add("duplicate-variable", infrastructure_stage, variable.path,
                         fmt::format("variable {} is declared at {} already",
                                     in_quotes(variable.text), *first));
        }
        names.insert(variable.text);
    }
    for (const auto& text : design.templates) {
        for (const auto name : variables_needed_by(text.text)) {
            if (!names.contains(name)) {
                findings.add("undefined-variable", infrastructure_stage, text.path,
                             fmt::format("variable {} is used and not declared", in_quotes(name)));
            }
        }
    }
}

} // namespace sdp
