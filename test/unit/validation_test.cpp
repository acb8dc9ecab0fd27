#include "core/validation.hpp"

#include "core/rules/engines.hpp"

#include "nlohmann_view.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

using testing::nlohmann_document;

std::optional<broken_limit> fault_of(std::string_view text)
{
    const nlohmann_document document(text);
    return fault_in_data(document.root());
}

TEST(validation, data_is_an_object)
{
    EXPECT_FALSE(fault_of("{}"));
    EXPECT_FALSE(fault_of(R"({"a": [1, null]})"));
    using row = std::pair<std::string_view, std::string_view>;
    for (const auto& [text, kind] :
         {row{"null", "null"}, row{"true", "boolean"}, row{"1", "number"}, row{R"("x")", "string"},
          row{"[]", "array"}, row{"[{}]", "array"}, row{"1e400", "number"}}) {
        const auto fault = fault_of(text);
        ASSERT_TRUE(fault) << text;
        EXPECT_EQ(fault->rule, "data-not-object");
        EXPECT_EQ(fault->path, "");
        EXPECT_EQ(fault->message, "it is a JSON " + std::string(kind) + ", not an object");
    }
}

TEST(validation, data_keeps_the_limits_of_json)
{
    const auto number = fault_of(R"({"a": 1e309})");
    ASSERT_TRUE(number);
    EXPECT_EQ(number->rule, "number-range");
    EXPECT_EQ(number->path, "/a");
    const auto deep = fault_of(R"({"a":)" + std::string(1000, '[') + std::string(1000, ']') + "}");
    ASSERT_TRUE(deep);
    EXPECT_EQ(deep->rule, "nesting-depth");
}

void expect_finding(const finding& found, std::string_view rule, int stage, std::string_view path,
                    std::string_view message, std::string_view detail)
{
    EXPECT_EQ(found.level, severity::error);
    EXPECT_EQ(found.rule, rule);
    EXPECT_EQ(found.stage, stage);
    EXPECT_EQ(found.path, path);
    EXPECT_EQ(found.message, message);
    EXPECT_EQ(found.detail, detail);
}

TEST(validation, findings_name_their_stage)
{
    expect_finding(stage_missing(4), "stage-missing", 4, "", "stage 4 (api) does not exist", "");
    expect_finding(data_missing(4), "data-missing", 4, "", "stage 4 (api) has no data", "");
    expect_finding(data_malformed(4, {"/a/0", "number-range", "it is large"}), "number-range", 4,
                   "/a/0", "data of stage 4 (api) is malformed: it is large", "");
    expect_finding(stage_incomplete(4, stage_status::review), "stage-incomplete", 4, "",
                   "stage 4 (api) is not complete but in review", R"({"status":"review"})");
}

TEST(validation, what_a_schema_refuses_has_its_place_there)
{
    expect_finding(schema_violation(2, {"/entities/0", "/properties/entities/items/required",
                                        "required", "property \"name\" is missing"}),
                   "schema", 2, "/entities/0", "property \"name\" is missing",
                   R"({"keyword":"required","schema_path":"/properties/entities/items/required"})");
    expect_finding(schema_unusable(2, {"SD213", "schema \"x\" is not valid", "It is odd."}),
                   "schema-unusable", 2, "",
                   "the schema of stage 2 (dataModel) cannot be used: schema \"x\" is not valid: "
                   "It is odd.",
                   R"({"sqlstate":"SD213"})");
}

TEST(validation, malformed_content_has_version_format_and_place)
{
    expect_finding(content_malformed(8, 3, output_format::yaml, {"it is odd", 2, 5}),
                   "content-malformed", 8, "",
                   "active yaml output of stage 8 (infrastructure) is malformed: it is odd",
                   R"({"version":3,"format":"yaml","line":2,"column":5})");
    expect_finding(content_malformed(8, 3, output_format::md, {"it is blank"}), "content-malformed",
                   8, "", "active md output of stage 8 (infrastructure) is malformed: it is blank",
                   R"({"version":3,"format":"md"})");
}

TEST(validation, knows_postgresql_by_its_name)
{
    for (const char* const name : {"postgresql", "PostgreSQL", "Postgres 16", "POSTGRES"}) {
        EXPECT_TRUE(is_postgresql(name)) << name;
    }
    for (const char* const name : {"", "postgre", "sqlite", "not postgresql", "none"}) {
        EXPECT_FALSE(is_postgresql(name)) << name;
    }
}

// Programs tell findings apart by the rule: kebab-case, for ever.
TEST(validation, rules_are_kebab_case)
{
    for (const auto& rule :
         {stage_missing(1).rule, data_missing(1).rule,
          stage_incomplete(1, stage_status::active).rule, schema_violation(1, {}).rule,
          schema_unusable(1, {}).rule, content_malformed(1, 1, output_format::md, {"x"}).rule,
          fault_of("[]")->rule, fault_of(R"({"a": 1e309})")->rule}) {
        EXPECT_EQ(rule.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string::npos) << rule;
    }
}

} // namespace
} // namespace sdp
