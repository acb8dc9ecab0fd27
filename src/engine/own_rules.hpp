#pragma once
#include "core/rules/judgement.hpp"
#include "core/rules/own_rule.hpp"

#include "engine/project_stages.hpp"
#include "pg/jsonb.hpp"

// What an organisation thinks of a project: rules of its own, other severities for built-in ones,
// warnings that it accepts (sdp_engine.rules, sdp_engine.accepted_findings).
namespace sdp::engine {

struct rules_in_force {
    // Those that are enabled, in the order in which they run: by name, byte by byte.
    std::vector<own_rule> own{};
    std::vector<rule_override> overrides{};
    std::vector<acceptance> acceptances{};
};

// All of it as the caller's statement sees it, in one statement, as the system's owner.
rules_in_force read_rules(pg::session& session, const uuid& project);

// Runs the rules of one's own for a stage (`data` are its data) or for the whole project (`data`
// are an object of all stages' data by stage name), each with the caller's rights and in a
// subtransaction that is undone. An error inside a rule is a finding. Not within a rule: one that
// validates the project itself would not come to an end.
void add_own_findings(pg::session& session, const project_stages& project,
                      const std::vector<own_rule>& rules, int stage, Jsonb* data,
                      std::vector<finding>& findings);

// What the organisation makes of what the built-in rules found in a stage; `data` are null where
// they are missing or malformed, and its own rules then don't run.
void judge_stage(pg::session& session, const project_stages& project, int stage, Jsonb* data,
                 std::vector<finding>& findings);

// The same for a whole project, whose stages have these data.
void judge_project(pg::session& session, const project_stages& project,
                   const std::array<Jsonb*, stage_count>& data, std::vector<finding>& findings);

} // namespace sdp::engine
