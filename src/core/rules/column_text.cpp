#include "core/rules/column_text.hpp"

#include "core/rules/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sdp {

namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The place behind a quoted text, a comment or what stands in parentheses and brackets that begins
// there; the next character where none does, the text's end where it does not end.
std::size_t end_of_part(std::string_view text, std::size_t at)
{
    const auto behind = [&](std::string_view end) {
        const auto found = text.find(end, at + 1);
        return found == std::string_view::npos ? text.size() : found + end.size();
    };
    const auto rest = text.substr(at);
    if (rest.starts_with("--")) {
        return behind("\n");
    }
    if (rest.starts_with("/*")) {
        return behind("*/");
    }
    const char c = text[at];
    if (c == '\'' || c == '"' || c == '`') {
        return behind(rest.substr(0, 1));
    }
    constexpr std::string_view opening = "([{<";
    constexpr std::string_view closing = ")]}>";
    const auto which = opening.find(c);
    if (which == std::string_view::npos) {
        return at + 1;
    }
    // By hand: parentheses may be as many as the data allow.
    int depth = 0;
    char quote = '\0';
    for (auto i = at; i < text.size(); ++i) {
        if (quote != '\0') {
            quote = text[i] == quote ? '\0' : quote;
        } else if (text[i] == '\'' || text[i] == '"') {
            quote = text[i];
        } else if (text[i] == c) {
            ++depth;
        } else if (text[i] == closing[which] && --depth == 0) {
            return i + 1;
        }
    }
    return text.size();
}

std::vector<std::string_view> parts_of(std::string_view list)
{
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    for (std::size_t at = 0; at < list.size();) {
        const bool ends = list[at] == ',';
        const auto end = end_of_part(list, at);
        if (ends) {
            parts.push_back(trimmed(list.substr(start, at - start)));
            start = end;
        }
        at = end;
    }
    parts.push_back(trimmed(list.substr(std::min(start, list.size()))));
    return parts;
}

class text_reader {
public:
    column_text run(std::string_view text)
    {
        text = trimmed(text);
        while (text.ends_with(',') || text.ends_with(';')) {
            text = trimmed(text.substr(0, text.size() - 1));
        }
        for (std::size_t at = 0; at < text.size();) {
            const char c = text[at];
            const auto end = end_of_part(text, at);
            const auto part = text.substr(at, end - at);
            const bool begins = at == 0 || is_blank(text[at - 1]);
            if (c == ',') {
                for (const auto one : parts_of(text.substr(at + 1))) {
                    add_setting(one);
                }
                break;
            }
            if (c == '[' && begins && part.ends_with(']') &&
                std::any_of(part.begin(), part.end(), is_letter)) {
                for (const auto one : parts_of(part.substr(1, part.size() - 2))) {
                    add_setting(one);
                }
                at = end;
            } else if (c == '@' && begins) {
                at = add_attribute(text, at);
            } else if (c == '?' && is_type_alone(text.substr(at + 1))) {
                at = end;
            } else {
                main_ += part;
                at = end;
            }
        }
        result_.sql = std::string(trimmed(main_)) + added_;
        return std::move(result_);
    }

private:
    // Whether nothing but a type stands before a question mark.
    [[nodiscard]] bool is_type_alone(std::string_view rest) const
    {
        return !main_.empty() && main_.find_first_of(" \t\n'\"") == std::string::npos &&
               (rest.empty() || is_blank(rest.front()));
    }

    void add(std::string_view sql)
    {
        added_ += " ";
        added_ += sql;
    }

    // What DBML has in brackets, and people behind a comma.
    void add_setting(std::string_view setting)
    {
        using pair = std::pair<std::string_view, std::string_view>;
        constexpr std::array words = {pair{"not null", "NOT NULL"},
                                      pair{"required", "NOT NULL"},
                                      pair{"unique", "UNIQUE"},
                                      pair{"pk", "PRIMARY KEY"},
                                      pair{"primary key", "PRIMARY KEY"},
                                      pair{"primary", "PRIMARY KEY"},
                                      pair{"increment", "AUTO_INCREMENT"},
                                      pair{"autoincrement", "AUTO_INCREMENT"},
                                      pair{"auto_increment", "AUTO_INCREMENT"},
                                      pair{"auto-increment", "AUTO_INCREMENT"},
                                      pair{"null", ""},
                                      pair{"nullable", ""},
                                      pair{"optional", ""},
                                      pair{"", ""}};
        const auto folded = lower_case(setting);
        for (const auto& [word, sql] : words) {
            if (folded == word) {
                added_ += sql.empty() ? "" : " ";
                added_ += sql;
                return;
            }
        }
        const auto colon = setting.find(':');
        auto value = colon == std::string_view::npos ? std::string_view()
                                                     : trimmed(setting.substr(colon + 1));
        if (folded.starts_with("default") && !value.empty() && !value.starts_with(':') &&
            trimmed(setting.substr(0, colon)).size() == std::string_view("default").size()) {
            const bool is_expression = value.size() > 2 && value.front() == '`';
            add("DEFAULT");
            add(is_expression ? value.substr(1, value.size() - 2) : value);
        } else if (folded.starts_with("ref:") && value.size() > 1 &&
                   (value.front() == '>' || value.front() == '-')) {
            add_reference(trimmed(value.substr(1)));
        } else if (folded.starts_with("default ") || folded.starts_with("references ") ||
                   folded.starts_with("not null") || folded.starts_with("check") ||
                   folded.starts_with("unique ") || folded.starts_with("primary key ")) {
            add(setting);
        } else {
            result_.left_out.emplace_back(setting);
        }
    }

    void add_reference(std::string_view to)
    {
        const auto dot = to.rfind('.');
        add("REFERENCES");
        add(dot == std::string_view::npos || to.find('(') != std::string_view::npos
                ? std::string(to)
                : std::string(to.substr(0, dot)) + "(" + std::string(to.substr(dot + 1)) + ")");
    }

    // Prisma's @unique or @default(…); the place behind it.
    std::size_t add_attribute(std::string_view text, std::size_t at)
    {
        auto end = at + 1;
        while (end < text.size() &&
               (is_letter(text[end]) || text[end] == '.' || text[end] == '@')) {
            ++end;
        }
        const auto name = text.substr(at + 1, end - at - 1);
        std::string_view inside;
        if (text.substr(end).starts_with('(')) {
            const auto close = end_of_part(text, end);
            inside = trimmed(text.substr(end + 1, close - end - 2));
            end = close;
        }
        if (name == "id") {
            add("PRIMARY KEY");
        } else if (name == "unique") {
            add("UNIQUE");
        } else if (name == "default" && !inside.empty()) {
            const bool is_quoted = inside.size() >= 2 && inside.front() == '"';
            add("DEFAULT");
            add(is_quoted ? "'" + std::string(inside.substr(1, inside.size() - 2)) + "'"
                          : std::string(inside));
        } else if (name.starts_with("db.")) {
            const auto rest = std::min(main_.find_first_of(" \t["), main_.size());
            main_ = lower_case(name.substr(3)) +
                    (inside.empty() ? "" : "(" + std::string(inside) + ")") + main_.substr(rest);
        } else {
            result_.left_out.emplace_back(text.substr(at, end - at));
        }
        return end;
    }

    column_text result_;
    std::string main_;
    std::string added_;
};

} // namespace

column_text column_text_in(std::string_view text)
{
    return text_reader().run(text);
}

} // namespace sdp
