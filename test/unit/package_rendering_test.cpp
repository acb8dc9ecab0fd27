#include "core/package_rendering.hpp"

#include "rendering.hpp"

#include "core/stages.hpp"

#include <map>

#include <gtest/gtest.h>

namespace sdp {
namespace {

using testing::value;

package_project package_of(std::string name)
{
    package_project project{};
    project.name = std::move(name);
    return project;
}

std::map<std::string, std::string> contents(const std::vector<stage_source>& stages,
                                            std::string name = "Shop")
{
    std::map<std::string, std::string> files;
    for (auto& file : rendered_files(package_of(std::move(name)), stages)) {
        EXPECT_TRUE(file.content.ends_with('\n')) << file.path;
        EXPECT_TRUE(files.try_emplace(file.path, file.content).second) << file.path;
    }
    return files;
}

std::vector<std::string> paths(const std::map<std::string, std::string>& files)
{
    std::vector<std::string> all;
    for (const auto& [path, content] : files) {
        all.push_back(path);
    }
    return all;
}

using names = std::vector<std::string>;

TEST(rendered_files, of_nothing_are_the_overviews)
{
    EXPECT_EQ(paths(contents({})), (names{"README.md", "index.html"}));
    EXPECT_EQ(paths(contents({{.number = 1, .label = "Product"}})),
              (names{"README.md", "index.html"}));
}

TEST(rendered_files, are_outputs_where_there_are_some)
{
    const value data(R"({"engine": "postgresql", "tables": {"a": {"columns": {"x": "int"}}}})");
    auto files = contents({{.number = 3,
                            .label = "Database",
                            .data = data.view(),
                            .json = "{ }",
                            .markdown = "# Mine",
                            .sql = "SELECT 1;\n"}});
    EXPECT_EQ(files["database/schema-config.json"], "{ }\n");
    EXPECT_EQ(files["database/schema-config.md"], "# Mine\n");
    EXPECT_EQ(files["database/schema.sql"], "SELECT 1;\n");
    files = contents({{.number = 3, .label = "Database", .data = data.view()}});
    EXPECT_TRUE(
        files["database/schema-config.json"].starts_with("{\n  \"engine\": \"postgresql\""));
    EXPECT_TRUE(files["database/schema-config.md"].starts_with("# Database Design\n"));
    EXPECT_NE(files["database/schema.sql"].find("CREATE TABLE a"), std::string::npos);
}

// A load may bring outputs that are empty.
TEST(rendered_files, take_an_empty_output_for_none)
{
    for (int stage = first_stage; stage < last_stage; ++stage) {
        const value data(R"({"name": "x"})");
        const auto with = contents({{.number = stage,
                                     .label = "x",
                                     .data = data.view(),
                                     .json = "",
                                     .markdown = "",
                                     .sql = ""}});
        const auto without = contents({{.number = stage, .label = "x", .data = data.view()}});
        EXPECT_EQ(with, without) << stage;
    }
}

// A package's texts have no byte order mark.
TEST(rendered_files, begin_with_no_byte_order_mark)
{
    const value database(R"({"tables": [], "schema": "\ufeffSELECT 2;"})");
    auto files = contents(
        {{.number = 3, .label = "Database", .data = database.view(), .markdown = "\ufeff# Mine"}});
    EXPECT_EQ(files["database/schema-config.md"], "# Mine\n");
    EXPECT_EQ(files["database/schema.sql"], "SELECT 2;\n");
    files = contents({{.number = 3,
                       .label = "Database",
                       .data = database.view(),
                       .sql = "\ufeff\ufeffSELECT 1;\n"}});
    EXPECT_EQ(files["database/schema.sql"], "SELECT 1;\n");
}

TEST(rendered_files, take_the_data_s_own_sql_and_containers)
{
    const value database(
        R"json({"engine": "mysql", "tables": [], "schema": "CREATE TABLE x (a int)"})json");
    const value infrastructure(
        R"({"hosting": "x", "docker": {"dockerfile": "FROM a", "compose": "services: {}"}})");
    auto files =
        contents({{.number = 3, .label = "Database", .data = database.view()},
                  {.number = 8, .label = "Infrastructure", .data = infrastructure.view()}});
    EXPECT_EQ(files["database/schema.sql"], "CREATE TABLE x (a int)\n");
    EXPECT_EQ(files["infrastructure/Dockerfile"], "FROM a\n");
    EXPECT_EQ(files["infrastructure/docker-compose.yml"], "services: {}\n");
}

TEST(rendered_files, have_one_file_a_section)
{
    const value list(R"({"sections": [{"name": "B"}, {"name": "A", "route": "/"}]})");
    auto files = contents({{.number = 7, .label = "Sections", .data = list.view(), .json = "{}"}});
    EXPECT_EQ(paths(files), (names{"README.md", "index.html", "sections/a.json", "sections/b.json",
                                   "sections/sections.json", "sections/sections.md"}));
    EXPECT_EQ(files["sections/sections.json"], "{}\n");
    EXPECT_EQ(files["sections/a.json"], "{\n  \"name\": \"A\",\n  \"route\": \"/\"\n}\n");
    EXPECT_NE(files["README.md"].find("| A | `/` | [`sections/a.json`](sections/a.json) |"),
              std::string::npos);
    const value map(R"({"sections": {"z": {"route": "/z"}, "a": {"name": "Z"}}})");
    files = contents({{.number = 7, .label = "Sections", .data = map.view()}});
    EXPECT_NE(files["README.md"].find("| z | `/z` | [`sections/z.json`](sections/z.json) |"),
              std::string::npos);
    EXPECT_NE(files["README.md"].find("| Z | | [`sections/z-2.json`](sections/z-2.json) |"),
              std::string::npos);
    const value none(R"({"notes": "x"})");
    files = contents({{.number = 7, .label = "Sections", .data = none.view(), .json = "{}"}});
    EXPECT_EQ(files["sections/sections.json"], "{}\n");
}

TEST(rendered_files, page_keeps_names_as_names)
{
    for (const auto& text : testing::hostile_texts()) {
        const value data(fmt::format(R"({{"name": {0}, "tagline": {0}, "description": {0}}})",
                                     testing::json_string(text)));
        const auto files = contents(
            {{.number = 1, .label = text, .data = data.view()}, {.number = 2, .label = text}},
            text);
        const auto& page = files.at("index.html");
        for (const std::string_view forbidden : {"<script", "<img", "href=\"javascript", "<!--"}) {
            EXPECT_EQ(page.find(forbidden), std::string::npos) << text;
        }
    }
}

TEST(rendered_files, page_leaves_out_a_document_that_is_too_long)
{
    const value data("{}");
    const auto files = contents({{.number = 1,
                                  .label = "Product",
                                  .data = data.view(),
                                  .markdown = std::string(2'000'000, 'x')}});
    EXPECT_LT(files.at("index.html").size(), 50'000U);
    EXPECT_NE(files.at("index.html").find("too long for a page"), std::string::npos);
}

TEST(media_type, goes_by_the_name)
{
    EXPECT_EQ(media_type_of("a/b.json"), "application/json");
    EXPECT_EQ(media_type_of("README.md"), "text/markdown");
    EXPECT_EQ(media_type_of("index.html"), "text/html");
    EXPECT_EQ(media_type_of("database/schema.sql"), "application/sql");
    EXPECT_EQ(media_type_of("infrastructure/docker-compose.yml"), "application/yaml");
    EXPECT_EQ(media_type_of("infrastructure/Dockerfile"), "text/plain");
}

} // namespace
} // namespace sdp
