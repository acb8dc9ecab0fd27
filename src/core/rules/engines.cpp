#include "core/rules/engines.hpp"

#include "core/rules/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sdp {

namespace {

// How an engine or a service that runs it is called, and the engine.
using spelling = std::pair<std::string_view, std::string_view>;

constexpr std::array spellings = {
    spelling{"postgresql", "postgresql"},
    spelling{"postgres", "postgresql"},
    spelling{"postgis", "postgresql"},
    spelling{"supabase", "postgresql"},
    spelling{"neon", "postgresql"},
    spelling{"timescaledb", "postgresql"},
    spelling{"timescale", "postgresql"},
    spelling{"alloydb", "postgresql"},
    spelling{"pglite", "postgresql"},
    spelling{"citus", "postgresql"},
    spelling{"mysql", "mysql"},
    spelling{"planetscale", "mysql"},
    spelling{"vitess", "mysql"},
    spelling{"mariadb", "mariadb"},
    spelling{"sqlite", "sqlite"},
    spelling{"sqlite3", "sqlite"},
    spelling{"libsql", "sqlite"},
    spelling{"turso", "sqlite"},
    spelling{"mssql", "sqlserver"},
    spelling{"sqlserver", "sqlserver"},
    spelling{"oracle", "oracle"},
    spelling{"cockroachdb", "cockroachdb"},
    spelling{"yugabytedb", "yugabytedb"},
    spelling{"mongodb", "mongodb"},
    spelling{"mongo", "mongodb"},
    spelling{"documentdb", "mongodb"},
    spelling{"dynamodb", "dynamodb"},
    spelling{"firestore", "firestore"},
    spelling{"firebase", "firestore"},
    spelling{"redis", "redis"},
    spelling{"valkey", "redis"},
    spelling{"cassandra", "cassandra"},
    spelling{"scylladb", "cassandra"},
    spelling{"duckdb", "duckdb"},
    spelling{"clickhouse", "clickhouse"},
    spelling{"neo4j", "neo4j"},
    spelling{"couchdb", "couchdb"},
    spelling{"couchbase", "couchbase"},
    spelling{"elasticsearch", "elasticsearch"},
    spelling{"opensearch", "elasticsearch"},
    spelling{"surrealdb", "surrealdb"},
    spelling{"tidb", "tidb"},
    spelling{"spanner", "spanner"},
    spelling{"bigquery", "bigquery"},
    spelling{"snowflake", "snowflake"},
    spelling{"influxdb", "influxdb"},
    spelling{"indexeddb", "indexeddb"},
    spelling{"realm", "realm"},
    spelling{"h2", "h2"},
    spelling{"db2", "db2"},
    spelling{"d1", "sqlite"},
    spelling{"edgedb", "edgedb"},
    spelling{"faunadb", "faunadb"},
    spelling{"fauna", "faunadb"},
};

// What is no engine and yet an answer.
constexpr std::array<std::string_view, 8> without_engine = {
    "none", "memory", "in memory", "file", "files", "file system", "json", "local storage"};

// The words as people run them together: "SQL Server" is one.
std::vector<std::string> engine_words(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    };
    for (const char c : lower_case(text)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            word += c;
        } else {
            end_word();
        }
    }
    end_word();
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "sql" && words[i + 1] == "server") {
            words[i] = "sqlserver";
        }
    }
    return words;
}

// A version may be written without a blank: postgres16.
bool is_spelt(std::string_view word, std::string_view name)
{
    return word == name ||
           (word.starts_with(name) &&
            word.find_first_not_of("0123456789", name.size()) == std::string_view::npos);
}

} // namespace

std::string_view engine_in(std::string_view text)
{
    for (const auto& word : engine_words(text)) {
        for (const auto& [name, engine] : spellings) {
            if (is_spelt(word, name)) {
                return engine;
            }
        }
    }
    return {};
}

bool is_postgresql(std::string_view engine)
{
    return takes_postgresql_sql(engine) && engine_in(engine) == "postgresql";
}

bool takes_postgresql_sql(std::string_view engine)
{
    const auto words = engine_words(engine);
    if (!words.empty() && (words.front() == "not" || words.front() == "no")) {
        return false;
    }
    const auto found = engine_in(engine);
    return found == "postgresql" || found == "cockroachdb" || found == "yugabytedb";
}

bool mentions_engine(std::string_view text, std::string_view engine)
{
    const auto words = engine_words(text);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::any_of(spellings.begin(), spellings.end(), [&](const spelling& one) {
            return one.second == engine && is_spelt(word, one.first);
        });
    });
}

bool is_known_engine(std::string_view name)
{
    std::string words;
    for (const auto& word : words_of(name)) {
        words += (words.empty() ? "" : " ") + word;
    }
    return std::find(without_engine.begin(), without_engine.end(), words) != without_engine.end() ||
           !engine_in(name).empty();
}

} // namespace sdp
