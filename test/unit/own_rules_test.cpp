// Rules of one's own as far as no server is needed: messages, what may be a rule, what a function
// may return; other severities and accepted warnings.
#include "core/error.hpp"
#include "core/rules/judgement.hpp"
#include "core/rules/message.hpp"
#include "core/rules/own_rule.hpp"
#include "core/sqlstates.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sdp {
namespace {

std::string filled(std::string_view message)
{
    return filled_message(message, {.project = "shop",
                                    .stage = "2 (dataModel)",
                                    .rule = "short-names",
                                    .at = [](std::string_view pointer) {
                                        return pointer == "/long"
                                                   ? std::string(1000, 'x')
                                                   : "<" + std::string(pointer) + ">";
                                    }});
}

TEST(rule_message, placeholders_are_filled_in)
{
    EXPECT_EQ(filled(""), "");
    EXPECT_EQ(filled("no placeholder"), "no placeholder");
    EXPECT_EQ(filled("{project}/{stage}: {rule}"), "shop/2 (dataModel): short-names");
    EXPECT_EQ(filled("{/a/b~1c} {/}"), "</a/b~1c> </>");
    EXPECT_EQ(filled("{{project} {{{{ }}"), "{project} {{ }}");
    EXPECT_EQ(filled("{{{project}"), "{shop");
    EXPECT_EQ(filled("{/long}"), std::string(200, 'x') + "...");
}

TEST(rule_message, what_is_no_placeholder_stays)
{
    EXPECT_EQ(filled("{nobody} {"), "{nobody} {");
    EXPECT_EQ(filled("{} {project"), "{} {project");
}

TEST(rule_message, faults_are_found)
{
    for (const std::string_view good :
         {"", "x", "{project}{stage}{rule}{/a}", "{{x} }", "{/}", "{/~0~1}"}) {
        EXPECT_FALSE(fault_in_message(good)) << good;
    }
    EXPECT_EQ(fault_in_message("{name}"), "There is no placeholder {name}.");
    EXPECT_EQ(fault_in_message("{}"), "There is no placeholder {}.");
    EXPECT_EQ(fault_in_message("{Project}"), "There is no placeholder {Project}.");
    EXPECT_EQ(fault_in_message("{/a~2}"), "There is no placeholder {/a~2}.");
    EXPECT_EQ(fault_in_message("{/a~}"), "There is no placeholder {/a~}.");
    EXPECT_EQ(fault_in_message("a {project"), "A brace is not closed.");
}

std::string text_at(std::string_view json, std::string_view pointer)
{
    const auto tree = parsed_tree(std::string(json));
    const auto found = value_at(tree_view(*tree), pointer);
    return !found                               ? "nothing"
           : found->kind() == json_kind::string ? std::string(found->string())
                                                : std::string(name_of(found->kind()));
}

TEST(rule_message, pointers_lead_into_the_data)
{
    constexpr std::string_view json = R"({"a": {"b/c": [1, "x", {"~": "y"}]}, "": "empty"})";
    EXPECT_EQ(text_at(json, ""), "object");
    EXPECT_EQ(text_at(json, "/"), "empty");
    EXPECT_EQ(text_at(json, "/a/b~1c"), "array");
    EXPECT_EQ(text_at(json, "/a/b~1c/0"), "number");
    EXPECT_EQ(text_at(json, "/a/b~1c/1"), "x");
    EXPECT_EQ(text_at(json, "/a/b~1c/2/~0"), "y");
    for (const std::string_view nowhere :
         {"/x", "/a/b~1c/3", "/a/b~1c/01", "/a/b~1c/-", "/a/b~1c/", "/a/b~1c/+1", "/a/b~1c/1/0",
          "/a/b~1c/99999999999999999999", "/a/b"}) {
        EXPECT_EQ(text_at(json, nowhere), "nothing") << nowhere;
    }
}

TEST(own_rules, names)
{
    for (const std::string_view good : {"a", "a-b", "1", "names-of-2-letters"}) {
        EXPECT_TRUE(is_rule_name(good)) << good;
    }
    for (const std::string_view bad : {"", "-", "a-", "-a", "a--b", "A", "a_b", "a b", "ä"}) {
        EXPECT_FALSE(is_rule_name(bad)) << bad;
    }
    EXPECT_TRUE(is_rule_name(std::string(100, 'a')));
    EXPECT_FALSE(is_rule_name(std::string(101, 'a')));
    EXPECT_TRUE(is_name_of_ours("schema"));
    EXPECT_TRUE(is_name_of_ours("data-missing"));
    EXPECT_TRUE(is_name_of_ours("rule-failed"));
    EXPECT_FALSE(is_name_of_ours("short-names"));
}

TEST(own_rules, rows_that_cannot_be_rules)
{
    const rule_given good{.name = "x", .level = "error", .predicate = "$.a == 1", .message = "m"};
    EXPECT_FALSE(fault_in_rule(good));
    const auto fault = [&good](auto change) {
        auto row = good;
        change(row);
        return fault_in_rule(row).has_value();
    };
    EXPECT_TRUE(fault([](rule_given& row) { row.name = "X"; }));
    EXPECT_TRUE(fault([](rule_given& row) { row.stage = 0; }));
    EXPECT_TRUE(fault([](rule_given& row) { row.stage = 10; }));
    EXPECT_FALSE(fault([](rule_given& row) { row.stage = 9; }));
    EXPECT_TRUE(fault([](rule_given& row) { row.level = "fatal"; }));
    EXPECT_TRUE(fault([](rule_given& row) { row.custom_level = "error"; }));
    EXPECT_TRUE(fault([](rule_given& row) { row.function = "app.f"; }));
    EXPECT_TRUE(fault([](rule_given& row) { row.predicate.reset(); }));
    EXPECT_TRUE(fault([](rule_given& row) { row.message.reset(); }));
    EXPECT_TRUE(fault([](rule_given& row) { row.message = " \n"; }));
    EXPECT_TRUE(fault([](rule_given& row) { row.message = "{x}"; }));
    EXPECT_FALSE(fault([](rule_given& row) {
        row.predicate.reset();
        row.message.reset();
        row.function = "app.f";
    }));
}

TEST(own_rules, answers_of_functions)
{
    const own_rule rule{
        .name = "short-names", .stage = 2, .level = severity::warning, .function = "app.f"};
    const auto plain = finding_of(rule, {.message = "m"});
    EXPECT_EQ(plain.level, severity::warning);
    EXPECT_EQ(plain.rule, "short-names");
    EXPECT_EQ(plain.stage, 2);
    EXPECT_EQ(plain.path, "");
    EXPECT_EQ(plain.detail, "");
    const auto full = finding_of(rule, {.level = "error",
                                        .rule = "other-name",
                                        .stage = 2,
                                        .path = "/a",
                                        .message = "m",
                                        .detail = R"({"a": 1})"});
    EXPECT_EQ(full.level, severity::error);
    EXPECT_EQ(full.rule, "other-name");
    EXPECT_EQ(full.path, "/a");
    EXPECT_EQ(full.detail, R"({"a": 1})");
    EXPECT_THROW(finding_of(rule, {}), error);
    EXPECT_THROW(finding_of(rule, {.message = " "}), error);
    EXPECT_THROW(finding_of(rule, {.level = "bad", .message = "m"}), error);
    EXPECT_THROW(finding_of(rule, {.rule = "No Name", .message = "m"}), error);
    EXPECT_THROW(finding_of(rule, {.rule = "schema", .message = "m"}), error);
    EXPECT_THROW(finding_of(rule, {.stage = 3, .message = "m"}), error);
    EXPECT_THROW(finding_of(rule, {.message = "m", .detail = "5", .detail_is_object = false}),
                 error);
    const own_rule of_project{.name = "x", .function = "app.f"};
    EXPECT_EQ(finding_of(of_project, {.message = "m"}).stage, whole_project);
    EXPECT_EQ(finding_of(of_project, {.stage = 3, .message = "m"}).stage, 3);
    EXPECT_THROW(finding_of(of_project, {.stage = 10, .message = "m"}), error);
    EXPECT_THROW(finding_of(of_project, {.stage = 0, .message = "m"}), error);
}

TEST(own_rules, failed_ones_keep_their_severity)
{
    const auto failed =
        rule_failed({.name = "x", .stage = 4, .level = severity::warning}, "boom", "22012");
    EXPECT_EQ(failed.level, severity::warning);
    EXPECT_EQ(failed.rule, "rule-failed");
    EXPECT_EQ(failed.stage, 4);
    EXPECT_EQ(failed.message, "rule \"x\" failed: boom");
    EXPECT_EQ(failed.detail, R"({"rule":"x","sqlstate":"22012"})");
}

TEST(judgement, overrides_are_for_rules_of_the_catalog)
{
    std::vector<finding> findings = {{severity::error, "schema", 1, "", "a"},
                                     {severity::warning, "stale-output", 1, "", "b"},
                                     {severity::error, "data-missing", 2, "", "c"},
                                     {severity::error, "own", 2, "", "d"}};
    const std::vector<rule_override> overrides = {{"schema", true, severity::info},
                                                  {"stale-output", false, std::nullopt},
                                                  {"data-missing", false, std::nullopt},
                                                  {"own", false, std::nullopt}};
    apply_overrides(findings, overrides);
    ASSERT_EQ(findings.size(), 3);
    EXPECT_EQ(findings[0].level, severity::info);
    EXPECT_EQ(findings[1].rule, "data-missing");
    EXPECT_EQ(findings[1].level, severity::error);
    EXPECT_EQ(findings[2].rule, "own");
}

TEST(judgement, accepted_warnings_are_infos)
{
    const auto print = fingerprint_of(1, "own", "/a", "b");
    std::vector<finding> findings = {
        {severity::warning, "own", 1, "/a", "b"},
        {severity::error, "own", 1, "/a", "b"},
        {severity::warning, "own", 1, "/a", "c"},
        {severity::warning, "own", 1, "/a", "b", R"({"n": 1.50, "a": {}})"},
        {severity::warning, "own", 1, "/a", "b", "{ }"}};
    const std::vector<acceptance> acceptances = {{print, "say \"why\"", "ada", "2024-01-01"}};
    apply_acceptances(findings, acceptances);
    EXPECT_EQ(findings[0].level, severity::info);
    EXPECT_TRUE(findings[0].accepted);
    EXPECT_EQ(findings[0].detail,
              R"({"accepted":{"reason":"say \"why\"","actor":"ada","at":"2024-01-01"}})");
    EXPECT_EQ(findings[1].level, severity::error);
    EXPECT_EQ(findings[2].level, severity::warning);
    EXPECT_TRUE(findings[3].detail.starts_with(R"({"n": 1.50, "a": {},"accepted":{"reason")"));
    EXPECT_TRUE(nlohmann::json::accept(findings[3].detail));
    EXPECT_TRUE(nlohmann::json::accept(findings[4].detail));
    const auto counts = counts_of(findings);
    EXPECT_EQ(counts.errors, 1);
    EXPECT_EQ(counts.warnings, 1);
    EXPECT_EQ(counts.infos, 3);
    EXPECT_EQ(counts.accepted, 3);
}

TEST(judgement, fingerprints_differ_in_every_part)
{
    const auto print = fingerprint_of(1, "a", "b", "c");
    EXPECT_EQ(print.size(), 64);
    for (const auto& other : {fingerprint_of(2, "a", "b", "c"), fingerprint_of(1, "ab", "", "c"),
                              fingerprint_of(1, "a", "b c", ""), fingerprint_of(1, "a", "", "b c"),
                              fingerprint_of(1, "a", "b", "c ")}) {
        EXPECT_NE(print, other);
    }
}

} // namespace
} // namespace sdp
