#include "core/render/sql_expression.hpp"

#include "core/render/sql_functions.hpp"
#include "core/render/sql_keywords.hpp"
#include "core/render/sql_names.hpp"
#include "core/render/sql_type_names.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sdp {

namespace {

using namespace sql_keywords;
using kind = sql_token::kind;

// Reads an expression from its beginning to its end: whether a value or an operator comes next.
class expression_reader {
public:
    expression_reader(const std::vector<sql_token>& tokens, const sql_scope& scope) : scope_(scope)
    {
        for (const auto& one : tokens) {
            if (one.what == kind::comment) {
                comments_ += " " + closed_comments(one.text);
            } else {
                tokens_.push_back(one);
            }
        }
    }

    // Empty where it is none.
    std::string run(std::string_view text)
    {
        const auto* from = text.data();
        while (at_ < tokens_.size()) {
            const auto first = at_;
            std::string written;
            if (!(has_value_ ? read_behind_value(written) : read_value(written))) {
                return {};
            }
            // Blanks as they are given, without comments.
            const auto gap = first > 0 && tokens_[first].text.data() > from;
            out_ += gap ? " " : "";
            out_ += written;
            from = tokens_[at_ - 1].text.data() + tokens_[at_ - 1].text.size();
        }
        return has_value_ && open_.empty() && ranges_ == 0 ? out_ + comments_ : std::string();
    }

private:
    [[nodiscard]] const sql_token& token(std::size_t ahead = 0) const
    {
        return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : none_;
    }
    [[nodiscard]] bool is(std::size_t ahead, std::string_view folded) const
    {
        const auto& one = token(ahead);
        return one.folded == folded && (one.what == kind::word || one.what == kind::sign);
    }
    bool take(std::string& written, std::size_t count, bool has_value)
    {
        const auto* const begin = token().text.data();
        const auto& last = token(count - 1).text;
        written +=
            std::string_view(begin, static_cast<std::size_t>(last.data() + last.size() - begin));
        at_ += count;
        has_value_ = has_value;
        return true;
    }
    bool open(std::string& written, char what)
    {
        open_.push_back(what);
        return take(written, 1, false);
    }

    bool read_value(std::string& written)
    {
        const auto& one = token();
        switch (one.what) {
        case kind::number:
            return take(written, 1, true);
        case kind::literal:
            return take(written, 1, true);
        case kind::operation:
            return (one.text == "-" || one.text == "+" || one.text == "~" || one.text == "@") &&
                   take(written, 1, false);
        case kind::sign:
            if (one.text == "(") {
                return open(written, '(');
            }
            // A call without arguments, or an empty list.
            if ((one.text == ")" || one.text == "]") && may_be_empty_) {
                may_be_empty_ = false;
                return close(written);
            }
            return false;
        case kind::quoted:
            return read_name(written);
        case kind::word:
            return read_word(written);
        case kind::comment:
            break;
        }
        return false;
    }

    bool read_word(std::string& written)
    {
        const auto& word = token().folded;
        if (word == "not" || word == "distinct" || word == "symmetric" || word == "both" ||
            word == "leading" || word == "trailing") {
            return take(written, 1, false);
        }
        if (word == "case") {
            open_.push_back('c');
            return take(written, 1, false);
        }
        if (word == "when" && !open_.empty() && open_.back() == 'c') {
            return take(written, 1, false);
        }
        if (word == "array" && is(1, "[")) {
            take(written, 1, false);
            may_be_empty_ = is(1, "]");
            return open(written, '[');
        }
        if (word == "select" || word == "exists" || word == "with" || word == "values") {
            return false;
        }
        if ((word == "any" || word == "all" || word == "some") && is(1, "(")) {
            take(written, 1, false);
            return open(written, '(');
        }
        if (token(1).what == kind::literal && find_type(word) != nullptr) {
            return take(written, 2, true);
        }
        if (is(1, "(") && word != "in") {
            return read_call(written);
        }
        if (is_one_of(word, fields) && is(1, "from") && !open_.empty()) {
            return take(written, 1, true);
        }
        if (is_one_of(word, values) && !has_column(word)) {
            if (scope_.immutable && is_one_of(word, changing_values)) {
                return false;
            }
            return take(written, 1, true);
        }
        return read_name(written);
    }

    [[nodiscard]] bool has_column(std::string_view folded) const
    {
        return scope_.columns != nullptr && folded != "null" && folded != "true" &&
               folded != "false" && scope_.columns->contains(std::string(folded));
    }

    bool read_call(std::string& written)
    {
        const auto name = postgresql_function(token().folded);
        const bool has_no_arguments = is(2, ")");
        const bool is_value = is_one_of(token().folded, values);
        if (has_no_arguments || (token(2).what == kind::number && is(3, ")"))) {
            const auto call = postgresql_call(token().folded, {});
            // A precision is PostgreSQL's with its own words alone.
            if (!call.empty() && (has_no_arguments || !is_value)) {
                if (scope_.immutable) {
                    return false;
                }
                at_ += has_no_arguments ? 3 : 4;
                has_value_ = true;
                written +=
                    call == lower_case(token_text(has_no_arguments ? 3 : 4)) ||
                            lower_case(call) == lower_case(token_text(has_no_arguments ? 3 : 4))
                        ? token_text(has_no_arguments ? 3 : 4)
                        : std::string(call);
                return true;
            }
            if (is_value && !has_no_arguments) {
                return !scope_.immutable && take(written, 4, true);
            }
        }
        const auto* const known = find_function(name);
        if (known == nullptr || (scope_.immutable && !known->immutable)) {
            return false;
        }
        // With one argument it asks a setting for the language.
        if (scope_.immutable && name == "to_tsvector" && token(2).what != kind::literal) {
            return false;
        }
        written += name == token().folded ? std::string(token().text) : std::string(name);
        ++at_;
        may_be_empty_ = has_no_arguments;
        return open(written, '(');
    }

    // The text of so many tokens before this one.
    [[nodiscard]] std::string token_text(std::size_t count) const
    {
        const auto* const begin = tokens_[at_ - count].text.data();
        const auto& last = tokens_[at_ - 1].text;
        return {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
    }

    bool read_name(std::string& written)
    {
        const auto bare = [](const sql_token& one) {
            return one.what == kind::quoted ? lower_case(one.text.substr(1, one.text.size() - 2))
                                            : one.folded;
        };
        if (is(1, ".") && (token(2).what == kind::word || token(2).what == kind::quoted)) {
            // pg_catalog.f(x), or a column with its table.
            if (token().folded == "pg_catalog" && is(3, "(")) {
                take(written, 2, false);
                return read_call(written);
            }
            if (bare(token()) != lower_case(scope_.table.substr(scope_.table.rfind('.') + 1))) {
                return false;
            }
            at_ += 2;
        }
        if (scope_.columns == nullptr) {
            return false;
        }
        const auto found = scope_.columns->find(bare(token()));
        if (found == scope_.columns->end()) {
            return false;
        }
        written += found->second;
        ++at_;
        has_value_ = true;
        return true;
    }

    bool read_behind_value(std::string& written)
    {
        const auto& one = token();
        if (one.what == kind::operation) {
            return is_one_of(one.text, operators) && take(written, 1, false);
        }
        if (one.what == kind::word) {
            return read_word_behind_value(written);
        }
        if (one.what != kind::sign) {
            return false;
        }
        if (one.text == ")" || one.text == "]") {
            return close(written);
        }
        if (one.text == ",") {
            return !open_.empty() && open_.back() != 'c' && take(written, 1, false);
        }
        if (one.text == "[") {
            return open(written, '[');
        }
        return one.text == "::" && take(written, 1, false) && read_type(written);
    }

    bool read_word_behind_value(std::string& written)
    {
        const auto& word = token().folded;
        const bool in_case = !open_.empty() && open_.back() == 'c';
        if (word == "isnull" || word == "notnull") {
            return take(written, 1, true);
        }
        if (word == "at" && is(1, "time") && is(2, "zone")) {
            return take(written, 3, false);
        }
        if (word == "not") {
            const auto& next = token(1).folded;
            return (next == "in" || next == "like" || next == "ilike" || next == "between" ||
                    next == "similar") &&
                   take(written, 1, true);
        }
        if (word == "similar") {
            return is(1, "to") && take(written, 2, false);
        }
        if (word == "in") {
            return is(1, "(") && take(written, 1, false);
        }
        if (word == "is") {
            const auto negated = is(1, "not") ? 1U : 0U;
            const auto& next = token(negated + 1).folded;
            if (next == "distinct" && is(negated + 2, "from")) {
                return take(written, negated + 3, false);
            }
            return (next == "null" || next == "true" || next == "false" || next == "unknown") &&
                   take(written, negated + 2, true);
        }
        if (word == "collate") {
            return (token(1).what == kind::quoted || is(1, "c")) && take(written, 2, true);
        }
        if (word == "as") {
            return !open_.empty() && open_.back() == '(' && take(written, 1, false) &&
                   read_cast_type(written);
        }
        // BETWEEN takes an AND of its own.
        ranges_ += word == "between" ? 1 : word == "and" && ranges_ > 0 ? -1 : 0;
        if (in_case && (word == "when" || word == "then" || word == "else")) {
            return take(written, 1, false);
        }
        if (in_case && word == "end") {
            open_.pop_back();
            return take(written, 1, true);
        }
        return is_one_of(word, binary_words) && take(written, 1, false);
    }

    bool read_cast_type(std::string& written)
    {
        written += " ";
        return read_type(written) && is(0, ")");
    }

    // The longest run of words that is a type, with its parameters and brackets.
    bool read_type(std::string& written)
    {
        std::string name;
        std::size_t count = 0;
        std::size_t longest = 0;
        constexpr std::size_t most_tokens = 16;
        for (; count < most_tokens &&
               (token(count).what == kind::word || token(count).what == kind::quoted ||
                (count > 0 && is(count, ".")) || (count > 0 && is(count, "(")));) {
            if (is(count, "(")) {
                while (!is(count, ")") && count < most_tokens) {
                    ++count;
                }
                count += is(count, ")") ? 1 : 0;
            } else {
                ++count;
            }
            const auto& last = token(count - 1).text;
            name.assign(token().text.data(), last.data() + last.size());
            const auto type = sql_type_of(name, "x", scope_.own);
            // A moment's day depends on the zone of who asks.
            const bool depends = scope_.immutable && type.kind == sql_kind::moment;
            longest = !type.differs && !depends && type.text == name ? count : longest;
        }
        if (longest == 0) {
            return false;
        }
        take(written, longest, true);
        while (is(0, "[") && is(1, "]")) {
            take(written, 2, true);
        }
        return true;
    }

    bool close(std::string& written)
    {
        const char wanted = token().text == ")" ? '(' : '[';
        if (open_.empty() || open_.back() != wanted) {
            return false;
        }
        open_.pop_back();
        return take(written, 1, true);
    }

    const sql_scope& scope_;
    std::vector<sql_token> tokens_{};
    // What stands behind the last one.
    sql_token none_{};
    std::size_t at_ = 0;
    bool has_value_ = false;
    bool may_be_empty_ = false;
    // Parentheses, brackets and CASE that are open.
    std::string open_{};
    int ranges_ = 0;
    std::string out_{};
    std::string comments_{};
};

} // namespace

std::string sql_expression(std::string_view text, const sql_scope& scope)
{
    text = trimmed(text);
    const auto tokens = sql_tokens(text);
    return tokens.empty() ? std::string() : expression_reader(tokens, scope).run(text);
}

} // namespace sdp
