#include "install/health.hpp"

#include "engine/embedded_files.hpp"
#include "engine/installed.hpp"

#include <map>

namespace sdp::install {

namespace {

constexpr std::string_view catalog_file = "sql/health/catalog.sql";
constexpr std::string_view expected_file = "sql/health/expected.tsv";
constexpr std::string_view owners_file = "sql/health/owners.sql";

// A row of the catalog query. What has no definition has an empty one.
struct entry {
    std::string kind;
    std::string object;
    std::string definition;
};

// The kinds in the order in which they can be put back.
constexpr std::array<std::string_view, 8> kinds = {"table",      "column", "not null", "default",
                                                   "constraint", "index",  "view",     "trigger"};

std::vector<entry> expected_entries()
{
    std::vector<entry> entries;
    auto text = engine::embedded_file_named(expected_file);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto first = line.find('\t');
        const auto second = line.find('\t', first + 1);
        entries.push_back({std::string(line.substr(0, first)),
                           std::string(line.substr(first + 1, second - first - 1)),
                           std::string(line.substr(second + 1))});
    }
    const auto place = [](const entry& one) {
        return std::find(kinds.begin(), kinds.end(), one.kind) - kinds.begin();
    };
    std::stable_sort(entries.begin(), entries.end(), [&](const entry& one, const entry& other) {
        return place(one) < place(other);
    });
    return entries;
}

using catalog = std::map<std::pair<std::string, std::string>, std::string>;

catalog present_entries(pg::session& session)
{
    catalog entries;
    const auto sql = std::string(engine::embedded_file_named(catalog_file));
    const auto found = session.run_text(sql.c_str());
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [kind, object, definition] = found.row<std::string, std::string, std::string>(i);
        entries.emplace(std::pair{std::move(kind), std::move(object)}, std::move(definition));
    }
    return entries;
}

// "sdp.users.email" is the column email of the table sdp.users. Our names need no quotes.
std::pair<std::string, std::string> table_and_column(const std::string& object)
{
    const auto dot = object.rfind('.');
    return {object.substr(0, dot), object.substr(dot + 1)};
}

// varchar(255) and text are read alike; an application may have widened a column.
std::string read_as(std::string type)
{
    type = type.substr(0, type.find('('));
    return type == "character varying" ? "text" : type;
}

// A definition that is printed differently once a dump was restored is not compared, nor one that
// an application may replace: a CHECK by a longer one.
bool fits(const entry& expected, const std::string& present)
{
    if (expected.kind == "column") {
        return read_as(expected.definition) == read_as(present);
    }
    if (expected.kind == "constraint") {
        return expected.definition.starts_with("CHECK") || expected.definition == present;
    }
    return expected.kind == "default" || expected.definition == present ||
           (expected.kind == "view" && present.starts_with(expected.definition));
}

std::string repair_of(const entry& expected, bool is_missing)
{
    const auto [table, name] = table_and_column(expected.object);
    const auto alter = fmt::format("ALTER TABLE {} ", table);
    if (expected.kind == "table") {
        return fmt::format("Restore {} from a dump", expected.object);
    }
    if (expected.kind == "column") {
        return is_missing ? fmt::format("{}ADD COLUMN {} {}", alter, name, expected.definition)
                          : fmt::format("{}ALTER COLUMN {} TYPE {} USING {}::{}", alter, name,
                                        expected.definition, name, expected.definition);
    }
    if (expected.kind == "not null") {
        return fmt::format("{}ALTER COLUMN {} SET NOT NULL", alter, name);
    }
    if (expected.kind == "default") {
        return fmt::format("{}ALTER COLUMN {} SET DEFAULT {}", alter, name, expected.definition);
    }
    if (expected.kind == "constraint") {
        const auto drop = is_missing ? "" : fmt::format("{}DROP CONSTRAINT {}; ", alter, name);
        return fmt::format("{}{}ADD CONSTRAINT {} {}", drop, alter, name, expected.definition);
    }
    if (expected.kind == "index") {
        return is_missing ? expected.definition
                          : fmt::format("DROP INDEX {}; {}", expected.object, expected.definition);
    }
    return "SELECT sdp.install()";
}

std::string_view noun_of(std::string_view kind)
{
    return kind == "not null"  ? "NOT NULL of column"
           : kind == "default" ? "default of column"
                               : kind;
}

constinit pg::statement count_built_in{R"(
    SELECT (SELECT pg_catalog.count(*) FROM sdp.templates t WHERE t.is_built_in),
        (SELECT pg_catalog.count(*) FROM sdp_engine.schemas s WHERE s.document IS NOT NULL),
        (SELECT pg_catalog.count(*) FROM sdp_engine.stage_definitions))"_sql,
                                       {}};

std::int64_t files_below(std::string_view folder)
{
    std::int64_t count = 0;
    for (std::size_t i = 0; i < engine::embedded_file_count; ++i) {
        count += engine::embedded_files[i].name.starts_with(folder) ? 1 : 0;
    }
    return count;
}

void add_missing_rows(pg::session& session, std::vector<problem>& problems)
{
    const auto [templates, schemas, definitions] =
        session.run(count_built_in).one<std::int64_t, std::int64_t, std::int64_t>();
    const auto look = [&problems](const char* table, std::int64_t found, std::int64_t wanted) {
        if (found < wanted) {
            problems.push_back({"rows", table,
                                fmt::format("has {} of {} built-in rows", found, wanted),
                                "SELECT sdp.install()", false});
        }
    };
    look("sdp.templates", templates, files_below("templates/"));
    look("sdp_engine.schemas", schemas, files_below("schemas/"));
    look("sdp_engine.stage_definitions", definitions, static_cast<std::int64_t>(stage_count));
}

void add_missing_migrations(pg::session& session, std::vector<problem>& problems)
{
    const auto recorded = engine::recorded_migrations(session);
    for (const auto& one : engine::all_migrations()) {
        if (std::find(recorded.begin(), recorded.end(), one.number) == recorded.end()) {
            problems.push_back({"migration", std::string(one.name), "is not recorded",
                                "SELECT sdp.install()", false});
        }
    }
}

void add_foreign_owners(pg::session& session, std::vector<problem>& problems)
{
    const auto sql = std::string(engine::embedded_file_named(owners_file));
    const auto found = session.run_text(sql.c_str());
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [object, owner, repair] = found.row<std::string, std::string, std::string>(i);
        problems.push_back({"owner of", std::move(object),
                            fmt::format("is {}, not the owner of schema sdp", owner),
                            std::move(repair), false});
    }
}

} // namespace

std::vector<problem> installation_problems(pg::session& session, bool with_rows)
{
    std::vector<problem> problems;
    const auto present = present_entries(session);
    const auto has_table = [&present](const std::string& object) {
        return present.contains(
            {"table", object.substr(0, object.find('.', object.find('.') + 1))});
    };
    bool all_tables = true;
    for (const auto& expected : expected_entries()) {
        const auto found = present.find({expected.kind, expected.object});
        const bool is_missing = found == present.end();
        if (!is_missing && fits(expected, found->second)) {
            continue;
        }
        const bool is_table = expected.kind == "table";
        all_tables = all_tables && !is_table;
        // Of what is not there nothing else needs to be told.
        if (!is_table && expected.kind != "index" && expected.kind != "view" &&
            !has_table(expected.object)) {
            continue;
        }
        const bool of_column = expected.kind == "not null" || expected.kind == "default";
        if (of_column && is_missing && !present.contains({"column", expected.object})) {
            continue;
        }
        auto what = is_missing ? std::string("is missing") : fmt::format("is {}", found->second);
        if (!is_missing && expected.kind != "trigger") {
            what += fmt::format(", not {}", expected.definition);
        }
        const bool by_install =
            is_missing && !is_table && expected.kind != "view" && expected.kind != "trigger";
        problems.push_back({std::string(noun_of(expected.kind)), expected.object, what,
                            repair_of(expected, is_missing), by_install});
    }
    add_foreign_owners(session, problems);
    if (with_rows && all_tables) {
        add_missing_migrations(session, problems);
        add_missing_rows(session, problems);
    }
    return problems;
}

std::vector<std::string> objects_made_by(std::string_view migration_sql)
{
    std::vector<std::string> objects;
    const auto says = [migration_sql](const std::string& text) {
        return migration_sql.find(text) != std::string_view::npos;
    };
    for (const auto& expected : expected_entries()) {
        const auto [table, column] = table_and_column(expected.object);
        const bool makes_table =
            expected.kind == "table" && says(fmt::format("CREATE TABLE {} (", expected.object));
        const bool makes_column = expected.kind == "column" &&
                                  says(fmt::format("ALTER TABLE {} ADD COLUMN {} ", table, column));
        if (makes_table || makes_column) {
            objects.push_back(expected.object);
        }
    }
    return objects;
}

bool is_present(std::string_view object)
{
    const auto first = object.find('.');
    const auto second = object.find('.', first + 1);
    const std::string schema(object.substr(0, first));
    const std::string table(object.substr(first + 1, second - first - 1));
    const Oid relation = engine::find_table(schema.c_str(), table.c_str());
    if (!OidIsValid(relation) || second == std::string_view::npos) {
        return OidIsValid(relation);
    }
    const std::string column(object.substr(second + 1));
    return pg::call([&] { return get_attnum(relation, column.c_str()) != InvalidAttrNumber; });
}

} // namespace sdp::install
