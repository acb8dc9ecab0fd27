#pragma once
// What the tests of the renderers share.
#include "core/json/written_tree.hpp"
#include "core/render/html.hpp"
#include "core/render/stages.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace sdp::testing {

// A JSON text with its view.
class value {
public:
    explicit value(const std::string& json) : tree_(written_tree::of(json))
    {
        if (tree_ == nullptr) {
            throw std::invalid_argument(json);
        }
    }
    [[nodiscard]] any_json_view view() const { return any_json_view(tree_->root()); }

private:
    std::unique_ptr<written_tree> tree_;
};

inline std::string rendered(int stage, const std::string& json)
{
    return render_stage(stage, value(json).view());
}

// What a person reads on a page: without tags, entities as what they stand for.
inline std::string text_of_html(std::string_view html)
{
    static const std::vector<std::pair<std::string_view, std::string_view>> entities = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    std::string text;
    while (!html.empty()) {
        if (html.front() == '<') {
            html.remove_prefix(std::min(html.find('>'), html.size() - 1) + 1);
            continue;
        }
        std::size_t size = 1;
        std::string_view shown = html.substr(0, 1);
        for (const auto& [entity, character] : entities) {
            if (html.starts_with(entity)) {
                size = entity.size();
                shown = character;
            }
        }
        text += shown;
        html.remove_prefix(size);
    }
    return text;
}

inline std::string read_by_people(std::string_view markdown)
{
    return text_of_html(html_of(markdown, "test").html);
}

// Letters and digits alone, of any script, in small letters: what must be there however it is laid
// out. Headings are written as words, so case and signs do not count.
inline std::string letters(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) != 0) {
            out += static_cast<char>(std::tolower(byte));
        }
    }
    return out;
}

// Texts that want to be more than text.
inline const std::vector<std::string>& hostile_texts()
{
    static const std::vector<std::string> texts = {
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "![x](http://evil.example/p.png)",
        "<javascript:alert(1)>",
        "a | b | c",
        "`code` and ``more`` and ```fence",
        "*bold* _it_ __x__ ~~gone~~ **",
        "# no heading #",
        "- no item",
        "+ no item",
        "1. no item",
        "2) no item",
        "> no quotation",
        "---",
        "===",
        "| --- |",
        "&lt;b&gt; &#60; &amp;",
        "back\\slash \\* \\",
        "$x$ $$y$$",
        "snake_case_name __init__ _private",
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D right to left",
        "\xF0\x9F\x9A\x80 emoji \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
        "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
        "]]><!-- --> <?php ?>",
        "%% mermaid --> \"quoted\" ; {x}",
        "~~~",
        "    indented",
        "\ttab",
        "trailing\\",
    };
    return texts;
}

// A text as a JSON string.
inline std::string json_string(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<int>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace sdp::testing
