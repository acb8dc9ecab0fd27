#include "core/render/sql_extensions.hpp"

#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sdp {

std::vector<std::string> read_sql_extensions(const any_json_view& data,
                                             std::vector<std::string>& remarks)
{
    using pair = std::pair<std::string_view, std::string_view>;
    constexpr std::array known = {
        pair{"bloom", "bloom"},
        pair{"btreegin", "btree_gin"},
        pair{"btreegist", "btree_gist"},
        pair{"citext", "citext"},
        pair{"cube", "cube"},
        pair{"earthdistance", "earthdistance"},
        pair{"fuzzystrmatch", "fuzzystrmatch"},
        pair{"hstore", "hstore"},
        pair{"intarray", "intarray"},
        pair{"isn", "isn"},
        pair{"ltree", "ltree"},
        pair{"pgcrypto", "pgcrypto"},
        pair{"pgstatstatements", "pg_stat_statements"},
        pair{"pgtrgm", "pg_trgm"},
        pair{"pgvector", "vector"},
        pair{"postgis", "postgis"},
        pair{"tablefunc", "tablefunc"},
        pair{"timescaledb", "timescaledb"},
        pair{"trgm", "pg_trgm"},
        pair{"unaccent", "unaccent"},
        pair{"uuidossp", "\"uuid-ossp\""},
        pair{"vector", "vector"},
    };
    std::vector<std::string> found;
    const auto add = [&](std::string_view given) {
        auto name = trimmed(given);
        // CREATE EXTENSION IF NOT EXISTS name, with WITH SCHEMA behind it.
        const auto folded = lower_case(name);
        if (folded.starts_with("create extension ")) {
            name = trimmed(name.substr(std::string_view("create extension ").size()));
            if (lower_case(name).starts_with("if not exists ")) {
                name = trimmed(name.substr(std::string_view("if not exists ").size()));
            }
            name = name.substr(0, name.find_first_of(" ;"));
        }
        std::string letters;
        for (const char c : lower_case(name)) {
            letters += c >= 'a' && c <= 'z' ? std::string(1, c) : std::string();
        }
        const auto* const one = std::find_if(
            known.begin(), known.end(), [&](const pair& each) { return each.first == letters; });
        if (one == known.end()) {
            remarks.push_back(sql_remark(fmt::format("Left out: the extension {}.", given)));
        } else if (std::find(found.begin(), found.end(), one->second) == found.end()) {
            if (one->second == "earthdistance" &&
                std::find(found.begin(), found.end(), "cube") == found.end()) {
                found.emplace_back("cube");
            }
            found.emplace_back(one->second);
        }
    };
    if (const auto given = member_of(data, "extensions")) {
        if (given->kind() == json_kind::string) {
            add(given->string());
        }
        for_each_entry(*given, [&](std::string_view key, const any_json_view& one) {
            const auto name = one.kind() == json_kind::string && key.empty()
                                  ? string_in(one)
                                  : text_in(one, {"name", "extension"});
            const auto wanted = name.empty() ? key : name;
            if (!wanted.empty() && !(one.kind() == json_kind::boolean && !one.boolean())) {
                add(wanted);
            }
        });
    }
    return found;
}

std::vector<std::string> needed_extensions(const sql_names& names, std::vector<std::string> asked)
{
    struct need {
        std::string_view word;
        std::string_view extension;
    };
    // A word with a parenthesis is the call of a function.
    constexpr std::array needs = {need{"uuid_generate_v4", "\"uuid-ossp\""},
                                  need{"uuid_generate_v1(", "\"uuid-ossp\""},
                                  need{"uuid_generate_v1mc(", "\"uuid-ossp\""},
                                  need{"crypt(", "pgcrypto"},
                                  need{"digest(", "pgcrypto"},
                                  need{"gen_random_bytes(", "pgcrypto"},
                                  need{"gen_salt(", "pgcrypto"},
                                  need{"hmac(", "pgcrypto"},
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
                                  need{"gist_trgm_ops", "pg_trgm"},
                                  need{"similarity(", "pg_trgm"},
                                  need{"word_similarity(", "pg_trgm"},
                                  need{"unaccent(", "unaccent"},
                                  need{"btree_gist(", "btree_gist"}};
    for (const auto& [word, extension] : needs) {
        if (names.has_word(word) &&
            std::find(asked.begin(), asked.end(), extension) == asked.end()) {
            asked.emplace_back(extension);
        }
    }
    return asked;
}

} // namespace sdp
