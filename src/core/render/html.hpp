#pragma once
#include "core/plain.hpp"

#include <string>
#include <string_view>
#include <vector>

// Markdown as HTML, by md4c. Nothing of a text comes to life: HTML in it is text, links lead to the
// web, to mail, or within the package, and no picture is fetched.
namespace sdp {

struct html_heading {
    int level = 0;
    std::string id;
    // Without tags.
    std::string label;
};

struct html_part {
    std::string html;
    std::vector<html_heading> headings{};
};

// The first heading's level becomes 2. Identifiers begin with `prefix`.
[[nodiscard]] html_part html_of(std::string_view markdown, std::string_view prefix);

// Whether an address, as an attribute of HTML has it, may be linked to: http, https, mailto, a
// place in the page or a path.
[[nodiscard]] bool is_safe_address(std::string_view address);

} // namespace sdp
