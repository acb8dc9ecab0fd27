#include "core/ddl_trial.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

ddl_problem failure(int number, std::string state)
{
    return {.what = ddl_problem::kind::failed,
            .number = number,
            .command = "CREATE TABLE",
            .message = "it fails",
            .sqlstate = std::move(state)};
}

ddl_problem refusal(ddl_problem::kind what)
{
    return {.what = what, .number = 1, .command = "DO", .message = "it is not run"};
}

std::vector<severity> severities(const ddl_trial& trial)
{
    std::vector<severity> levels;
    for (const auto& one : findings_of(trial, {"DO", ""}, 5)) {
        levels.push_back(one.level);
    }
    return levels;
}

TEST(ddl_trial, places_are_counted_in_characters)
{
    const std::string text = "-- Grüße\nCREATE ü;";
    const auto place = place_of_byte(text, text.find("ü;"));
    EXPECT_EQ(place.line, 2U);
    EXPECT_EQ(place.column, 8U);
    EXPECT_EQ(place_of_character(text, 17).offset, place.offset);
    EXPECT_EQ(place_of_character(text, 0).offset, 0U);
    EXPECT_EQ(place_of_character(text, 1000).offset, text.size());
    EXPECT_EQ(place_of_byte("", 5).line, 1U);
}

TEST(ddl_trial, a_statement_begins_behind_comments)
{
    EXPECT_EQ(start_of_statement("a; b", 2), 3U);
    EXPECT_EQ(start_of_statement("-- x\n/* a /* b */ ; */\tb", 0), 23U);
    EXPECT_EQ(start_of_statement("-- x", 0), 4U);
    EXPECT_EQ(start_of_statement("/* /* */ x", 0), 10U);
    EXPECT_EQ(start_of_statement("x", 7), 1U);
    EXPECT_EQ(start_of_statement("- 1 / 2", 0), 0U);
}

TEST(ddl_trial, an_excerpt_shows_the_place)
{
    const std::string text = "x\n   CREATE" + std::string(60, ' ') + "nope\ny";
    EXPECT_EQ(excerpt_at(text, place_of_byte(text, 5)).substr(0, 6), "CREATE");
    EXPECT_EQ(excerpt_at(text, place_of_byte(text, text.find("nope"))), "...nope");
    EXPECT_EQ(excerpt_at("", {}), "");
    EXPECT_EQ(excerpt_at("   ", {}), "");
}

TEST(ddl_trial, what_misses_something_after_a_refusal_is_no_error)
{
    using kind = ddl_problem::kind;
    EXPECT_EQ(severities({.problems = {failure(1, "42P01")}}), std::vector{severity::error});
    EXPECT_EQ(severities(
                  {.problems = {refusal(kind::refused), failure(2, "42P01"), failure(3, "42P07")}}),
              (std::vector{severity::warning, severity::warning, severity::error}));
    EXPECT_EQ(severities({.problems = {refusal(kind::passed_over), failure(2, "42P01")}}),
              (std::vector{severity::info, severity::error}));
}

TEST(ddl_trial, what_was_not_reached_is_said)
{
    const auto timed_out = findings_of({.statements = 9, .reached = 4, .timed_out = true}, {}, 70);
    ASSERT_EQ(timed_out.size(), 1U);
    EXPECT_EQ(timed_out[0].rule, "ddl-timeout");
    EXPECT_EQ(timed_out[0].detail, R"({"reached":4,"statements":9})");
    const auto too_many = findings_of({.statements = 9, .reached = 4}, {}, 70);
    ASSERT_EQ(too_many.size(), 1U);
    EXPECT_EQ(too_many[0].rule, "ddl-not-tried");
    EXPECT_EQ(too_many[0].message, "of 9 statements the first 4 were tried");
    EXPECT_TRUE(findings_of({.statements = 9, .reached = 9}, {}, 70).empty());
    const auto fault = findings_of({.fault = content_fault{"no SQL", 0, 0}}, {"", "/schema"}, 70);
    ASSERT_EQ(fault.size(), 1U);
    EXPECT_EQ(fault[0].detail, "");
    EXPECT_EQ(fault[0].path, "/schema");
}

TEST(ddl_trial, messages_have_the_ddls_own_names)
{
    const std::vector<std::string> made = {"billing", "t_2"};
    EXPECT_EQ(with_own_schema_names(R"("t.a", "t_1.b" and t_2_1)", "t", made),
              R"("public.a", "billing.b" and t_2_1)");
    EXPECT_EQ(with_own_schema_names("t_3 t_ t_99999999999999999999 t_0", "t", made),
              "public_3 public_ public_99999999999999999999 public_0");
    EXPECT_EQ(with_own_schema_names("x", "", made), "x");
    EXPECT_EQ(with_own_schema_names("", "t", made), "");
}

} // namespace
} // namespace sdp
