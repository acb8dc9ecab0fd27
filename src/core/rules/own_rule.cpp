#include "core/rules/own_rule.hpp"

#include "core/content/content.hpp"
#include "core/error.hpp"
#include "core/rules/catalog.hpp"
#include "core/rules/message.hpp"
#include "core/sqlstates.hpp"
#include "core/stages.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sdp {

namespace {

// Findings that nobody changes: always errors.
constexpr std::array<std::string_view, 9> fixed_rules = {
    "stage-missing",   "data-missing",      "data-not-object",  "number-range", "nesting-depth",
    "schema-unusable", "content-malformed", "stage-incomplete", "rule-failed"};

bool is_lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

} // namespace

bool is_rule_name(std::string_view name)
{
    constexpr std::size_t longest = 100;
    if (name.empty() || name.size() > longest) {
        return false;
    }
    char before = '-';
    for (const char c : name) {
        if (!is_lower_or_digit(c) && (c != '-' || before == '-')) {
            return false;
        }
        before = c;
    }
    return before != '-';
}

bool is_name_of_ours(std::string_view name)
{
    return find_built_in_rule(name) != nullptr ||
           std::find(fixed_rules.begin(), fixed_rules.end(), name) != fixed_rules.end();
}

std::optional<std::string> fault_in_rule(const rule_given& row)
{
    if (!is_rule_name(row.name)) {
        return "A rule's name has lower-case ASCII letters and digits, in groups joined by single "
               "hyphens, and at most 100 characters.";
    }
    if (row.stage && !is_stage_number(*row.stage)) {
        return fmt::format("There is no stage {}; null stands for the whole project.", *row.stage);
    }
    if (!severity_named(row.level)) {
        return fmt::format("There is no severity \"{}\"; it is error, warning or info.", row.level);
    }
    if (row.custom_level) {
        return "custom_severity is for built-in rules; change the column severity.";
    }
    if (row.predicate.has_value() == row.function.has_value()) {
        return row.predicate ? "It has both a predicate and a function."
                             : "It has neither a predicate nor a function.";
    }
    if (row.function) {
        return std::nullopt;
    }
    if (!row.message || is_blank(*row.message)) {
        return "A rule with a predicate needs a message.";
    }
    return fault_in_message(*row.message);
}

std::string described_scope(int stage)
{
    return stage == whole_project ? "all stages" : described_stage(stage);
}

finding finding_of(const own_rule& rule, rule_answer answer)
{
    const auto refuse = [&rule](std::string message) {
        throw error{sqlstate::invalid_argument,
                    fmt::format("{} returned {}", rule.function.value_or("its function"), message)};
    };
    finding result{
        .level = rule.level, .rule = rule.name, .stage = rule.stage, .path = {}, .message = {}};
    if (answer.level) {
        const auto level = severity_named(*answer.level);
        if (!level) {
            refuse(fmt::format("severity \"{}\", which does not exist", *answer.level));
        }
        result.level = *level;
    }
    if (answer.rule) {
        if (!is_rule_name(*answer.rule) || is_name_of_ours(*answer.rule)) {
            refuse(
                fmt::format("rule \"{}\", which is no name for a rule of one's own", *answer.rule));
        }
        result.rule = *std::move(answer.rule);
    }
    if (answer.stage) {
        const bool fits = rule.stage == whole_project ? is_stage_number(*answer.stage)
                                                      : *answer.stage == rule.stage;
        if (!fits) {
            refuse(fmt::format("stage_number {}, but it looks at {}", *answer.stage,
                               rule.stage == whole_project ? "the stages 1 to 9"
                                                           : described_scope(rule.stage)));
        }
        result.stage = *answer.stage;
    }
    if (!answer.message || is_blank(*answer.message)) {
        refuse("a finding without a message");
    }
    if (answer.detail && !answer.detail_is_object) {
        refuse("a detail that is not a JSON object");
    }
    result.path = std::move(answer.path).value_or("");
    result.message = *std::move(answer.message);
    result.detail = std::move(answer.detail).value_or("");
    return result;
}

finding rule_failed(const own_rule& rule, std::string_view message, std::string_view sqlstate)
{
    nlohmann::ordered_json detail;
    detail["rule"] = rule.name;
    detail["sqlstate"] = sqlstate;
    return {rule.level,
            "rule-failed",
            rule.stage,
            "",
            fmt::format("rule \"{}\" failed: {}", rule.name, message),
            detail.dump()};
}

} // namespace sdp
