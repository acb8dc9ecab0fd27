#pragma once
#include <algorithm>
#include <array>
#include <string_view>

// The words and signs of which expressions are made.
namespace sdp::sql_keywords {

inline constexpr std::array<std::string_view, 15> values = {"null",
                                                            "true",
                                                            "false",
                                                            "unknown",
                                                            "current_date",
                                                            "current_time",
                                                            "current_timestamp",
                                                            "current_user",
                                                            "session_user",
                                                            "user",
                                                            "current_role",
                                                            "localtime",
                                                            "localtimestamp",
                                                            "current_schema",
                                                            "current_catalog"};
inline constexpr std::array<std::string_view, 6> changing_values = {
    "current_date", "current_time",   "current_timestamp",
    "localtime",    "localtimestamp", "current_user"};
inline constexpr std::array<std::string_view, 11> binary_words = {
    "and", "or", "is", "in", "like", "ilike", "between", "escape", "from", "for", "similar"};
inline constexpr std::array<std::string_view, 33> operators = {
    "=",  "<>", "!=",  "<",  ">",  "<=", ">=", "+",   "-",  "*",   "/",
    "%",  "^",  "||",  "&&", "@>", "<@", "->", "->>", "#>", "#>>", "~",
    "~*", "!~", "!~*", "?",  "?|", "?&", "@@", "&",   "|",  "<<",  ">>"};
inline constexpr std::array<std::string_view, 14> fields = {
    "year", "month", "day",  "hour",    "minute", "second",  "epoch",
    "dow",  "doy",   "week", "quarter", "isodow", "isoyear", "century"};

template <std::size_t Size>
[[nodiscard]] bool is_one_of(std::string_view word, const std::array<std::string_view, Size>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace sdp::sql_keywords
