#include "core/rules/names.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <utf8proc.h>

namespace sdp {

namespace {

constexpr bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}
constexpr bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool is_ascii(char c)
{
    return static_cast<unsigned char>(c) < 0x80U;
}
// Other scripts have letters that we cannot tell from signs; all count as letters.
constexpr bool is_letter(char c)
{
    return is_small(c) || is_capital(c) || !is_ascii(c);
}

std::string case_folded(std::string_view text)
{
    utf8proc_uint8_t* folded = nullptr;
    const auto size = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &folded,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
    if (size < 0) {
        return std::string(text); // Not UTF-8: as it is.
    }
    return {reinterpret_cast<const char*>(folded), static_cast<std::size_t>(size)};
}

bool ends_word(std::string_view name, std::size_t at)
{
    const char here = name[at];
    const char next = name[at + 1];
    if (is_capital(next)) {
        const bool acronym_ends =
            is_capital(here) && at + 2 < name.size() && is_small(name[at + 2]);
        return is_small(here) || is_digit(here) || acronym_ends;
    }
    return false;
}

// Plurals that no ending tells, and words that look like plurals; sorted.
constexpr std::array<std::pair<std::string_view, std::string_view>, 36> irregular_words = {{
    {"alias", "alias"},
    {"bias", "bias"},
    {"biases", "bias"},
    {"canvas", "canvas"},
    {"canvases", "canvas"},
    {"children", "child"},
    {"criteria", "criterion"},
    {"feet", "foot"},
    {"gas", "gas"},
    {"gases", "gas"},
    {"geese", "goose"},
    {"halves", "half"},
    {"indexes", "index"},
    {"indices", "index"},
    {"knives", "knife"},
    {"leaves", "leaf"},
    {"lens", "lens"},
    {"lenses", "lens"},
    {"lives", "life"},
    {"loaves", "loaf"},
    {"matrices", "matrix"},
    {"men", "man"},
    {"mice", "mouse"},
    {"people", "person"},
    {"persons", "person"},
    {"phenomena", "phenomenon"},
    {"quizzes", "quiz"},
    {"selves", "self"},
    {"shelves", "shelf"},
    {"teeth", "tooth"},
    {"thieves", "thief"},
    {"vertices", "vertex"},
    {"wives", "wife"},
    {"wolves", "wolf"},
    {"women", "woman"},
    {"yes", "yes"},
}};
static_assert(std::is_sorted(irregular_words.begin(), irregular_words.end()));

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings)
{
    return std::any_of(endings.begin(), endings.end(), [text](std::string_view ending) {
        return text.size() > ending.size() && text.ends_with(ending);
    });
}

} // namespace

bool for_each_word(std::string_view name, const std::function<bool(std::string_view)>& visit)
{
    std::string folded;
    if (!std::all_of(name.begin(), name.end(), is_ascii)) {
        // Capitals of ASCII stay what splits words: what is folded is the rest.
        std::string part;
        for (std::size_t at = 0; at < name.size(); ++at) {
            if (is_ascii(name[at])) {
                folded += case_folded(part);
                part.clear();
                folded += name[at];
            } else {
                part += name[at];
            }
        }
        folded += case_folded(part);
        name = folded;
    }
    std::string word;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const char c = name[at];
        const bool belongs = is_letter(c) || is_digit(c);
        if (belongs) {
            word += is_capital(c) ? static_cast<char>(c + ('a' - 'A')) : c;
        }
        const bool ends = !belongs || at + 1 == name.size() || ends_word(name, at);
        if (ends && !word.empty()) {
            if (!visit(word)) {
                return false;
            }
            word.clear();
        }
    }
    return true;
}

std::vector<std::string> words_of(std::string_view name)
{
    std::vector<std::string> words;
    for_each_word(name, [&](std::string_view word) {
        words.emplace_back(word);
        return true;
    });
    return words;
}

std::string stem_of(std::string_view word)
{
    constexpr std::size_t shortest_plural = 4;
    const auto* const irregular = std::lower_bound(
        irregular_words.begin(), irregular_words.end(), word,
        [](const auto& entry, std::string_view form) { return entry.first < form; });
    if (irregular != irregular_words.end() && irregular->first == word) {
        word = irregular->second;
        if (word.ends_with('s')) {
            return std::string(word); // lens, gas, ...: no plurals.
        }
    }
    std::string stem(word);
    if (word.size() >= shortest_plural) {
        if (word.ends_with("ies")) {
            stem.resize(stem.size() - 1); // categories, movies: ...ie
        } else if (word.ends_with('s') && !ends_with_any(word, {"ss", "us", "is"})) {
            stem.resize(stem.size() - 1);
        } else if (word.ends_with("is")) {
            stem.resize(stem.size() - 2); // analysis, analyses: analys
        }
    }
    // What -es leaves: addresse, boxe, statuse, analyse, heroe; and house as houses leaves it.
    if (stem.ends_with("ie")) {
        stem.resize(stem.size() - 2);
        stem += 'y';
    } else if (ends_with_any(stem, {"se", "xe", "ze", "che", "she", "oe"})) {
        stem.resize(stem.size() - 1);
    }
    return stem;
}

std::string root_of(std::string_view word)
{
    constexpr std::size_t longest_root = 5;
    return std::string(beginning_of(stem_of(word), longest_root));
}

std::string compared_name(const std::vector<std::string>& words)
{
    std::string name;
    for (std::size_t i = 0; i < words.size(); ++i) {
        name += i + 1 == words.size() ? stem_of(words[i]) : words[i];
    }
    return name;
}

std::string compared_name(std::string_view name)
{
    return compared_name(words_of(name));
}

std::string folded_name(std::string_view name)
{
    std::string folded;
    for (const auto& word : words_of(name)) {
        folded += word;
    }
    return folded;
}

std::string lower_case(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower) {
        if (is_capital(c)) {
            c = static_cast<char>(c + ('a' - 'A'));
        }
    }
    return lower;
}

namespace {

// A sentence is no name: what it has beyond these words is not looked at.
constexpr std::size_t most_words = 12;

} // namespace

std::vector<std::string> compared_ends(std::string_view name)
{
    const auto words = words_of(name);
    std::vector<std::string> ends;
    std::string behind;
    for (std::size_t i = words.size(); i > 0 && ends.size() < most_words; --i) {
        behind = i == words.size() ? stem_of(words[i - 1]) : words[i - 1] + behind;
        ends.push_back(behind);
    }
    return ends;
}

bool any_compared_part(std::string_view name,
                       const std::function<bool(const std::string&)>& is_wanted)
{
    std::vector<std::string> words;
    std::vector<std::string> stems;
    for_each_word(name, [&](std::string_view word) {
        words.emplace_back(word);
        stems.push_back(stem_of(word));
        return words.size() < most_words;
    });
    std::string part;
    for (std::size_t first = 0; first < words.size(); ++first) {
        part.clear();
        for (std::size_t last = first; last < words.size(); ++last) {
            const auto before = part.size();
            part += stems[last];
            if (is_wanted(part)) {
                return true;
            }
            part.replace(before, std::string::npos, words[last]);
        }
    }
    return false;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string in_quotes(std::string_view name)
{
    constexpr std::size_t longest = 80;
    return fmt::format("\"{}{}\"", beginning_of(name, longest), name.size() > longest ? "..." : "");
}

} // namespace sdp
