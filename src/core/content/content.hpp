#pragma once
#include "core/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sdp {

// The formats of an output.
enum class output_format : std::uint8_t { json, md, sql, yaml };

[[nodiscard]] constexpr std::string_view name_of(output_format format)
{
    switch (format) {
    case output_format::json:
        return "json";
    case output_format::md:
        return "md";
    case output_format::sql:
        return "sql";
    case output_format::yaml:
        break;
    }
    return "yaml";
}
[[nodiscard]] std::optional<output_format> output_format_named(std::string_view name);
// The format of that name, or SD210.
[[nodiscard]] output_format require_output_format(std::string_view name);

// A fault in a content: what is wrong and where, both counted from 1; 0 where there is no place.
struct content_fault {
    std::string message;
    std::size_t line = 0;
    std::size_t column = 0;
};

// True for text without anything but white space.
[[nodiscard]] bool is_blank(std::string_view text);

// Why `text` is not a well-formed Markdown, SQL or YAML document; nothing when it is. JSON is the
// server's to parse: for it only the nesting is looked at here. `checkpoint` is called again and
// again where the work is long, and may throw (the server asks there whether it shall go on); null
// for none.
[[nodiscard]] std::optional<content_fault> fault_in(output_format format, std::string_view text,
                                                    void (*checkpoint)() = nullptr);

// SD205 for content of an output.
[[nodiscard]] error malformed_content(output_format format, std::string_view where,
                                      const content_fault& fault);
// SD206: `bytes` of content where at most `most` may be stored.
[[nodiscard]] error content_too_large(std::string_view where, std::size_t bytes, std::size_t most);

} // namespace sdp
