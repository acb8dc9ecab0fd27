#pragma once
#include "core/finding.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What an organisation thinks of findings: other severities for built-in rules, and warnings that
// it accepts.
namespace sdp {

// A built-in rule that is switched off or has another severity.
struct rule_override {
    std::string rule;
    bool enabled = true;
    std::optional<severity> level{};
};

// A warning that somebody accepted, by the fingerprint of its finding.
struct acceptance {
    std::string fingerprint;
    std::string reason;
    std::string actor;
    // ISO 8601.
    std::string at;
};

// What makes a finding the same one as before: its stage, rule, path and message; as SHA-256, since
// paths and messages may be longer than an index takes.
[[nodiscard]] std::string fingerprint_of(int stage, std::string_view rule, std::string_view path,
                                         std::string_view message);
[[nodiscard]] std::string fingerprint_of(const finding& of);

// Findings of rules that are switched off go; others get the rule's other severity. Rules that are
// not in the catalog are nobody's to change.
void apply_overrides(std::vector<finding>& findings, std::span<const rule_override> overrides);

// Warnings that are accepted become infos, whose detail says who accepted them and why. Errors are
// never accepted.
void apply_acceptances(std::vector<finding>& findings, std::span<const acceptance> acceptances);

} // namespace sdp
