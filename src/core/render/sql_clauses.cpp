#include "core/render/sql_clauses.hpp"

#include "core/render/sql_names.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <string>

namespace sdp {

namespace {

using kind = column_clause::kind;

struct piece {
    std::string_view text;
    std::string folded;
    [[nodiscard]] bool is_group() const { return text.size() > 1 && text.front() == '('; }
    [[nodiscard]] bool is_comment() const
    {
        return text.starts_with("--") || text.starts_with("/*");
    }
};

// Words, literals, comments and groups in parentheses. What does not close goes to the end.
std::vector<piece> pieces_of(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f\v";
    std::vector<piece> pieces;
    std::size_t at = 0;
    while ((at = text.find_first_not_of(blanks, at)) != std::string_view::npos) {
        auto end = end_of_sql_piece(text, at);
        if (text[at] == '(') {
            int depth = 0;
            for (end = at; end < text.size() && (end == at || depth > 0);) {
                depth += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
                end = end_of_sql_piece(text, end);
            }
        } else if (end == at + 1) {
            const auto stop = text.find_first_of(" \t\r\n\f\v('\"", at + 1);
            end = std::min(stop, text.size());
        }
        // Two quotation marks within a literal are one.
        while (text[at] == '\'' && end < text.size() && text[end] == '\'') {
            end = end_of_sql_piece(text, end);
        }
        const auto one = text.substr(at, end - at);
        pieces.push_back({one, lower_case(one)});
        at = end;
    }
    return pieces;
}

class clause_reader {
public:
    explicit clause_reader(std::string_view text) : pieces_(pieces_of(text)) {}

    std::vector<column_clause> run()
    {
        while (at_ < pieces_.size()) {
            first_ = at_;
            std::string_view name;
            if (is(0, "constraint") && at_ + 2 < pieces_.size()) {
                name = pieces_[at_ + 1].text;
                at_ += 2;
                first_ = at_;
            }
            read(name);
        }
        return std::move(clauses_);
    }

private:
    [[nodiscard]] bool is(std::size_t ahead, std::string_view folded) const
    {
        return at_ + ahead < pieces_.size() && pieces_[at_ + ahead].folded == folded;
    }
    [[nodiscard]] bool is_group(std::size_t ahead) const
    {
        return at_ + ahead < pieces_.size() && pieces_[at_ + ahead].is_group();
    }

    // Whether a clause begins there.
    [[nodiscard]] bool begins(std::size_t ahead) const
    {
        for (const std::string_view word :
             {"default", "unique", "check", "constraint", "generated", "collate", "comment",
              "identity", "auto_increment", "autoincrement", "virtual", "stored", "null",
              "references", "primary", "character", "charset"}) {
            if (is(ahead, word)) {
                return true;
            }
        }
        return (is(ahead, "not") && (is(ahead + 1, "null") || is(ahead + 1, "deferrable"))) ||
               (is(ahead, "on") && (is(ahead + 1, "update") || is(ahead + 1, "delete"))) ||
               (at_ + ahead < pieces_.size() && pieces_[at_ + ahead].is_comment());
    }

    // The text of so many pieces, which are read.
    std::string_view text_of(std::size_t from, std::size_t to) const
    {
        const auto* const begin = pieces_[from].text.data();
        const auto& last = pieces_[to - 1].text;
        return {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
    }
    void add(kind what, std::string_view name, std::size_t count, std::string_view body = {})
    {
        at_ = std::min(at_ + count, pieces_.size());
        clauses_.push_back({what, text_of(first_, at_), name, body});
    }
    static std::string_view inside(const piece& group)
    {
        const auto& text = group.text;
        return text.ends_with(')') ? trimmed(text.substr(1, text.size() - 2)) : std::string_view();
    }

    void add_unknown(std::string_view name)
    {
        std::size_t count = 1;
        while (at_ + count < pieces_.size() && !begins(count)) {
            ++count;
        }
        add(kind::unknown, name, count);
    }

    void read(std::string_view name)
    {
        if (pieces_[at_].is_comment()) {
            add(kind::remark, name, 1);
        } else if (is(0, "not") && is(1, "null")) {
            add(kind::not_null, name, 2);
        } else if (is(0, "null")) {
            add(kind::null, name, 1);
        } else if (is(0, "default") && at_ + 1 < pieces_.size()) {
            std::size_t end = 2;
            while (at_ + end < pieces_.size() && !begins(end)) {
                ++end;
            }
            add(kind::default_value, name, end, text_of(at_ + 1, at_ + end));
        } else if (is(0, "unique")) {
            read_unique(name);
        } else if (is(0, "check") && is_group(1)) {
            const auto body = inside(pieces_[at_ + 1]);
            add(kind::check, name, is(2, "no") && is(3, "inherit") ? 4 : 2, body);
        } else if (is(0, "collate") && at_ + 1 < pieces_.size()) {
            const auto collation = pieces_[at_ + 1].text;
            const bool is_known = collation.starts_with('"') || is(1, "c") || is(1, "posix");
            add(is_known ? kind::collate : kind::unknown, name, 2);
        } else if (is(0, "generated") || is(0, "as")) {
            read_generation(name);
        } else if (is(0, "identity") || is(0, "auto_increment") || is(0, "autoincrement")) {
            add(kind::identity, name, is_group(1) ? 2 : 1);
        } else if (is(0, "comment") && at_ + 1 < pieces_.size() &&
                   pieces_[at_ + 1].text.starts_with('\'')) {
            add(kind::comment, name, 2, pieces_[at_ + 1].text);
        } else {
            add_unknown(name);
        }
    }

    void read_unique(std::string_view name)
    {
        if (is(1, "nulls") && (is(2, "distinct") || (is(2, "not") && is(3, "distinct")))) {
            add(kind::unique, name, is(2, "not") ? 4 : 3);
        } else if (is(1, "key")) {
            // MySQL's word, which stands behind the clause.
            add(kind::unique, name, 1);
            ++at_;
        } else {
            add(kind::unique, name, 1);
        }
    }

    void read_generation(std::string_view name)
    {
        std::size_t as = 0;
        if (is(0, "generated")) {
            as = is(1, "always") ? 2 : is(1, "by") && is(2, "default") ? 3 : 1;
        }
        if (is(as, "as") && is(as + 1, "identity")) {
            add(kind::identity, name, is_group(as + 2) ? as + 3 : as + 2);
        } else if (is(as, "as") && is_group(as + 1)) {
            const auto body = inside(pieces_[at_ + as + 1]);
            const bool has_end =
                is(as + 2, "stored") || is(as + 2, "virtual") || is(as + 2, "persisted");
            const bool is_virtual = is(as + 2, "virtual");
            add(is_virtual ? kind::unknown : kind::generated, name, as + (has_end ? 3 : 2), body);
        } else {
            add_unknown(name);
        }
    }

    std::vector<piece> pieces_;
    std::size_t at_ = 0;
    std::size_t first_ = 0;
    std::vector<column_clause> clauses_{};
};

} // namespace

std::vector<column_clause> column_clauses_in(std::string_view text)
{
    return clause_reader(text).run();
}

} // namespace sdp
