#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

// The texts of our SQL statements: raw literals, which the compiler reads. A plan is analysed again
// when the caller's search_path changes, and must mean the same under any: an operator of the same
// name in a schema before pg_catalog would run with the system's owner's rights. So
//
//   R"(SELECT p.slug FROM sdp.projects p WHERE p.id {=} $1)"_sql
//
// writes {=} for OPERATOR(pg_catalog.=), and a text with a bare operator, with syntax that hides
// one (IN, BETWEEN, LIKE, DISTINCT FROM, NULLIF, CASE x WHEN), with an unqualified function or type
// does not compile. White space is folded to single blanks.
namespace sdp::pg {

// Made by _sql alone, so that no text goes round the checks.
struct sql_text {
    const char* text;
    consteval explicit sql_text(const char* checked) : text(checked) {}
};

// A literal as a template's argument.
template <std::size_t Size> struct sql_literal {
    char text[Size]{};
    consteval sql_literal(const char (&source)[Size]) // NOLINT: the literal is the argument
    {
        for (std::size_t i = 0; i < Size; ++i) {
            text[i] = source[i];
        }
    }
    [[nodiscard]] constexpr std::string_view view() const { return {text, Size - 1}; }
};

namespace sql_detail {

// What a consteval reader calls to stop the compiler; the name is the message.
inline void bare_operator_in_sql() {}
inline void operator_hidden_in_sql() {}
inline void unqualified_function_in_sql() {}
inline void unqualified_type_in_sql() {}
inline void unknown_marker_in_sql() {}

constexpr bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '$';
}
constexpr bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}
constexpr bool is_operator(char c)
{
    return std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos;
}

// Reads a statement and writes what the server is sent.
class expander {
public:
    constexpr expander(std::string_view source, char* target) : source_(source), target_(target) {}

    constexpr std::size_t run()
    {
        while (at_ < source_.size()) {
            const char c = source_[at_];
            if (is_blank(c)) {
                ++at_;
                blank_ = size_ > 0;
            } else if (c == '\'') {
                copy_quoted();
            } else if (c == '{') {
                copy_marker();
            } else if (is_letter(c)) {
                copy_word();
            } else {
                copy_other(c);
            }
        }
        return size_;
    }

private:
    constexpr void put(char c)
    {
        if (blank_) {
            target_[size_++] = ' ';
            blank_ = false;
        }
        target_[size_++] = c;
    }
    constexpr void put(std::string_view text)
    {
        for (const char c : text) {
            put(c);
        }
    }
    constexpr void copy_quoted()
    {
        put(source_[at_++]);
        while (source_[at_] != '\'') {
            put(source_[at_++]);
        }
        put(source_[at_++]);
        last_ = '\'';
    }
    constexpr void copy_marker()
    {
        const auto end = source_.find('}', at_);
        const auto name = source_.substr(at_ + 1, end - at_ - 1);
        for (const char c : name) {
            if (!is_operator(c)) {
                unknown_marker_in_sql();
            }
        }
        put("OPERATOR(pg_catalog.");
        put(name);
        put(')');
        at_ = end + 1;
        last_ = '}';
    }
    constexpr void copy_word()
    {
        const auto start = at_;
        while (at_ < source_.size() && is_word(source_[at_])) {
            ++at_;
        }
        const auto word = source_.substr(start, at_ - start);
        const bool after_case = std::exchange(after_case_, word == "CASE");
        if (after_case && word != "WHEN") {
            operator_hidden_in_sql();
        }
        for (const std::string_view hidden :
             {"IN", "BETWEEN", "LIKE", "ILIKE", "SIMILAR", "DISTINCT", "NULLIF", "NATURAL"}) {
            if (word == hidden) {
                operator_hidden_in_sql();
            }
        }
        if (word == "SET") {
            assigning_ = assignment_next_ = true;
            set_depth_ = depth_;
        } else if (word == "WHERE" || word == "FROM" || word == "RETURNING") {
            assigning_ = assigning_ && depth_ > set_depth_;
        }
        if (at_ < source_.size() && source_[at_] == '(' && last_ != '.' && !is_syntax(word)) {
            unqualified_function_in_sql();
        }
        if (last_ == ':' && word != "pg_catalog") {
            unqualified_type_in_sql();
        }
        put(word);
        before_ = word;
        last_ = 'a';
    }
    // What may stand before a parenthesis without being a function, or is one by the grammar.
    [[nodiscard]] constexpr bool is_syntax(std::string_view word) const
    {
        return before_ == "AS" || word == "coalesce" || word == "greatest" || word == "least";
    }
    constexpr void copy_other(char c)
    {
        if (c == '=' && assigning_ && assignment_next_ && depth_ == set_depth_) {
            assignment_next_ = false;
        } else if (is_operator(c) && !(c == '*' && last_ == '(')) {
            bare_operator_in_sql();
        }
        if (after_case_) {
            operator_hidden_in_sql();
        }
        depth_ += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && assigning_ && depth_ == set_depth_) {
            assignment_next_ = true;
        }
        put(c);
        last_ = c;
        ++at_;
    }

    std::string_view source_;
    char* target_;
    std::size_t at_ = 0;
    std::size_t size_ = 0;
    bool blank_ = false;
    char last_ = ' ';
    std::string_view before_;
    bool after_case_ = false;
    bool assigning_ = false;
    bool assignment_next_ = false;
    int depth_ = 0;
    int set_depth_ = 0;
};

// A marker of three characters becomes one of 22.
template <sql_literal Source> consteval auto expanded()
{
    std::array<char, sizeof Source.text * 8> target{};
    target[expander(Source.view(), target.data()).run()] = '\0';
    return target;
}

template <sql_literal Source>
inline constexpr std::size_t expanded_size = [] {
    const auto text = expanded<Source>();
    return std::string_view(text.data()).size() + 1;
}();

// No longer than it is.
template <sql_literal Source>
inline constexpr auto stored = [] {
    const auto text = expanded<Source>();
    std::array<char, expanded_size<Source>> target{};
    for (std::size_t i = 0; i < target.size(); ++i) {
        target[i] = text[i];
    }
    return target;
}();

} // namespace sql_detail

} // namespace sdp::pg

namespace sdp {

template <pg::sql_literal Source> consteval pg::sql_text operator""_sql()
{
    return pg::sql_text(pg::sql_detail::stored<Source>.data());
}

} // namespace sdp
