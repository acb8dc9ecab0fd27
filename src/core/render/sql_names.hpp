#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>
#include <unordered_set>

namespace sdp {

// How names are written in SQL that is put together of names and of SQL that people wrote.
class sql_names {
public:
    // Notes the words that stand in a piece of SQL without quotation marks.
    void note(std::string_view sql);
    // The same for a type alone: its words are no names of columns or tables.
    void note_type(std::string_view type);
    // Whether such a word was noted, in small letters: with a parenthesis the call of a function.
    [[nodiscard]] bool has_word(std::string_view word) const
    {
        return words_.contains(word) || type_words_.contains(word);
    }

    // A name as an identifier, in quotation marks where it needs them. Capitals need them – but not
    // where people's own SQL has the name without them: there PostgreSQL folds it, and must here.
    [[nodiscard]] std::string identifier(std::string_view name) const;
    // The same for a name that may be schema.name.
    [[nodiscard]] std::string qualified(std::string_view name) const;

private:
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    using words = std::unordered_set<std::string, hash, std::equal_to<>>;
    static void note(std::string_view sql, words& found);

    words words_;
    words type_words_;
};

// What the server calls something that is written so in SQL: folded where it has no quotation
// marks, and cut where it is longer than a name can be.
[[nodiscard]] std::string server_name(std::string_view identifier);

// The schema of schema.name; empty where there is none.
[[nodiscard]] std::string_view schema_of(std::string_view name);
// The rest of it.
[[nodiscard]] std::string_view name_in_schema(std::string_view name);

// A text as an SQL literal, which means the same whatever standard_conforming_strings is.
[[nodiscard]] std::string sql_literal(std::string_view text);

// Where a literal, a name in quotation marks or a comment that begins there ends; the next
// character where none begins.
[[nodiscard]] std::size_t end_of_sql_piece(std::string_view sql, std::size_t at);

// Whether a text in small letters begins with that word, and not with a longer one.
[[nodiscard]] bool begins_with_word(std::string_view folded, std::string_view word);

// SQL that more can follow in its line: comments to the line's end become comments in signs.
[[nodiscard]] std::string closed_comments(std::string_view sql);

// A remark, in one line.
[[nodiscard]] std::string sql_remark(std::string_view text);

} // namespace sdp
