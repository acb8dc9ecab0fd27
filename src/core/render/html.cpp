#include "core/render/html.hpp"

#include "core/render/text.hpp"
#include "core/rules/names.hpp"
#include "core/slug.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <md4c-html.h>

namespace sdp {

namespace {

constexpr std::size_t longest_identifier = 60;
constexpr std::string_view mermaid = "<pre><code class=\"language-mermaid\">";

// Whether a text could take md4c's time or fill the memory: it repeats the target of a reference,
// [a]: target, at each [a], as often as it stands there, and searches equal ones one by one.
bool abuses_references(std::string_view text)
{
    constexpr std::size_t most_definitions = 2'000;
    constexpr std::size_t most_bytes = 16UL * 1024UL * 1024UL;
    std::size_t definitions = 0;
    // A definition is a part of a paragraph.
    std::size_t longest = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("\n\n", at), text.size());
        const auto paragraph = text.substr(at, end - at);
        std::size_t here = 0;
        for (auto mark = paragraph.find("]:"); mark != std::string_view::npos;
             mark = paragraph.find("]:", mark + 1)) {
            here += mark > 0 && paragraph[mark - 1] != '\\' ? 1 : 0;
        }
        definitions += here;
        longest = here > 0 ? std::max(longest, paragraph.size()) : longest;
        at = end + 2;
    }
    const auto uses = static_cast<std::size_t>(std::count(text.begin(), text.end(), '['));
    return definitions > most_definitions || (longest > 0 && uses > most_bytes / longest);
}

std::string converted(std::string_view text)
{
    if (abuses_references(text)) {
        return fmt::format("<pre>{}</pre>\n", html_text(text));
    }
    std::string html;
    html.reserve(text.size() + text.size() / 4);
    const int failed = md_html(
        text.data(), static_cast<MD_SIZE>(text.size()),
        [](const MD_CHAR* bytes, MD_SIZE size, void* out) {
            static_cast<std::string*>(out)->append(bytes, size);
        },
        &html, MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS, 0);
    return failed == 0 ? html : fmt::format("<pre>{}</pre>\n", html_text(text));
}

// #abc, #aabbcc or #aabbccdd.
bool is_color(std::string_view text)
{
    const bool has_length =
        text.size() == 4 || text.size() == 5 || text.size() == 7 || text.size() == 9;
    return has_length && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

// The value of an attribute within a tag that md4c wrote: it escapes quotation marks in it.
std::string_view attribute(std::string_view tag, std::string_view begin)
{
    const auto at = tag.find(begin);
    if (at == std::string_view::npos) {
        return {};
    }
    const auto value = tag.substr(at + begin.size());
    return value.substr(0, value.find('"'));
}

std::string without_tags(std::string_view html)
{
    std::string text;
    while (!html.empty()) {
        const auto at = std::min(html.find('<'), html.size());
        text += html.substr(0, at);
        const auto end = html.find('>', at);
        html.remove_prefix(end == std::string_view::npos ? html.size() : end + 1);
    }
    return text;
}

// The text without what md4c writes for signs of HTML, which are no words.
std::string without_entities(std::string_view text)
{
    std::string words(text);
    for (const std::string_view entity : {"&lt;", "&gt;", "&quot;", "&amp;"}) {
        for (auto at = words.find(entity); at != std::string::npos; at = words.find(entity, at)) {
            words.replace(at, entity.size(), " ");
        }
    }
    return words;
}

// Goes through what md4c wrote. Text in it is escaped, so each < begins a tag of md4c's own; what
// is not known is escaped all the same.
class html_rewriter {
public:
    html_rewriter(std::string_view html, std::string_view prefix) : left_(html), prefix_(prefix) {}

    html_part run()
    {
        while (!left_.empty()) {
            const auto at = std::min(left_.find('<'), left_.size());
            out_ += left_.substr(0, at);
            left_.remove_prefix(at);
            if (!left_.empty()) {
                rewrite_tag();
            }
        }
        return {std::move(out_), std::move(headings_)};
    }

private:
    void rewrite_tag()
    {
        if (left_.starts_with(mermaid)) {
            fold_diagram();
            return;
        }
        const auto end = left_.find('>');
        const auto tag = left_.substr(0, end == std::string_view::npos ? left_.size() : end + 1);
        left_.remove_prefix(tag.size());
        const auto name = tag.substr(1, tag.find_first_of(" />", 2) - 1);
        if (name.size() == 2 && name.front() == 'h' && name[1] >= '1' && name[1] <= '6') {
            rewrite_heading(name[1] - '0');
        } else if (name == "a") {
            const auto address = attribute(tag, "<a href=\"");
            out_ += is_safe_address(address)
                        ? fmt::format("<a href=\"{}\" rel=\"noopener noreferrer\">", address)
                        : "<a>";
        } else if (name == "img") {
            out_ += fmt::format("<span class=\"picture\">{}</span>", attribute(tag, " alt=\""));
        } else if (tag == "<table>") {
            out_ += "<div class=\"table\"><table>";
        } else if (tag == "</table>") {
            out_ += "</table></div>";
        } else if (name == "code") {
            rewrite_code();
        } else if (is_known(name)) {
            out_ += tag;
        } else {
            out_ += html_text(tag);
        }
    }

    // A heading with an identifier, its level counted from the first one's.
    void rewrite_heading(int level)
    {
        const auto close = fmt::format("</h{}>", level);
        const auto end = std::min(left_.find(close), left_.size());
        const auto inner = left_.substr(0, end);
        left_.remove_prefix(std::min(end + close.size(), left_.size()));
        top_ = headings_.empty() ? level : top_;
        const int shown = std::clamp(level - top_ + 2, 2, 6);
        auto label = without_tags(inner);
        auto id = identifier_of(without_entities(label));
        // What stands in a heading may be a tag again.
        auto part = html_rewriter(inner, prefix_).run();
        out_ += fmt::format("<h{} id=\"{}\">{}</h{}>", shown, id, part.html, shown);
        headings_.push_back({shown, std::move(id), std::move(label)});
    }

    std::string identifier_of(std::string_view label)
    {
        auto base = numbered_slug(slug_of(label), 1, longest_identifier);
        base = base.empty() ? "part" : base;
        int& number = last_number_[base];
        std::string slug;
        do {
            slug = numbered_slug(base, ++number, longest_identifier);
        } while (!taken_.insert(slug).second);
        return fmt::format("{}-{}", prefix_, slug);
    }

    // A color with a patch of it; other code as it is.
    void rewrite_code()
    {
        const auto end = std::min(left_.find('<'), left_.size());
        const auto text = left_.substr(0, end);
        if (is_color(text)) {
            out_ += fmt::format("<i class=\"patch\" style=\"background:{}\"></i>", text);
        }
        out_ += "<code>";
    }

    // A diagram's source is for tools that draw it.
    void fold_diagram()
    {
        constexpr std::string_view close = "</code></pre>";
        left_.remove_prefix(mermaid.size());
        const auto end = std::min(left_.find(close), left_.size());
        out_ += fmt::format("<details class=\"diagram\"><summary>Diagram, in Mermaid</summary>"
                            "<pre><code>{}</code></pre></details>",
                            left_.substr(0, end));
        left_.remove_prefix(std::min(end + close.size(), left_.size()));
    }

    // What md4c writes besides.
    static bool is_known(std::string_view name)
    {
        constexpr std::array<std::string_view, 33> known = {
            "p",          "/p",          "br",    "hr",     "em",    "/em",    "strong",
            "/strong",    "del",         "/del",  "u",      "/u",    "ul",     "/ul",
            "ol",         "/ol",         "li",    "/li",    "pre",   "/pre",   "/a",
            "blockquote", "/blockquote", "thead", "/thead", "tbody", "/tbody", "tr",
            "/tr",        "th",          "td",    "/code",  "input"};
        return std::find(known.begin(), known.end(), name) != known.end() || name == "/th" ||
               name == "/td";
    }

    std::string_view left_;
    std::string prefix_;
    std::string out_;
    std::vector<html_heading> headings_;
    // As section_files() numbers names.
    std::unordered_set<std::string> taken_;
    std::unordered_map<std::string, int> last_number_;
    int top_ = 1;
};

} // namespace

html_part html_of(std::string_view markdown, std::string_view prefix)
{
    const auto html = converted(markdown);
    return html_rewriter(html, prefix).run();
}

namespace {

// Whether a path stays below where it begins. Browsers take a backslash for a slash, and %2e for a
// dot.
bool stays_within(std::string_view path)
{
    auto folded = lower_case(path.substr(0, path.find_first_of("?#")));
    for (const auto& [code, character] :
         {std::pair{"%2e", "."}, std::pair{"%5c", "/"}, std::pair{"\\", "/"}}) {
        for (auto at = folded.find(code); at != std::string::npos; at = folded.find(code, at)) {
            folded.replace(at, std::string_view(code).size(), character);
        }
    }
    return !folded.starts_with('/') && ("/" + folded + "/").find("/../") == std::string::npos;
}

} // namespace

bool is_safe_address(std::string_view address)
{
    address = trimmed(address);
    if (address.empty()) {
        return false;
    }
    const auto end = address.find_first_of(":/?#");
    // md4c writes a few characters as entities, none of which is a colon.
    if (end == std::string_view::npos || address[end] != ':') {
        return stays_within(address);
    }
    const auto scheme = lower_case(address.substr(0, end));
    return scheme == "http" || scheme == "https" || scheme == "mailto";
}

} // namespace sdp
