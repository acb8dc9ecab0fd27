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

namespace {

bool fits(std::string_view text, std::size_t most_characters)
{
    return characters_in(text.substr(0, text.find_last_not_of(' ') + 1)) <= most_characters;
}

} // namespace

bool fits_project_name(std::string_view name)
{
    return fits(name, longest_project_name);
}

void require_fitting(std::string_view what, std::string_view text, std::size_t most_characters)
{
    if (!fits(text, most_characters)) {
        throw error{sqlstate::invalid_argument, fmt::format("{} is too long", what),
                    fmt::format("It has {} characters, more than {}.", characters_in(text),
                                most_characters),
                    "Give a shorter one."};
    }
}

void require_project_name(std::string_view name)
{
    require_not_blank("name", "projects", name);
    require_fitting("name of the project", name, longest_project_name);
}

error invalid_slug(std::string_view slug)
{
    return {sqlstate::invalid_slug, fmt::format("slug \"{}\" is not valid", slug),
            "A slug has lower-case ASCII letters and digits, in groups joined by single hyphens, "
            "and at most 255 characters.",
            "A project that is inserted without one gets one that is made from its name."};
}

} // namespace sdp::engine
