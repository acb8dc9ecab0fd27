#pragma once
#include "core/finding.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Rules of an organisation's own (sdp_engine.rules): what may be written there, and what a function
// may say that one of them names.
namespace sdp {

// The stage number of a rule that looks at the whole project, and of its findings.
inline constexpr int whole_project = 0;

struct own_rule {
    std::string name;
    // 1 to 9, or whole_project.
    int stage = whole_project;
    severity level = severity::error;
    // One of the two: a jsonpath, or a function's name with its schema.
    std::optional<std::string> predicate{};
    std::optional<std::string> function{};
    // With placeholders (core/rules/message.hpp); a function gives its own.
    std::string message{};
};

// A row of sdp_engine.rules as somebody sends it.
struct rule_given {
    std::string name;
    std::optional<int> stage{};
    std::string level;
    std::optional<std::string> predicate{};
    std::optional<std::string> function{};
    std::optional<std::string> message{};
    std::optional<std::string> custom_level{};
};

// Lower-case ASCII letters and digits in groups joined by single hyphens, at most 100 of them.
[[nodiscard]] bool is_rule_name(std::string_view name);
// Whether findings of ours bear the name, be it of a rule in the catalog or of one that cannot be
// changed.
[[nodiscard]] bool is_name_of_ours(std::string_view name);

// Why the row cannot be a rule, as a sentence; nothing where it can, as far as can be told without
// the server. What is_name_of_ours() is asked apart: a row may be older than our rule of its name.
[[nodiscard]] std::optional<std::string> fault_in_rule(const rule_given& row);

// "2 (dataModel)", or "all stages".
[[nodiscard]] std::string described_scope(int stage);

// What a rule's function gave, as it came.
struct rule_answer {
    std::optional<std::string> level{};
    std::optional<std::string> rule{};
    std::optional<int> stage{};
    std::optional<std::string> path{};
    std::optional<std::string> message{};
    // A JSON object as text, or nothing.
    std::optional<std::string> detail{};
    bool detail_is_object = true;
};

// The finding that it is; the rule's own severity, name and stage where it says none. SD210 where
// it says what cannot be.
[[nodiscard]] finding finding_of(const own_rule& rule, rule_answer answer);

// An error inside a rule, of the rule's own severity: a rule that cannot look does not pass.
[[nodiscard]] finding rule_failed(const own_rule& rule, std::string_view message,
                                  std::string_view sqlstate);

} // namespace sdp
