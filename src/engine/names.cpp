#include "core/content/content.hpp"
#include "core/sqlstates.hpp"
#include "core/utf8.hpp"

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

bool fits_project_name(std::string_view name)
{
    return characters_in(name.substr(0, name.find_last_not_of(' ') + 1)) <= longest_project_name;
}

void require_project_name(std::string_view name)
{
    require_not_blank("name", "projects", name);
    if (!fits_project_name(name)) {
        throw error{sqlstate::invalid_argument, "name of the project is too long",
                    fmt::format("It has {} characters, more than {}.", characters_in(name),
                                longest_project_name),
                    "Give a shorter name."};
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
