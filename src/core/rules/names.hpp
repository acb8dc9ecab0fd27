#pragma once
#include "core/plain.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// Names as people mean them: BlogPost, blog_posts and blog-post are one thing.
namespace sdp {

// The words of a name in small letters: split at what is neither letter nor digit, and where a
// small letter meets a capital (HTMLPage is html, page). Unicode is case-folded and composed.
[[nodiscard]] std::vector<std::string> words_of(std::string_view name);

// The same one by one, for long texts, until `visit` says false; false when it did.
bool for_each_word(std::string_view text, const std::function<bool(std::string_view)>& visit);

// What an English word has in common with its plural: "categor" + "y" for Category and categories,
// "person" for people. Not always a word, always the same for both.
[[nodiscard]] std::string stem_of(std::string_view word);

// What a word begins with, which words of one origin share: "valid" of validate and validation.
[[nodiscard]] std::string root_of(std::string_view word);

// The words, the last one by its stem, in one: equal for names that mean the same.
[[nodiscard]] std::string compared_name(const std::vector<std::string>& words);
[[nodiscard]] std::string compared_name(std::string_view name);

// The words in one, plurals apart: equal for names that differ in case and separators alone.
[[nodiscard]] std::string folded_name(std::string_view name);

// Small letters of ASCII; for names of SQL, which have no words.
[[nodiscard]] std::string lower_case(std::string_view text);

// Whether one is wanted of the compared names of every run of words within a name: of "the current
// project" that of "project", too. Of the first twelve words; a sentence is no name.
bool any_compared_part(std::string_view name,
                       const std::function<bool(const std::string&)>& is_wanted);

// The compared names of every end of a name: of StageOutput those of "stage output" and "output".
[[nodiscard]] std::vector<std::string> compared_ends(std::string_view name);

// Without blanks at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// A name for a message, in quotation marks, cut where it is long.
[[nodiscard]] std::string in_quotes(std::string_view name);

} // namespace sdp
