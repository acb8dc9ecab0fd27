// Answers as models give them.
#include "core/content/model_answer.hpp"

#include <nlohmann/json.hpp>

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sdp {
namespace {

// The object found, or "fault: ..." or "nothing".
std::string found_in(std::string_view answer)
{
    const auto found = json_in_answer(answer);
    EXPECT_FALSE(found.json && found.fault);
    return found.json ? *found.json : found.fault ? "fault: " + found.fault->message : "nothing";
}

constexpr std::string_view object = R"({"name": "Shop", "text": "a } and a { and a \" in it"})";

TEST(model_answer, is_found_in_what_models_wrap_it_in)
{
    const std::string json(object);
    for (const auto& answer : {
             json,
             "  \n" + json + "\n\n",
             "\xEF\xBB\xBF" + json,
             "```json\n" + json + "\n```",
             "```JSON\r\n" + json + "\r\n```\r\n",
             "```\n" + json + "\n```",
             "~~~json\n" + json + "\n~~~",
             "```json\n" + json,
             "```json\n" + json + "\n",
             "Here is the data you asked for:\n\n```json\n" + json + "\n```\n\nLet me know!",
             "Sure! " + json + " Is that all right?",
             "I have replaced {name} and {0} as in [1]; see f(x) { return }.\n" + json,
             "I've used \"quotes\" here:\n```json\n" + json + "\n```\nIt's {done}.",
             "```json\n" + json + "\n```\nIt has [2] sections.",
             nlohmann::json(json).dump(),
             nlohmann::json(nlohmann::json(json).dump()).dump(),
             "```json\n" + nlohmann::json(json).dump() + "\n```",
             nlohmann::json("```json\n" + json + "\n```").dump(),
         }) {
        EXPECT_EQ(found_in(answer), json) << answer;
    }
    EXPECT_EQ(found_in("{}"), "{}");
    EXPECT_EQ(found_in(R"({"fence": "```json\n{}\n```"})"), R"({"fence": "```json\n{}\n```"})");
}

TEST(model_answer, is_never_guessed)
{
    constexpr auto two = "fault: it holds 2 JSON values, and there is no saying which is meant";
    EXPECT_EQ(found_in(R"({"a": 1} {"a": 2})"), two);
    EXPECT_EQ(found_in("For example {\"a\": 1}; so:\n```json\n{\"a\": 2}\n```"), two);
    EXPECT_EQ(found_in("```json\n{\"a\": 1}\n```\n```json\n{\"b\": 2}\n```"), two);
    EXPECT_EQ(found_in("{\"a\": 1}\n{\"a\": 1}"), two);
}

TEST(model_answer, is_an_object)
{
    EXPECT_EQ(found_in(R"([{"a": 1}])"), "fault: it is a JSON array, not an object");
    EXPECT_EQ(found_in("```json\n[{\"a\": 1}, {\"b\": 2}]\n```"),
              "fault: it is a JSON array, not an object");
    EXPECT_EQ(found_in("[1, 2]"), "fault: it is a JSON array, not an object");
    EXPECT_EQ(found_in("\"hello\""), "fault: it is a JSON string, not an object");
    EXPECT_EQ(found_in(nlohmann::json(
                           nlohmann::json(
                               nlohmann::json(nlohmann::json(std::string(object)).dump()).dump())
                               .dump())
                           .dump()),
              "fault: it is a JSON string within strings");
}

TEST(model_answer, that_holds_none_says_nothing_here)
{
    for (const std::string_view answer :
         {"", " ", "I can't do that.", "{", "{\"a\": 1", "```json\n{\"a\": [1, 2\n```", "{name}",
          "{'a': 1}", "{\"a\": 1,}", "{“a”: 1}", "null", "12", "}", "]{", "\"", "```", "``` ```"}) {
        EXPECT_EQ(found_in(answer), "nothing") << answer;
    }
}

TEST(model_answer, takes_linear_time_and_no_stack)
{
    const std::size_t many = 1'000'000;
    EXPECT_EQ(found_in(std::string(many, '[')), "nothing");
    std::string unclosed;
    for (std::size_t i = 0; i < many / 10; ++i) {
        unclosed += "{ \" \" } [";
    }
    EXPECT_EQ(found_in("{ [" + unclosed), "nothing");
    (void)found_in(std::string(many, '{') + "}");
    (void)found_in(std::string(many, '"'));
    (void)found_in("\"" + std::string(many, '\\'));
    std::string pairs;
    for (std::size_t i = 0; i < many / 10; ++i) {
        pairs += "{x} [1] ";
    }
    EXPECT_EQ(found_in(pairs + std::string(object)), object);
    const std::string deep =
        "{\"a\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    EXPECT_NE(found_in(deep), deep);
}

TEST(model_answer, whatever_is_wrapped_comes_back_byte_for_byte)
{
    std::mt19937 random(16);
    const auto any = [&](std::size_t count) { return random() % count; };
    const std::array prefixes = {"", "Here:\n", "Use {this}, see [3]:\n", "\n\n",
                                 "I'd say \"so\": "};
    const std::array suffixes = {"", "\n", " Done.", "\n\nIs {it} good?"};
    for (int round = 0; round < 2000; ++round) {
        nlohmann::json value = {{"key" + std::to_string(any(9)), any(1000)}};
        for (std::size_t i = any(5); i > 0; --i) {
            constexpr std::string_view characters = "{}[]\"\\`~'\n ab";
            std::string text;
            for (std::size_t j = any(12); j > 0; --j) {
                text += characters[any(characters.size())];
            }
            value["t" + text] =
                any(2) == 0 ? nlohmann::json(text) : nlohmann::json{{"in", {text, nullptr}}};
        }
        const auto json = value.dump(static_cast<int>(any(3)) - 1);
        auto answer = json;
        switch (any(4)) {
        case 0:
            answer = prefixes[any(prefixes.size())] + json + suffixes[any(suffixes.size())];
            break;
        case 1:
            answer = fmt::format("{}```json\n{}\n```{}", prefixes[any(prefixes.size())], json,
                                 suffixes[any(suffixes.size())]);
            break;
        case 2:
            answer = nlohmann::json(json).dump();
            break;
        default:
            answer = "```\n" + json;
        }
        ASSERT_EQ(found_in(answer), json) << answer;
    }
}

TEST(model_answer, a_bare_object_needs_no_search)
{
    EXPECT_EQ(text_in_braces(" \n{\"a\": 1}\n"), "{\"a\": 1}");
    EXPECT_EQ(text_in_braces("{name} of {x}"), "{name} of {x}"); // Whoever parses it says so.
    for (const auto* const other : {"", "{", "[1]", "\"{}\"", "```\n{}\n```", "Here: {}"}) {
        EXPECT_EQ(text_in_braces(other), "") << other;
    }
}

} // namespace
} // namespace sdp
