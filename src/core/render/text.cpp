#include "core/render/text.hpp"

#include "core/rules/names.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sdp {

namespace {

constexpr std::size_t longest_label = 60;
constexpr int lowest_printable = 0x20;
constexpr char delete_character = 0x7F;

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_word(char c)
{
    return is_letter(c) || is_digit(c);
}
constexpr bool is_printed(char c)
{
    return static_cast<unsigned char>(c) > lowest_printable;
}
constexpr bool is_control(char c)
{
    return (static_cast<unsigned char>(c) < lowest_printable) || c == delete_character;
}

// A control character by its picture of Unicode: U+2400 and on.
void append_picture(std::string& out, char control)
{
    const auto code = control == delete_character ? 0x21U : static_cast<unsigned char>(control);
    out += "\xE2\x90";
    out += static_cast<char>(0x80U + code);
}

// Whether a character there turns the direction of what follows it: U+202A to U+202E, U+2066 to
// U+2069. Where it stands raw, a text can show itself as another.
bool turns_direction(std::string_view text, std::size_t at)
{
    const auto sign = text.substr(at, 3);
    const auto last = sign.size() == 3 ? static_cast<unsigned char>(sign[2]) : 0U;
    return (sign.starts_with("\xE2\x80") && last >= 0xAA && last <= 0xAE) ||
           (sign.starts_with("\xE2\x81") && last >= 0xA6 && last <= 0xA9);
}

// Its number, since it has no picture.
void append_number(std::string& out, std::string_view text, std::size_t at)
{
    const auto second = static_cast<unsigned char>(text[at + 1]) & 0x3FU;
    const auto last = static_cast<unsigned char>(text[at + 2]) & 0x3FU;
    out += fmt::format("⟨U+{:04X}⟩", 0x2000U + (second << 6U) + last);
}

// Where a run of underscores ends.
std::size_t end_of_underscores(std::string_view line, std::size_t at)
{
    return std::min(line.find_first_not_of('_', at), line.size());
}

// Whether a line begins as a list, a heading or an underline does: -, +, #, =, 1. or 1).
bool begins_block(std::string_view line)
{
    const auto at = std::min(line.find_first_not_of("0123456789"), line.size());
    if (at == line.size()) {
        return false;
    }
    const char sign = line[at];
    const bool is_marker = at > 0 ? sign == '.' || sign == ')'
                                  : std::string_view("-+#=").find(sign) != std::string_view::npos;
    // A sign before a word or a number, -1 or #fff, begins nothing.
    return is_marker && (at + 1 == line.size() || !is_printed(line[at + 1]) ||
                         (at == 0 && line[at + 1] == sign));
}

// One line, without blanks at its ends.
void append_line(std::string& out, std::string_view line)
{
    std::size_t at = 0;
    if (begins_block(line)) {
        while (is_digit(line[at])) {
            out += line[at++];
        }
        out += '\\';
        out += line[at++];
    }
    while (at < line.size()) {
        const char c = line[at];
        if (turns_direction(line, at)) {
            append_number(out, line, at);
            at += 3;
            continue;
        }
        switch (c) {
        case '\\':
        case '`':
        case '*':
        case '[':
        case ']':
        case '<':
        case '>':
        case '|':
        case '~':
        case '$':
            out += '\\';
            out += c;
            break;
        case '&':
            // Else an entity, &lt; or &#60;, would come to life.
            if (at + 1 < line.size() && (is_letter(line[at + 1]) || line[at + 1] == '#')) {
                out += '\\';
            }
            out += c;
            break;
        case '#':
            // Number signs behind a blank end a heading, and are not shown.
            if (at > 0 && line[at - 1] == ' ' &&
                line.find_first_not_of('#', at) == std::string_view::npos) {
                out += '\\';
            }
            out += c;
            break;
        case '_': {
            // Within a word they emphasize nothing, and names are full of them.
            const auto end = end_of_underscores(line, at);
            const bool within =
                at > 0 && is_word(line[at - 1]) && end < line.size() && is_word(line[end]);
            for (; at < end; ++at) {
                out += within ? "_" : "\\_";
            }
            continue;
        }
        case '\t':
            out += ' ';
            break;
        default:
            if (is_control(c)) {
                append_picture(out, c);
            } else {
                out += c;
            }
        }
        ++at;
    }
}

// Calls function(line) for each line, without blanks at its ends.
template <typename Function> void for_each_line(std::string_view text, Function function)
{
    while (true) {
        const auto end = text.find_first_of("\r\n");
        function(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) {
            return;
        }
        const bool both = text.substr(end).starts_with("\r\n");
        text.remove_prefix(end + (both ? 2 : 1));
    }
}

constexpr char capital(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

bool is_acronym(std::string_view word)
{
    constexpr std::array<std::string_view, 24> known = {
        "ai",  "api", "cd",  "cdn", "ci",  "cli", "css", "db",  "dns", "html", "http", "id",
        "mcp", "orm", "sdk", "seo", "sql", "ssl", "sso", "tls", "ui",  "url",  "ux",   "uuid"};
    return std::find(known.begin(), known.end(), word) != known.end();
}

std::size_t longest_run_of_backticks(std::string_view text)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

} // namespace

std::string inline_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for_each_line(text, [&](std::string_view line) {
        if (!line.empty()) {
            out += out.empty() ? "" : " ";
            append_line(out, line);
        }
    });
    return out;
}

std::string paragraph_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    bool blank = false;
    for_each_line(text, [&](std::string_view line) {
        if (line.empty()) {
            blank = true;
            return;
        }
        if (!out.empty()) {
            out += blank ? "\n\n" : "\\\n";
        }
        blank = false;
        append_line(out, line);
    });
    return out;
}

std::string code_span(std::string_view text)
{
    text = trimmed(text);
    if (text.empty()) {
        return {};
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (turns_direction(text, at)) {
            return inline_text(text);
        }
    }
    if (text.find('|') != std::string_view::npos || text.front() == '`' || text.back() == '`' ||
        std::any_of(text.begin(), text.end(), is_control)) {
        return inline_text(text);
    }
    const std::string marks(longest_run_of_backticks(text) + 1, '`');
    return fmt::format("{}{}{}", marks, text, marks);
}

std::string code_fence(std::string_view language, std::string_view code)
{
    const std::string marks(std::max<std::size_t>(3, longest_run_of_backticks(code) + 1), '`');
    return fmt::format("{}{}\n{}{}{}\n", marks, language, code,
                       code.empty() || code.ends_with('\n') ? "" : "\n", marks);
}

std::string mermaid_label(std::string_view text)
{
    text = trimmed(text);
    const auto shown = beginning_of(text, longest_label);
    std::string out = "\"";
    for (std::size_t at = 0; at < shown.size(); ++at) {
        const char c = shown[at];
        if (turns_direction(shown, at)) {
            append_number(out, shown, at);
            at += 2;
        } else if (is_word(c) || static_cast<unsigned char>(c) > delete_character ||
                   std::string_view(" .,:_-/()+?!").find(c) != std::string_view::npos) {
            out += c;
        } else if (is_control(c)) {
            out += ' ';
        } else {
            // As Mermaid writes characters: by their numbers.
            out += fmt::format("#{};", static_cast<int>(c));
        }
    }
    out += shown.size() < text.size() ? "…\"" : "\"";
    return out;
}

std::string html_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (turns_direction(text, at)) {
            append_number(out, text, at);
            at += 2;
            continue;
        }
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            if (is_control(c) && c != '\n' && c != '\t') {
                append_picture(out, c);
            } else {
                out += c;
            }
        }
    }
    return out;
}

std::string link_to(std::string_view label, std::string_view path)
{
    return fmt::format("[{}]({})", label, path);
}

std::string heading_of_member(std::string_view name)
{
    const bool is_plain = !name.empty() && is_letter(name.front()) &&
                          std::all_of(name.begin(), name.end(),
                                      [](char c) { return is_word(c) || c == '_' || c == '-'; });
    if (!is_plain) {
        return inline_text(name);
    }
    std::string heading;
    for (auto& word : words_of(name)) {
        if (is_acronym(word)) {
            std::transform(word.begin(), word.end(), word.begin(), capital);
        }
        heading += heading.empty() ? word : " " + word;
    }
    if (heading.empty()) {
        return inline_text(name);
    }
    heading.front() = capital(heading.front());
    return heading;
}

} // namespace sdp
