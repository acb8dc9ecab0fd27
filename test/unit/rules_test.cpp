// Every cross-reference rule: data in which it finds something, with the place, and data that look
// much like them in which it must not.
#include "core/rules/design.hpp"
#include "core/rules/engines.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace sdp {
namespace {

using stage_data = std::vector<std::pair<int, std::string>>;

// "rule stage path" of what the rules of a stage find, in their order.
std::vector<std::string> found_in(int stage, const stage_data& data)
{
    std::vector<std::unique_ptr<json_tree>> trees;
    software_design design;
    for (const auto& [number, text] : data) {
        trees.push_back(parsed_tree(text));
        EXPECT_NE(trees.back(), nullptr) << text;
        if (trees.back() != nullptr) {
            read_into(design, number, tree_view(*trees.back()));
        }
    }
    std::vector<std::string> result;
    for (const auto& one : cross_reference_findings(stage, design)) {
        EXPECT_FALSE(one.message.empty());
        EXPECT_EQ(one.level, find_built_in_rule(one.rule)->level);
        result.push_back(fmt::format("{} {} {}", one.rule, one.stage, one.path));
    }
    return result;
}

struct row {
    std::string_view rule;
    int stage;
    stage_data fires;
    // Stage of the pointer and the pointer.
    std::string place;
    stage_data silent;
};

const std::string shop_model =
    R"j({"entities": [{"name": "BlogPost", "fields": [{"name": "title", "type": "text"}]},
                     {"name": "Category"}], "relationships": []})j";

// Stage 3 with these tables.
std::string with_tables(const std::string& tables)
{
    return R"j({"engine": "postgresql", "tables": )j" + tables + "}";
}

std::string with_endpoints(const std::string& endpoints)
{
    return R"j({"auth": {"strategy": "session"}, "endpoints": )j" + endpoints + "}";
}

std::string compose_of(const std::string& text)
{
    return R"j({"docker": {"compose": ")j" + text + R"j("}, "envVars": [{"name": "A"}, "B"]})j";
}

std::vector<row> all_rows()
{
    return {
        {"duplicate-feature",
         1,
         {{1, R"j({"features": [{"name": "Log in"}, "log-in"]})j"}},
         "1 /features/1",
         {{1, R"j({"features": ["Log in", {"name": "Log out"}]})j"}}},
        {"duplicate-entity",
         2,
         {{2, R"j({"entities": [{"name": "BlogPost"}, {"name": "blog_post"}]})j"}},
         "2 /entities/1",
         {{2, R"j({"entities": [{"name": "BlogPost"}, {"name": "Blog"}]})j"}}},
        {"duplicate-field",
         2,
         {{2, R"j({"entities": {"A": {"fields": [{"name": "x"}, {"name": "X"}]}}})j"}},
         "2 /entities/A/fields/1",
         {{2, R"j({"entities": {"A": {"fields": {"x": "text", "y": "text"}},
                               "B": {"fields": {"x": "text"}}}})j"}}},
        {"relationship-end-missing",
         2,
         {{2, R"j({"entities": [{"name": "A"}], "relationships": [{"from": "A", "to": "B"}]})j"}},
         "2 /relationships/0/to",
         {{2, R"j({"entities": [{"id": 1, "name": "Post"}, {"id": "e2", "name": "Tag"}],
                  "relationships": {"x": {"fromEntityId": 1, "toEntityId": "e2"},
                                    "y": {"from": "posts", "to": "tag"}}})j"}}},
        {"unknown-engine",
         3,
         {{3, R"j({"engine": "postgers", "tables": []})j"}},
         "3 /engine",
         {{3, R"j({"engine": "PostgreSQL 16 (Neon)", "tables": []})j"}}},
        {"duplicate-table",
         3,
         {{3, with_tables(R"j([{"name": "a", "columns": []}, {"name": "A", "columns": []}])j")}},
         "3 /tables/1",
         {{3, with_tables(R"j([{"name": "a", "columns": []}, {"name": "b", "columns": []}])j")}}},
        {"duplicate-column",
         3,
         {{3, with_tables(R"j([{"name": "a", "columns": [{"name": "x", "type": "int"},
                                                        {"name": "X", "type": "int"}]}])j")}},
         "3 /tables/0/columns/1",
         {{3, with_tables(R"j([{"name": "a", "columns": {"x": "int", "y": "int"}}])j")}}},
        {"duplicate-index",
         3,
         {{3, with_tables(R"j([{"name": "a", "columns": {"x": "int"},
                 "indexes": ["CREATE INDEX i ON a(x)", "CREATE INDEX i ON a(x)"]}])j")}},
         "3 /tables/0/indexes/1",
         {{3, with_tables(R"j([{"name": "a", "columns": {"x": "int"},
                 "indexes": ["CREATE INDEX i ON a(x)", "CREATE INDEX ON a(x)",
                             "CREATE INDEX ON a(x)"]}])j")}}},
        {"primary-key-column-missing",
         3,
         {{3, with_tables(
                  R"j([{"name": "a", "primaryKey": ["id", "x"], "columns": {"x": "int"}}])j")}},
         "3 /tables/0/primaryKey/0",
         {{3, with_tables(R"j([{"name": "a", "primaryKey": "X", "columns": {"x": "int"}}])j")}}},
        {"foreign-key-table-missing",
         3,
         {{3, R"j({"engine": "postgresql",
                  "schemas": {"a": {"columns": {"b": "uuid REFERENCES nowhere(id)"}}}})j"}},
         "3 /schemas/a/columns/b",
         {{3, R"j({"engine": "postgresql",
                  "schemas": {"a": {"table": "as", "columns": {"id": "uuid",
                                                               "b": "uuid REFERENCES as(id)"}}}})j"}}},
        {"foreign-key-column-missing",
         3,
         {{3, with_tables(R"j([{"name": "a", "columns": [{"name": "id", "type": "int"},
                 {"name": "b", "type": "int", "references": {"table": "a", "column": "x"}}]}])j")}},
         "3 /tables/0/columns/1/references",
         {{3, with_tables(R"j([{"name": "a", "columns": [{"name": "id", "type": "int"},
                 {"name": "b", "type": "int", "references": "a.ID"},
                 {"name": "c", "type": "int", "references": "a"},
                 {"name": "d", "type": "int", "references": null}]}])j")}}},
        {"foreign-key-type-differs",
         3,
         {{3, with_tables(R"j([{"name": "a", "columns": [
                 {"name": "id", "type": "uuid", "isPrimaryKey": true},
                 {"name": "b", "type": "integer", "references": "a"}]}])j")}},
         "3 /tables/0/columns/1",
         {{3, with_tables(R"j([{"name": "a", "columns": [
                 {"name": "id", "type": "serial", "isPrimaryKey": true},
                 {"name": "b", "type": "INT", "references": "a(id)"}]}])j")}}},
        {"foreign-key-cycle",
         3,
         {{3,
           with_tables(
               R"j([{"name": "a", "columns": {"id": "int", "b": "int NOT NULL REFERENCES b(id)"}},
                              {"name": "b", "columns": {"id": "int", "a": "int NOT NULL REFERENCES a(id)"}}])j")}},
         "3 /tables/1/columns/a",
         {{3,
           with_tables(
               R"j([{"name": "a", "columns": {"id": "int", "b": "int NOT NULL REFERENCES b(id)"}},
                              {"name": "b", "columns": {"id": "int", "a": "int REFERENCES a(id)",
                                                        "c": "int NOT NULL REFERENCES c(id)"}},
                              {"name": "c", "columns": {"id": "int"}}])j")}}},
        {"index-table-missing",
         3,
         {{3,
           R"j({"engine": "mysql", "tables": [], "indexes": [{"table": "a", "columns": ["x"]}]})j"}},
         "3 /indexes/0",
         {{3, R"j({"engine": "mysql", "tables": [{"name": "A", "columns": {"x": "int"}}],
                  "indexes": [{"table": "a", "columns": ["x"]}]})j"}}},
        {"index-column-missing",
         3,
         {{3, with_tables(R"j([{"name": "a", "columns": {"x": "int"},
                               "indexes": [{"columns": ["x", "y DESC"]}]}])j")}},
         "3 /tables/0/indexes/0/columns/1",
         {{3, with_tables(R"j([{"name": "a", "columns": {"x": "int"},
                               "indexes": [{"columns": ["X desc", "lower(z)"]}]}])j")}}},
        {"entity-without-table",
         3,
         {{2, shop_model}, {3, with_tables(R"j([{"name": "blog_posts", "columns": []}])j")}},
         "2 /entities/1",
         {{2, shop_model}, {3, with_tables(R"j([{"name": "blog_posts", "columns": []},
                                               {"name": "categories", "columns": []}])j")}}},
        {"table-without-entity",
         3,
         {{2, shop_model}, {3, with_tables(R"j([{"name": "blog_posts", "columns": []},
                  {"name": "categories", "columns": []}, {"name": "widgets", "columns": []}])j")}},
         "3 /tables/2",
         {{2, shop_model}, {3, with_tables(R"j([{"name": "blog_posts", "columns": {"id": "int"}},
                  {"name": "categories", "columns": {"id": "int"}},
                  {"name": "posts_in_categories", "columns": {
                      "post_id": "int REFERENCES blog_posts(id)", "created_at": "timestamptz",
                      "category_id": "int REFERENCES categories(id)"}}])j")}}},
        {"unknown-method",
         4,
         {{4, with_endpoints(R"j([{"method": "FETCH", "path": "/a"}])j")}},
         "4 /endpoints/0/method",
         {{4, with_endpoints(R"j([{"method": "GET, HEAD", "path": "/a"}])j")}}},
        {"method-case",
         4,
         {{4, with_endpoints(R"j([{"method": "get", "path": "/a"}])j")}},
         "4 /endpoints/0/method",
         {{4, with_endpoints(R"j([{"method": "GET", "path": "/a"}])j")}}},
        {"duplicate-endpoint",
         4,
         {{4, with_endpoints(R"j([{"method": "GET", "path": "/a/{id}"},
                                 {"method": "GET", "path": "/A/:name/?x=1"}])j")}},
         "4 /endpoints/1",
         {{4, with_endpoints(R"j([{"method": "GET", "path": "/a/{id}"},
                                 {"method": "PUT", "path": "/a/{id}"},
                                 {"method": "GET", "path": "/a"}, {"method": "GET", "path": "/"}])j")}}},
        {"path-parameter-missing",
         4,
         {{4, with_endpoints(R"j([{"method": "GET", "path": "/a/{id}",
                                  "params": [{"name": "key", "in": "path"}]}])j")}},
         "4 /endpoints/0/params/0",
         {{4, with_endpoints(R"j([{"method": "GET", "path": "/a/{id}.{format}/:key",
                                  "params": [{"name": "key", "in": "path"}, {"name": "id", "in": "path"},
                                             {"name": "format", "in": "path"},
                                             {"name": "q", "in": "query"}]}])j")}}},
        {"unknown-entity-in-path",
         4,
         {{2, shop_model}, {4, with_endpoints(R"j([{"method": "GET", "path": "/widgets/{id}"},
                 {"method": "GET", "path": "/posts"}, {"method": "GET", "path": "/categories"}])j")}},
         "4 /endpoints/0/path",
         {{2, shop_model},
          {4, with_endpoints(R"j([{"method": "GET", "path": "/blog-posts/{id}/titles/{n}"},
                 {"method": "GET", "path": "/posts/:id/archive"},
                 {"method": "GET", "path": "/all-categories/{id}"},
                 {"method": "POST", "path": "/health"}])j")}}},
        {"unknown-entity-in-body",
         4,
         {{2, shop_model}, {4, with_endpoints(R"j([{"method": "GET", "path": "/posts"},
                 {"method": "GET", "path": "/categories", "response": {"body": "Widget[]"}}])j")}},
         "4 /endpoints/1/response/body",
         {{2, shop_model}, {4, with_endpoints(R"j([{"method": "GET", "path": "/posts",
                 "response": "Paginated<BlogPostSummary>", "requestBody": "title, a Few words"},
                 {"method": "GET", "path": "/categories", "response": {"items": "Category[]",
                  "total": "Number", "note": "Created. See Other"}}])j")}}},
        {"entity-without-endpoint",
         4,
         {{2, shop_model}, {4, with_endpoints(R"j([{"method": "GET", "path": "/posts"}])j")}},
         "2 /entities/1",
         {{2, shop_model}, {4, with_endpoints(R"j([{"method": "GET", "path": "/posts"},
                 {"method": "GET", "path": "/tree", "summary": "All categories"}])j")}}},
        {"endpoint-without-auth",
         4,
         {{4, with_endpoints(R"j([{"method": "POST", "path": "/a", "auth": "none"}])j")}},
         "4 /endpoints/0",
         {{4, with_endpoints(R"j([{"method": "GET", "path": "/a", "auth": false},
                                 {"method": "POST", "path": "/auth/sign-in", "public": true},
                                 {"method": "POST", "path": "/b", "auth": true},
                                 {"method": "POST", "path": "/c"}])j")}}},
        {"stack-database-differs",
         5,
         {{3, with_tables("[]")}, {5, R"j({"selections": {"database": "MySQL 8"}})j"}},
         "5 /selections/database",
         {{3, with_tables("[]")},
          {5, R"j({"database": {"engine": "Supabase", "version": "x"}})j"}}},
        {"colors-missing",
         6,
         {{6, R"j({"colors": {}, "typography": {"a": 1}, "spacing": 4})j"}},
         "6 ",
         {{6, R"j({"colors": [{"name": "a"}], "typography": {"a": 1}, "spacing": 4})j"}}},
        {"typography-missing",
         6,
         {{6, R"j({"colors": {"a": "#000"}, "spacing": 4})j"}},
         "6 ",
         {{6, R"j({"colors": {"a": "#000"}, "typography": {"body": "Inter"}, "spacing": [4]})j"}}},
        {"spacing-missing",
         6,
         {{6, R"j({"colors": {"a": "#000"}, "typography": {"a": 1}, "spacing": null})j"}},
         "6 ",
         {{6, R"j({"colors": {"a": "#000"}, "typography": {"a": 1}, "spacing": {"base": 4}})j"}}},
        {"duplicate-section",
         7,
         {{7,
           R"j({"sections": [{"name": "Über uns", "route": "/a"}, {"name": "uber--UNS", "route": "/b"}]})j"}},
         "7 /sections/1",
         {{7, R"j({"sections": {"Home": {"route": "/"}, "About": {"route": "/about"}}})j"}}},
        {"duplicate-route",
         7,
         {{7,
           R"j({"sections": [{"name": "A", "route": "/x/[id]"}, {"name": "B", "route": "/x/:slug/"}]})j"}},
         "7 /sections/1/route",
         {{7,
           R"j({"sections": [{"name": "A", "route": "/x/[id]"}, {"name": "B", "route": "/x"}]})j"}}},
        {"section-without-route",
         7,
         {{7, R"j({"sections": {"A": {"route": " "}}})j"}},
         "7 /sections/A",
         {{7, R"j({"sections": {"A": {"route": "/"}}})j"}}},
        {"unknown-data-requirement",
         7,
         {{2, shop_model}, {7, R"j({"sections": [{"name": "A", "route": "/",
                                   "dataRequirements": ["BlogPost", "Widget (all)"]}]})j"}},
         "7 /sections/0/dataRequirements/1",
         {{2, shop_model}, {7, R"j({"sections": [{"name": "A", "route": "/",
              "dataRequirements": ["blog posts (of the Widget)", "Category[]", "the user's categories"]}]})j"}}},
        {"feature-without-section",
         7,
         {{1, R"j({"features": [{"name": "Invoice export"}]})j"}, {7, R"j({"sections": []})j"}},
         "1 /features/0",
         {{1, R"j({"features": [{"name": "Invoice export"}, {"name": "Simple search"}]})j"},
          {4, R"j({"endpoints": [{"method": "GET", "path": "/search"}]})j"},
          {7,
           R"j({"sections": [{"name": "A", "route": "/", "components": ["Table of invoices"]}]})j"}}},
        {"compose-malformed",
         8,
         {{8, compose_of(R"j(a: [\n)j")}},
         "8 /docker/compose",
         {{8, compose_of(R"j(a: []\n)j")}}},
        {"undefined-variable",
         8,
         {{8, compose_of(R"j(a: ${C}\n)j")}},
         "8 /docker/compose",
         {{8, compose_of(R"j(a: ${A} $B ${C:-x} ${D-y} ${A:?missing} $${E} $$F\n# ${G}\n)j")}}},
        {"duplicate-variable",
         8,
         {{8, R"j({"envVars": [{"name": "A"}, "B", "A"]})j"}},
         "8 /envVars/2",
         {{8, R"j({"envVars": {"A": "a remark", "B": {}},
                  "environment": {"required": ["C"], "optional": {"D": "B"}}})j"}}},
    };
}

TEST(rules, each_finds_what_it_is_for_and_nothing_else)
{
    for (const auto& one : all_rows()) {
        EXPECT_EQ(found_in(one.stage, one.fires),
                  std::vector<std::string>{fmt::format("{} {}", one.rule, one.place)})
            << one.rule;
        EXPECT_EQ(found_in(one.stage, one.silent), std::vector<std::string>{}) << one.rule;
    }
}

TEST(rules, tables_of_a_schema_are_found_by_their_names)
{
    EXPECT_EQ(
        found_in(3, {{3, with_tables(R"j([{"name": "app.a", "columns": {"id": "int PRIMARY KEY",
             "b": "int REFERENCES app.a(id)", "c": {"type": "int", "references": "app.a(id)"},
             "d": {"type": "int", "references": {"table": "app.a", "column": "id"}},
             "e": "int REFERENCES a", "f": {"type": "int", "references": "app.a"}},
             "indexes": ["CREATE INDEX ON app.a (b)", {"table": "app.a", "columns": ["b"]}]}])j")}}),
        std::vector<std::string>{});
    EXPECT_EQ(found_in(3, {{3, with_tables(R"j([{"name": "app.a", "columns": {"id": "int",
                                       "b": "int REFERENCES app.x(id)"}}])j")}}),
              std::vector<std::string>{"foreign-key-table-missing 3 /tables/0/columns/b"});
    // What stands in a schema without a table of the design is not the design's.
    EXPECT_EQ(found_in(3, {{3, with_tables(R"j([{"name": "a", "columns": {"id": "int",
             "b": "int REFERENCES x.a(id)", "c": "uuid REFERENCES auth.users(id)",
             "d": {"type": "uuid", "references": "auth.users"}}}])j")}}),
              std::vector<std::string>{});
}

TEST(rules, columns_are_read_in_the_words_of_other_tools)
{
    EXPECT_EQ(found_in(3, {{3, with_tables(R"j([{"name": "a", "columns": {
             "id": "uuid [pk]", "b": {"type": "uuid?", "references": "a(id)"},
             "c": "String @db.Uuid REFERENCES a(id)", "d": "uuid, FK to users"}}])j")}}),
              std::vector<std::string>{});
}

TEST(rules, all_of_the_catalog_are_tried)
{
    std::set<std::string_view> tried = {"schema", "stale-output", "code-fence-open"};
    for (const auto& one : all_rows()) {
        EXPECT_EQ(find_built_in_rule(one.rule)->stage, one.stage) << one.rule;
        EXPECT_TRUE(tried.insert(one.rule).second) << one.rule;
    }
    for (const auto& rule : built_in_rules) {
        EXPECT_TRUE(tried.contains(rule.name)) << rule.name;
    }
    EXPECT_EQ(tried.size(), built_in_rules.size());
}

TEST(rules, names_of_the_catalog_are_kebab_case)
{
    for (const auto& rule : built_in_rules) {
        EXPECT_EQ(rule.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string::npos);
        EXPECT_FALSE(rule.finds.ends_with('.'));
    }
}

std::string file(const std::string& path)
{
    std::ifstream input(std::string(SDP_SOURCE_DIR) + "/" + path);
    std::stringstream text;
    text << input.rdbuf();
    return text.str();
}

stage_data example()
{
    stage_data data;
    for (const auto& definition : stage_definitions) {
        data.emplace_back(definition.number, file(fmt::format("examples/project/{}-{}.json",
                                                              definition.number, definition.name)));
    }
    return data;
}

TEST(rules, the_example_project_is_valid_without_warnings)
{
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        EXPECT_EQ(found_in(stage, example()), std::vector<std::string>{}) << stage;
    }
}

// What is missing, or of another kind than the schema wants, is passed
// over.
TEST(rules, odd_data_find_nothing_and_harm_nothing)
{
    for (
        const std::string odd :
        {"{}", "[]", "null", "5", R"("text")",
         R"({"entities": 5, "relationships": [1, null, {"from": {}}], "tables": [1, {"columns": 3}],
              "schemas": {"x": 5, "y": {"columns": {"z": 5, "w": null}, "indexes": [1, {}]}},
              "indexes": [5, "", {"columns": [1]}], "engine": 5, "endpoints": [1, {"method": 5}],
              "features": [null, 5], "sections": [5, {"route": 5, "dataRequirements": [5]}],
              "docker": 5, "envVars": [5, {"name": 5}], "environment": [],
              "selections": [5, {"category": "database"}], "database": [],
              "colors": [1], "typography": true, "spacing": "4"})"}) {
        stage_data data;
        for (int stage = first_stage; stage <= last_stage; ++stage) {
            data.emplace_back(stage, odd);
        }
        for (int stage = first_stage; stage <= last_stage; ++stage) {
            for (const auto& one : found_in(stage, data)) {
                EXPECT_TRUE(one.ends_with("-missing 6 ") ||
                            one.starts_with("section-without-route") ||
                            one.starts_with("table-without-entity 3 /schemas/"))
                    << one;
            }
        }
    }
}

TEST(rules, a_stage_without_those_before_it_is_judged_alone)
{
    auto all = example();
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        EXPECT_EQ(found_in(stage, {all[static_cast<std::size_t>(stage - 1)]}),
                  std::vector<std::string>{})
            << stage;
    }
}

// Reads only what stages_read_with() names: the rest need not be
// loaded.
TEST(rules, reads_no_more_than_it_says)
{
    for (const auto& one : all_rows()) {
        for (const auto& [number, text] : one.fires) {
            const auto others = stages_read_with(one.stage);
            EXPECT_TRUE(number == one.stage ||
                        std::find(others.begin(), others.end(), number) != others.end())
                << one.rule;
            EXPECT_LE(number, one.stage);
        }
    }
}

TEST(rules, variables_of_a_compose_file)
{
    using names = std::vector<std::string_view>;
    EXPECT_EQ(variables_needed_by("a: $A\nb: ${B}\nc: ${C?x} ${A}"), (names{"A", "B", "C"}));
    EXPECT_EQ(variables_needed_by("a: \"#$A\"\n  # $B\nc: x # $C"), (names{"A"}));
    EXPECT_EQ(variables_needed_by("$ ${ ${} $1 ${1} $$ $"), names{});
    EXPECT_EQ(variables_needed_by(""), names{});
}

TEST(rules, engines_by_many_names)
{
    for (const auto* const text : {"PostgreSQL 16", "postgres16", "Neon (serverless Postgres)",
                                   "AWS RDS for PostgreSQL", "supabase"}) {
        EXPECT_EQ(engine_in(text), "postgresql") << text;
    }
    EXPECT_EQ(engine_in("SQL Server 2022"), "sqlserver");
    EXPECT_EQ(engine_in("a spreadsheet"), "");
    EXPECT_TRUE(mentions_engine("Redis and PostgreSQL", "postgresql"));
    EXPECT_TRUE(is_known_engine("none"));
    EXPECT_TRUE(is_known_engine("SQLite3"));
    EXPECT_FALSE(is_known_engine("postgers"));
    EXPECT_FALSE(is_known_engine(""));
}

} // namespace
} // namespace sdp
