#include "core/render/value.hpp"

namespace sdp {

namespace {

// Deeper values stand in one line: indentation of a thousand levels is worth nothing, and grows
// with the square of the depth.
constexpr int deepest_indentation = 16;
constexpr int in_one_line = deepest_indentation + 1;

void append_string(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += fmt::format("\\u{:04x}", static_cast<int>(c));
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

void append_value(std::string& out, const any_json_view& value, int level)
{
    if (value.kind() < json_kind::array) {
        if (value.kind() == json_kind::string) {
            append_string(out, value.string());
        } else {
            out += scalar_text(value);
        }
        return;
    }
    const bool is_object = value.kind() == json_kind::object;
    const bool lines = level < deepest_indentation && value.size() > 0;
    out += is_object ? '{' : '[';
    for (std::size_t place = 0; place < value.size(); ++place) {
        const auto i = is_object ? value.written(place) : place;
        if (lines) {
            out += place == 0 ? "\n" : ",\n";
            out.append(static_cast<std::size_t>(level + 1) * 2, ' ');
        } else {
            out += place == 0 ? "" : ", ";
        }
        if (is_object) {
            append_string(out, value.name(i));
            out += ": ";
        }
        append_value(out, is_object ? value.value(i) : value.element(i), level + 1);
    }
    if (lines) {
        out += '\n';
        out.append(static_cast<std::size_t>(level) * 2, ' ');
    }
    out += is_object ? '}' : ']';
}

} // namespace

std::string scalar_text(const any_json_view& value)
{
    switch (value.kind()) {
    case json_kind::null:
        return "null";
    case json_kind::boolean:
        return value.boolean() ? "true" : "false";
    case json_kind::number:
        return value.exact().text();
    case json_kind::string:
        return std::string(value.string());
    default:
        return {};
    }
}

std::string json_text(const any_json_view& value)
{
    std::string out;
    append_value(out, value, 0);
    return out;
}

std::string json_line(const any_json_view& value)
{
    std::string out;
    append_value(out, value, in_one_line);
    return out;
}

} // namespace sdp
