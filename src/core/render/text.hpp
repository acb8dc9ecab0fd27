#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>

// Texts of people, in the languages that a package is written in. Whatever a text holds, it is
// shown as it stands: no markup of its own comes to life.
namespace sdp {

// A text as Markdown within a line: a heading, an item, a cell of a table. Line breaks are blanks.
[[nodiscard]] std::string inline_text(std::string_view text);

// The same over several lines, which stay lines; blank ones divide paragraphs.
[[nodiscard]] std::string paragraph_text(std::string_view text);

// A text as a code span, also for a cell of a table; what cannot stand in one there (a vertical
// bar, a line break) makes it inline text.
[[nodiscard]] std::string code_span(std::string_view text);

// A block of code, with a fence longer than any run of backticks in it. `language` is ours.
[[nodiscard]] std::string code_fence(std::string_view language, std::string_view code);

// A label of a Mermaid diagram, in its quotation marks; cut where it is long.
[[nodiscard]] std::string mermaid_label(std::string_view text);

// A text of HTML, also within an attribute in double quotation marks.
[[nodiscard]] std::string html_text(std::string_view text);

// A link to a file of the package, by its path from where the link stands. `label` is Markdown.
[[nodiscard]] std::string link_to(std::string_view label, std::string_view path);

// The name of a member, as a heading has it: "Target users" for targetUsers; inline Markdown.
[[nodiscard]] std::string heading_of_member(std::string_view name);

} // namespace sdp
