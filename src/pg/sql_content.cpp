#include "core/content/place.hpp"

#include "pg/sql_content.hpp"

#include "pg/subtransaction.hpp"

extern "C" {
#include "parser/parser.h"
}

namespace sdp::pg {

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
    return position > 0
               ? fault_at(text, place_of_character(text, static_cast<std::size_t>(position)),
                          failure->message)
               : content_fault{failure->message};
}

} // namespace sdp::pg
