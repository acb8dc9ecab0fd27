#include "core/utf8.hpp"

#include "pg/sql_content.hpp"

#include "pg/subtransaction.hpp"

#include <fmt/format.h>

extern "C" {
#include "parser/parser.h"
}

namespace sdp::pg {

namespace {

// The place of a character, counted from 1, and the line that it is in.
content_fault fault_at(const std::string& text, int position, const std::string& message)
{
    constexpr std::size_t longest_excerpt = 60;
    content_fault fault{.message = message, .line = 1, .column = 1};
    std::size_t line_start = 0;
    int character = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!begins_character(text[at])) {
            continue;
        }
        if (++character == position) {
            break;
        }
        ++fault.column;
        if (text[at] == '\n') {
            ++fault.line;
            fault.column = 1;
            line_start = at + 1;
        }
    }
    const auto line = std::string_view(text).substr(line_start);
    fault.message +=
        fmt::format(", in line {}: {}", fault.line,
                    beginning_of(line.substr(0, line.find_first_of("\r\n")), longest_excerpt));
    return fault;
}

} // namespace

std::optional<content_fault> fault_in_sql(const std::string& text)
{
    const MemoryContext parsing = call([] {
        return AllocSetContextCreate(CurrentMemoryContext, "sdp sql content",
                                     ALLOCSET_DEFAULT_SIZES);
    });
    const auto failure = subtransaction([&] {
        call([&] {
            const MemoryContext before = MemoryContextSwitchTo(parsing);
            raw_parser(text.c_str(), RAW_PARSE_DEFAULT);
            MemoryContextSwitchTo(before);
        });
    });
    call([&] { MemoryContextDelete(parsing); });
    if (!failure) {
        return std::nullopt;
    }
    // A statement around the call has moved the place to where its own text would be.
    const int position =
        failure->cursor_position > 0 ? failure->cursor_position : failure->internal_position;
    return position > 0 ? fault_at(text, position, failure->message)
                        : content_fault{failure->message};
}

} // namespace sdp::pg
