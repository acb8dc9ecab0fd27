#include "core/render/sql_expression.hpp"
#include "core/render/sql_names.hpp"
#include "core/rules/names.hpp"

#include <algorithm>

namespace sdp {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_in_word(char c)
{
    return begins_word(c) || is_digit(c) || c == '$';
}

constexpr std::string_view operator_signs = "+-*/<>=~!@#%^&|?";

std::size_t end_of(std::string_view text, std::size_t at, bool (*belongs)(char))
{
    while (at < text.size() && belongs(text[at])) {
        ++at;
    }
    return at;
}

// The end of a literal or quoted name that begins there, with its quotation mark doubled within;
// `at` where it does not close.
std::size_t end_of_quoted(std::string_view text, std::size_t at)
{
    const auto start = at;
    do {
        const auto end = end_of_sql_piece(text, at);
        const auto mark = text[start];
        const auto size = end - at;
        if (mark != '$' && (size < 2 || text[end - 1] != mark)) {
            return start;
        }
        at = end;
    } while (text[start] != '$' && at < text.size() && text[at] == text[start]);
    return at;
}

} // namespace

std::vector<sql_token> sql_tokens(std::string_view text)
{
    using enum sql_token::kind;
    std::vector<sql_token> tokens;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        auto end = at + 1;
        auto what = sign;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at;
            continue;
        }
        const bool has_prefix = std::string_view("eEbBxX").find(c) != std::string_view::npos &&
                                text.substr(at + 1).starts_with('\'');
        if (text.substr(at).starts_with("--") || text.substr(at).starts_with("/*")) {
            end = end_of_sql_piece(text, at);
            what = comment;
        } else if (c == '\'' || c == '"' || has_prefix) {
            const auto quote = at + (has_prefix ? 1 : 0);
            end = end_of_quoted(text, quote);
            if (end == quote || (c == '"' && end - at < 3)) {
                return {};
            }
            what = c == '"' ? quoted : literal;
        } else if (begins_word(c)) {
            end = end_of(text, at, is_in_word);
            what = word;
        } else if (is_digit(c) || (c == '.' && at + 1 < text.size() && is_digit(text[at + 1]))) {
            end = end_of(text, at, [](char one) { return is_digit(one) || one == '.'; });
            if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
                const auto sign_size = text.find_first_of("+-", end + 1) == end + 1 ? 2U : 1U;
                end = end_of(text, end + sign_size, is_digit);
            }
            if (std::count(text.begin() + at, text.begin() + end, '.') > 1 ||
                !is_digit(text[end - 1]) || (end < text.size() && begins_word(text[end]))) {
                return {};
            }
            what = number;
        } else if (text.substr(at).starts_with("::")) {
            end = at + 2;
        } else if (operator_signs.find(c) != std::string_view::npos) {
            // A sign of a number is no part of the operator before it.
            while (end < text.size() && operator_signs.find(text[end]) != std::string_view::npos &&
                   !text.substr(end).starts_with("--") && !text.substr(end).starts_with("/*")) {
                ++end;
            }
            const auto whole = text.substr(at, end - at);
            const bool is_arrow = whole.starts_with("->") || whole == "<->";
            while (end > at + 1 && !is_arrow && (text[end - 1] == '-' || text[end - 1] == '+')) {
                --end;
            }
            what = operation;
        } else if (std::string_view("()[],.:").find(c) == std::string_view::npos) {
            return {};
        }
        const auto piece = text.substr(at, end - at);
        tokens.push_back({what, piece, what == word ? lower_case(piece) : std::string(piece)});
        at = end;
    }
    return tokens;
}

} // namespace sdp
