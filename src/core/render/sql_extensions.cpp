#include "core/render/sql_extensions.hpp"

#include <array>

#include <fmt/format.h>

namespace sdp {

std::string sql_extensions(const sql_names& names)
{
    std::string sql;
    struct need {
        std::string_view word;
        std::string_view extension;
    };
    constexpr std::array needs = {need{"uuid_generate_v4", "\"uuid-ossp\""},
                                  need{"citext", "citext"},
                                  need{"vector", "vector"},
                                  need{"halfvec", "vector"},
                                  need{"sparsevec", "vector"},
                                  need{"hstore", "hstore"},
                                  need{"ltree", "ltree"},
                                  need{"lquery", "ltree"},
                                  need{"geometry", "postgis"},
                                  need{"geography", "postgis"},
                                  need{"gin_trgm_ops", "pg_trgm"},
                                  need{"gist_trgm_ops", "pg_trgm"}};
    std::string_view last;
    for (const auto& [word, extension] : needs) {
        if (names.has_word(word) && extension != last) {
            sql += fmt::format("\nCREATE EXTENSION IF NOT EXISTS {};\n", extension);
            last = extension;
        }
    }
    return sql;
}

} // namespace sdp
