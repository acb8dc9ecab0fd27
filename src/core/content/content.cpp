#include "core/content/content.hpp"

#include "core/json/limits.hpp"
#include "core/sqlstates.hpp"
#include "core/utf8.hpp"
#include "core/content/yaml.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <utf8proc.h>

namespace sdp {

std::optional<output_format> output_format_named(std::string_view name)
{
    for (const auto format :
         {output_format::json, output_format::md, output_format::sql, output_format::yaml}) {
        if (name_of(format) == name) {
            return format;
        }
    }
    return std::nullopt;
}

output_format require_output_format(std::string_view name)
{
    if (const auto format = output_format_named(name)) {
        return *format;
    }
    throw error{sqlstate::invalid_argument,
                fmt::format("output format \"{}\" does not exist", name),
                "The formats are json, md, sql and yaml."};
}

namespace {

// Unicode's White_Space.
bool is_white_space(utf8proc_int32_t character)
{
    constexpr utf8proc_int32_t next_line = 0x85;
    switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return true;
    default:
        return (character >= '\t' && character <= '\r') || character == next_line;
    }
}

} // namespace

bool is_blank(std::string_view text)
{
    while (!text.empty()) {
        utf8proc_int32_t character = 0;
        const auto length =
            utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                             static_cast<utf8proc_ssize_t>(text.size()), &character);
        if (length <= 0 || !is_white_space(character)) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(length));
    }
    return true;
}

std::optional<content_fault> fault_in(output_format format, std::string_view text,
                                      void (*checkpoint)())
{
    if (is_blank(text)) {
        return content_fault{"it is blank"};
    }
    switch (format) {
    case output_format::json:
        if (text.starts_with(byte_order_mark)) {
            return content_fault{"it begins with a byte order mark"};
        }
        if (nesting_of(text) > deepest_nesting) {
            return content_fault{
                fmt::format("it is nested more than {} levels deep", deepest_nesting)};
        }
        break;
    case output_format::yaml:
        return fault_in_yaml(text, checkpoint);
    case output_format::md:
    case output_format::sql:
        break;
    }
    return std::nullopt;
}

error malformed_content(output_format format, std::string_view where, const content_fault& fault)
{
    std::string place;
    if (fault.line > 0) {
        place = fmt::format(" at line {}, column {}", fault.line, fault.column);
    }
    return {sqlstate::malformed_content,
            fmt::format("content is not well-formed {} for {}", name_of(format), where),
            fmt::format("The content is refused because {}{}.", fault.message, place)};
}

error content_too_large(std::string_view where, std::size_t bytes, std::size_t most)
{
    return {sqlstate::content_too_large,
            fmt::format("content of {} bytes is too large for {}", bytes, where),
            fmt::format("At most {} bytes are stored (sdp.max_content_bytes).", most)};
}

} // namespace sdp
