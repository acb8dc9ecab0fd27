// What the official suite does not ask: patterns, findings, limits, malformed schemas.
#include "core/error.hpp"
#include "core/schema/compiler.hpp"
#include "core/schema/validator.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

const json_tree* nothing_else(const std::string& /*uri*/)
{
    return nullptr;
}

using texts = std::vector<std::string>;

texts findings_of(std::string_view schema, std::string_view instance,
                  const schema_limits& limits = {})
{
    const auto program = compiled_schema(*parsed_tree(schema), {}, nothing_else);
    const auto value = parsed_tree(instance);
    texts result;
    for (const auto& one : schema_run(*program, limits).findings(tree_view(*value))) {
        result.push_back(one.path + ": " + one.message + " (" + one.schema_path + ")");
    }
    return result;
}

std::string fault_of(std::string_view schema)
{
    try {
        static_cast<void>(compiled_schema(*parsed_tree(schema), {}, nothing_else));
    } catch (const error& fault) {
        EXPECT_EQ(fault.sqlstate, sqlstate::invalid_schema);
        return fault.message + ": " + fault.detail;
    }
    return "";
}

bool matches(std::string_view source, std::string_view text)
{
    std::string fault;
    const auto compiled = pattern::compiled(source, fault);
    EXPECT_TRUE(compiled) << source << ": " << fault;
    return compiled && compiled->matches(text);
}

TEST(pattern, is_of_ecma_262)
{
    EXPECT_TRUE(matches("b", "abc"));
    EXPECT_TRUE(matches(R"(^\d+$)", "12"));
    EXPECT_FALSE(matches(R"(^\d+$)", "\u0661")) << "digits are ASCII";
    EXPECT_FALSE(matches("^a$", "a\n")) << "$ is the very end";
    EXPECT_FALSE(matches("^.$", "\u2028")) << ". is no line separator";
    EXPECT_TRUE(matches(R"(^\s$)", "\u00a0"));
    EXPECT_TRUE(matches(R"(^[\s]$)", "\ufeff"));
    EXPECT_FALSE(matches(R"(^\S$)", "\u00a0"));
    EXPECT_TRUE(matches(R"(^[^\S]$)", "\u2003"));
    EXPECT_TRUE(matches(R"(^\p{Letter}\p{Lu}\p{Script=Greek}$)", "\u00e9A\u03b1"));
    EXPECT_TRUE(
        matches(R"(^\u{1F600}\uD83D\uDE00\u00e9\x41\cJ$)", "\U0001F600\U0001F600\u00e9A\n"));
    EXPECT_TRUE(matches("[[:a]", "[")) << "no class of POSIX";
    EXPECT_TRUE(matches("^[^]$", "x"));
    EXPECT_FALSE(matches("[]", "x"));
    EXPECT_TRUE(matches(R"((?<year>\d{4})-\k<year>)", "2026-2026"));
    EXPECT_TRUE(matches("^(?:a|b){2,}?$", "aba"));
}

TEST(pattern, refuses_what_ecma_262_does_not_have)
{
    for (const char* const source :
         {"a**",      "a*+",   "(?i)a",   "(?#x)",  "(*ACCEPT)", R"(\Aa)", R"(a\Z)",
          R"(\Qa\E)", R"(\h)", R"(\u12)", R"(\x4)", R"(\07)",    R"(\pL)", R"(\p{Nonsense})",
          "a{,2}",    "a{2",   "]",       "}",      "(",         ")",      "[b-a]",
          "[",        "*a",    "a|*",     "^*",     R"(\)",      R"(\c1)"}) {
        std::string fault;
        EXPECT_FALSE(pattern::compiled(source, fault)) << source;
        EXPECT_NE(fault, "") << source;
    }
}

TEST(pattern, gives_up_where_a_match_takes_too_long)
{
    std::string fault;
    const auto compiled = pattern::compiled("^(a+)+$", fault);
    ASSERT_TRUE(compiled);
    try {
        static_cast<void>(compiled->matches(std::string(50, 'a') + "b"));
        FAIL() << "no limit";
    } catch (const error& limit) {
        EXPECT_EQ(limit.sqlstate, sqlstate::validation_too_costly);
    }
    EXPECT_TRUE(matches("^[a-z]*$", std::string(50'000, 'x')));
}

TEST(schema, says_where_and_why)
{
    EXPECT_EQ(findings_of(R"({"properties": {"tables": {"items": {"$ref": "#/$defs/t"}}},
                              "$defs": {"t": {"properties": {"a/b": {"type": ["string", "null"]}}}}})",
                          R"({"tables": [{}, {"a/b": 5}]})"),
              texts{"/tables/1/a~1b: expected null or string, found number 5 "
                    "(/$defs/t/properties/a~1b/type)"});
    EXPECT_EQ(findings_of(R"({"required": ["b", "a"], "maxProperties": 0,
                              "additionalProperties": false})",
                          R"({"x": 1})"),
              (texts{": expected at most 0 properties, found 1 (/maxProperties)",
                     "/x: property \"x\" is not allowed (/additionalProperties)",
                     ": property \"a\" is missing (/required)",
                     ": property \"b\" is missing (/required)"}));
    EXPECT_EQ(findings_of(R"({"enum": ["a", 1, null]})", R"("b")"),
              texts{": expected one of \"a\", 1, null; found string \"b\" (/enum)"});
}

TEST(schema, says_what_is_wrong_with_the_only_alternative_of_the_type)
{
    EXPECT_EQ(findings_of(
                  R"({"oneOf": [{"type": "array"}, {"type": "object", "required": ["x"]}]})", "{}"),
              texts{": property \"x\" is missing (/oneOf/1/required)"});
    EXPECT_EQ(findings_of(R"({"anyOf": [{"type": "array"}, {"type": "null"}]})", "5"),
              texts{": number 5 matches none of the 2 alternatives (/anyOf)"});
}

TEST(schema, reports_no_more_than_it_is_asked_for)
{
    EXPECT_EQ(
        findings_of(R"({"items": {"type": "string"}})", "[1,2,3,4,5]", {.most_findings = 2}).size(),
        2U);
}

TEST(schema, is_refused_where_it_is_malformed)
{
    EXPECT_EQ(fault_of("5"), "schema is not valid at \"\": A schema is an object or a boolean.");
    EXPECT_EQ(fault_of(R"({"allOf": [{"$ref": "#"}]})"),
              "schema is not valid at \"\": It applies itself to the same value, without end.");
    for (
        const char* const schema :
        {R"({"type": "strin"})",
         R"({"type": 5})",
         R"({"properties": []})",
         R"({"items": 5})",
         R"({"allOf": []})",
         R"({"allOf": {}})",
         R"({"$ref": 5})",
         R"({"$ref": "#/x"})",
         R"({"$ref": "#x"})",
         R"({"$ref": "http://elsewhere/"})",
         R"({"$ref": "%%%"})",
         R"({"pattern": "("})",
         R"({"patternProperties": {"(": true}})",
         R"({"minLength": -1})",
         R"({"minLength": 1.5})",
         R"({"multipleOf": 0})",
         R"({"required": [5]})",
         R"({"required": "x"})",
         R"({"enum": 5})",
         R"({"$id": 5})",
         R"({"$schema": 5})",
         R"({"$schema": "http://elsewhere/"})",
         R"({"format": 5})",
         R"({"if": 5})",
         R"({"$defs": {"a": {"not": {"$ref": "#/$defs/b"}}, "b": {"anyOf": [{"$ref": "#/$defs/a"}]}},
              "$ref": "#/$defs/a"})"}) {
        EXPECT_NE(fault_of(schema), "") << schema;
    }
}

std::string chain_of(int count, const char* link, const char* end)
{
    std::string schema = R"({"$ref": "#/$defs/0", "$defs": {)";
    for (int i = 0; i < count; ++i) {
        const auto next = fmt::format(R"({{"$ref": "#/$defs/{}"}})", i + 1);
        schema += fmt::format(R"("{}": )", i) + fmt::format(fmt::runtime(link), next) + ",";
    }
    return schema + fmt::format(R"("{}": {}}}}})", count, end);
}

// What only a $dynamicRef leads to may refer to a document that nothing else refers to.
TEST(schema, finds_dynamic_anchors_of_documents_that_come_late)
{
    const auto schema = parsed_tree(R"({
        "$id": "x:root", "$ref": "x:middle", "$defs": {
            "outer": {"$dynamicAnchor": "kind", "$ref": "x:far"},
            "middle": {"$id": "x:middle", "$dynamicRef": "#kind",
                       "$defs": {"inner": {"$dynamicAnchor": "kind"}}}}})");
    const auto far = parsed_tree(R"({
        "$id": "x:far", "$dynamicRef": "#leaf",
        "$defs": {"leaf": {"$dynamicAnchor": "leaf", "type": "string"}}})");
    const auto program = compiled_schema(
        *schema, {}, [&](const std::string& uri) { return uri == "x:far" ? far.get() : nullptr; });
    const json_tree number{.kind = json_kind::number};
    const json_tree text{.kind = json_kind::string};
    EXPECT_TRUE(schema_run(*program, {}).matches(tree_view(text)));
    EXPECT_FALSE(schema_run(*program, {}).matches(tree_view(number)));
}

TEST(schema, of_ten_thousand_references_is_as_quick_as_of_one)
{
    const auto schema = chain_of(10'000, "{0}", R"({"type": "string"})");
    EXPECT_EQ(findings_of(schema, "5", {.deepest = 5}).size(), 1U);
}

TEST(schema, of_exponential_alternatives_gives_up)
{
    const auto schema = chain_of(40, R"({{"anyOf": [{0}, {0}]}})", "false");
    try {
        findings_of(schema, "5", {.most_steps = 100'000});
        FAIL() << "no limit";
    } catch (const error& limit) {
        EXPECT_EQ(limit.sqlstate, sqlstate::validation_too_costly);
    }
}

TEST(schema, of_a_deep_value_gives_up)
{
    const std::string schema = R"({"items": {"$ref": "#"}})";
    const std::string deep = std::string(900, '[') + std::string(900, ']');
    EXPECT_TRUE(findings_of(schema, deep).empty());
    EXPECT_THROW(findings_of(schema, deep, {.deepest = 500}), error);
    EXPECT_EQ(parsed_tree(std::string(1'001, '[') + std::string(1'001, ']')), nullptr);
}

} // namespace
} // namespace sdp
