#include "core/content/content.hpp"
#include "core/sqlstates.hpp"

#include "engine/names.hpp"

#include <fmt/format.h>

namespace sdp::engine {

void require_not_blank(std::string_view column, std::string_view table, std::string_view text)
{
    if (is_blank(text)) {
        throw error{sqlstate::blank_value,
                    fmt::format("column \"{}\" of table sdp.{} must not be blank", column, table),
                    "The value is empty or has nothing but white space."};
    }
}

error invalid_slug(std::string_view slug)
{
    return {sqlstate::invalid_slug, fmt::format("slug \"{}\" is not valid", slug),
            "A slug has lower-case ASCII letters and digits, in groups joined by single hyphens, "
            "and at most 255 characters.",
            "A project that is inserted without one gets one that is made from its name."};
}

} // namespace sdp::engine
