#include "core/json/canonical.hpp"
#include "core/render/stages.hpp"

#include "rendering.hpp"

#include "core/render/compose.hpp"
#include "core/render/schema_sql.hpp"
#include "core/rules/design.hpp"
#include "core/stages.hpp"
#include "core/utf8.hpp"

#include <fstream>
#include <functional>
#include <iterator>

#include <gtest/gtest.h>

namespace sdp {
namespace {

using testing::json_string;
using testing::letters;
using testing::read_by_people;
using testing::rendered;
using testing::value;

// Calls function for each string and number of a value, and for the keys of maps.
template <typename Function> void for_each_leaf(const any_json_view& view, Function function)
{
    if (view.kind() == json_kind::string) {
        function(std::string(view.string()));
    } else if (view.kind() == json_kind::number) {
        function(view.exact().text());
    } else if (view.kind() >= json_kind::array) {
        for (std::size_t i = 0; i < view.size(); ++i) {
            for_each_leaf(view.kind() == json_kind::object ? view.value(i) : view.element(i),
                          function);
        }
    }
}

// Every text of the data is on the page.
void expect_all_of_it(int stage, const std::string& json)
{
    const value data(json);
    const auto markdown = render_stage(stage, data.view());
    const auto page = letters(read_by_people(markdown));
    for_each_leaf(data.view(), [&](const std::string& text) {
        EXPECT_NE(page.find(letters(text)), std::string::npos)
            << "stage " << stage << " lost " << text << " of " << json << "\n"
            << markdown;
    });
}

// The shapes that test/content/test_content.py holds the schemas to, and more.
const std::vector<std::pair<int, std::string>>& shapes()
{
    static const std::vector<std::pair<int, std::string>>
        all =
            {
                {1, R"json({"name": "小さな店"})json"},
                {1,
                 R"json({"name": "Shop", "features": {"Cart": {"description": "Holds goods"}, "Search": "Finds goods"}})json"},
                {1,
                 R"json({"name": "Shop", "features": [{"id": 7, "name": "Cart"}, "Sear"], "targetUsers": ["Buyers"]})json"},
                {1,
                 R"json({"name": "Shop", "problems": {"Queues": {"solution": "Order ahead"}}, "targetUsers": "in a hurry"})json"},
                {1,
                 R"json({"name": "Shop", "problems": [{"problem": "p1", "solution": "s1", "cost": 5}, "only"], "personas": {"Ann": {"role": "buyer", "age": 33}, "Bob": "text"}})json"},
                {1,
                 R"json({"name": "S", "features": 3, "personas": "many", "problems": "queues", "tagline": ["a", "b"]})json"},
                {2, R"json({"entities": []})json"},
                {2,
                 R"json({"entities": {"User": {"fields": {"id": "uuid", "role": {"type": "enum(a,b)", "required": true, "index": "hash"}}}}})json"},
                {2,
                 R"json({"entities": [{"id": "e1", "name": "User", "fields": []}, {"id": "e2", "name": "Order"}],
               "relationships": [{"fromEntityId": "e1", "toEntityId": "e2", "type": "one-to-many", "cascade": "deletes"}]})json"},
                {2,
                 R"json({"entities": {"User": {}, "Order": {"name": "Purchase"}}, "relationships": {"orders": {"from": "User", "to": "Order", "foreignKey": "user_id"}, "odd": "words"}})json"},
                {2, R"json({"entities": ["User", 7], "relationships": "none"})json"},
                {3, R"json({"engine": "none", "tables": []})json"},
                {3,
                 R"json({"engine": "postgresql", "version": 16, "tables": [{"name": "orders", "columns": [
               {"name": "id", "type": "uuid", "nullable": false, "defaultValue": null, "isPrimaryKey": true},
               {"name": "user_id", "type": "uuid", "isForeignKey": true, "references": "users(id)"},
               {"name": "qty", "type": "int", "defaultValue": 5, "unique": true, "description": "how many", "tag": "x1"},
               {"name": "o", "type": "int", "references": {"table": "t9", "column": "c9", "onDelete": "CASCADE"}}]}],
               "indexes": [{"table": "orders", "columns": ["user_id"], "type": "btree"}, "CREATE INDEX i ON orders (id)"], "schema": "CREATE TABLE z (…)"})json"},
                {3,
                 R"json({"engine": "sqlite", "tables": {"users": {"columns": {"id": "integer PRIMARY KEY", "name": {"type": "text"}}, "owner": {"team": "core"}}}})json"},
                {3,
                 R"json({"engine": "postgresql", "schemas": {"users": {"table": "app_users", "primaryKey": ["id", "b"], "columns": {"id": "uuid PRIMARY KEY", "odd": 7}}}})json"},
                {4, R"json({"endpoints": []})json"},
                {4,
                 R"json({"endpoints": [{"method": "POST", "path": "/users", "requestBody": "email, name, password"}]})json"},
                {4,
                 R"json({"endpoints": {"listUsers": {"method": "GET", "path": "/users", "params": ["limit"], "response": {"200": "User[]"}}}})json"},
                {4,
                 R"json({"auth": "bearer token", "pagination": "by cursor", "endpoints": [{"method": "PUT", "path": "/users/:id", "body": {}, "params": {"id": "the id"}, "roles": ["admin"]}]})json"},
                {4,
                 R"json({"endpoints": ["GET /x", 5, {"summary": "s only"}], "basePath": 7, "auth": {"strategy": "jwt", "ttl": {"a": {"b": {"c": {"d": {"e": "deep"}}}}}}})json"},
                {4,
                 R"json({"endpoints": [{"method": "GET", "path": "/a", "tag": "T", "summary": "sum", "description": "desc", "response": {"items": [{"id": "uuid"}], "next": "cursor"}, "params": [{"name": "q", "in": "query", "type": "string", "example": "cats"}]}]})json"},
                {5,
                 R"json({"framework": "Next.js", "backend": {"language": "Go"}, "database": {"engine": "postgresql", "version": "16"}})json"},
                {5,
                 R"json({"selections": {"language": "Rust", "tests": ["cargo test", "insta"]}, "dependencies": ["serde"]})json"},
                {5,
                 R"json({"selections": [{"id": 1, "name": "Django"}], "dependencies": {"django": "5.2", "ruff": {"version": "0.13", "dev": true, "why": "lint"}}})json"},
                {5, R"json({"framework": "Rails", "structure": "app/\n  models/\n"})json"},
                {5,
                 R"json({"selections": {"x": {"name": "n1", "version": 2, "reason": "fast"}}, "structure": [{"name": "src", "children": ["a.ts", {"deep": {"deeper": [1, null]}}]}, "lib"]})json"},
                {6,
                 R"json({"colors": {"primary": "#123456"}, "typography": {"body": "serif"}})json"},
                {6,
                 R"json({"colors": [{"name": "primary", "shades": {"500": "#123456"}, "usage": "buttons"}], "typography": {"scale": 1.25}, "spacing": [4, 8, 16]})json"},
                {6,
                 R"json({"colors": {"dark": {"primary": {"500": "#123456"}}}, "typography": {"body": {"family": "Inter", "weights": [400], "italic": "never"}, "scale": ["a1", "a2"]}, "borderRadius": 4, "shadows": "none", "spacing": {"s": {"x": 1}}})json"},
                {7, R"json({"sections": []})json"},
                {7,
                 R"json({"sections": {"Orders": {"route": "/orders", "dataRequirements": ["Order (only open ones)"]}}})json"},
                {7,
                 R"json({"sections": [{"id": "s1", "name": "Orders", "components": ["Table", {"name": "Row", "children": ["Cell"], "props": {"a": 1}}]}]})json"},
                {7,
                 R"json({"sections": [{"name": "Orders", "components": {"Table": {"children": {"Row": {}}}}, "interactions": ["Sort by date"], "stateManagement": {"store": "zustand"}}]})json"},
                {7,
                 R"json({"sections": ["Home", {"name": "B", "interactions": {"tap": {"trigger": "t", "behavior": "b", "delay": 3}, "hold": "h"}, "seo": {"title": "T"}}], "layout": "grid"})json"},
                {8, R"json({"hosting": "Fly.io"})json"},
                {8,
                 R"json({"hosting": {"application": "Fly.io"}, "docker": {"services": {"web": {"image": "nginx", "ports": ["80:80"]}}, "registry": "ghcr"}, "ci": "GitHub Actions"})json"},
                {8,
                 R"json({"hosting": "Fly.io", "environment": {"required": {"DATABASE_URL": "connection"}, "optional": {"LOG_LEVEL": {"default": "info"}}, "note": "n"}})json"},
                {8,
                 R"json({"hosting": "Fly.io", "envVars": ["DATABASE_URL", {"name": "LOG_LEVEL", "required": false, "scope": "all"}], "docker": "yes", "environment": "prod"})json"},
                {8,
                 R"json({"hosting": "x", "docker": {"dockerfile": "FROM a\nRUN ```x```\n", "compose": "services:\n  a: {}\n"}})json"},
            };
    return all;
}

TEST(renderers, show_everything_of_every_shape)
{
    for (const auto& [stage, json] : shapes()) {
        expect_all_of_it(stage, json);
    }
}

TEST(renderers, show_everything_of_another_stages_data)
{
    for (int stage = 1; stage <= 8; ++stage) {
        for (const auto& [other, json] : shapes()) {
            expect_all_of_it(stage, json);
        }
    }
}

TEST(renderers, show_everything_of_the_example)
{
    for (int stage = 1; stage <= 8; ++stage) {
        std::ifstream file(fmt::format("{}/examples/project/{}-{}.json", SDP_SOURCE_DIR, stage,
                                       definition_of(stage).name));
        const std::string json{std::istreambuf_iterator<char>(file), {}};
        ASSERT_FALSE(json.empty());
        expect_all_of_it(stage, json);
    }
}

// Calls function(json) for a document with each value in it, in turn, replaced by each of others.
template <typename Function>
void for_each_replacement(const std::string& json, const std::vector<std::string>& others,
                          Function function)
{
    const auto document = ordered_json::parse(json);
    const std::function<void(const ordered_json::json_pointer&)> visit =
        [&](const ordered_json::json_pointer& at) {
            for (const auto& other : others) {
                if (at.empty()) {
                    break; // A stage's data are an object.
                }
                auto changed = document;
                changed[at] = ordered_json::parse(other);
                function(changed.dump());
            }
            const auto& here = document[at];
            if (here.is_object()) {
                for (const auto& [name, inner] : here.items()) {
                    visit(at / name);
                }
            } else if (here.is_array()) {
                for (std::size_t i = 0; i < here.size(); ++i) {
                    visit(at / i);
                }
            }
        };
    visit(ordered_json::json_pointer());
}

TEST(renderers, show_everything_wherever_it_stands)
{
    const std::vector<std::string> others = {
        R"("zqtext")",
        "90017",
        R"(["zqone", "zqtwo"])",
        R"([["zqone"], 90017])",
        R"([{"zqkey": "zqone"}, {"zqkey": 90017}])",
        R"({"zqkey": "zqone", "zqother": 90017})",
        R"({"zqkey": ["zqone"], "zqother": {"zqinner": ["zqtwo", {"zqdeep": 90017}]}})",
        R"({"zqkey": {"columns": ["zqone"], "name": "zqname", "description": ["zqtwo"]}})",
        R"({"name": ["zqone"], "type": {"zqkey": 90017}, "description": ["zqtwo"]})"};
    for (const auto& [stage, json] : shapes()) {
        for_each_replacement(json, others, [stage = stage](const std::string& changed) {
            const value data(changed);
            const auto markdown = render_stage(stage, data.view());
            const auto page = letters(read_by_people(markdown));
            for_each_leaf(data.view(), [&](const std::string& text) {
                ASSERT_NE(page.find(letters(text)), std::string::npos)
                    << "stage " << stage << " lost " << text << " of " << changed << "\n"
                    << markdown;
            });
            for (const std::string_view key : {"zqkey", "zqother", "zqinner", "zqdeep"}) {
                ASSERT_EQ(page.find(key) == std::string::npos,
                          changed.find(key) == std::string::npos)
                    << "stage " << stage << " lost " << key << " of " << changed << "\n"
                    << markdown;
            }
        });
    }
}

TEST(renderers, write_utf8_of_broken_sql)
{
    const std::vector<std::string> others = {
        R"("é")",          R"("users(é")",
        R"("\"é")",        R"("int references users(é")",
        R"("enum(é")",     R"("enum('é")",
        R"("é[")",         R"("[é")",
        R"("array<é")",    R"("x DEFAULT 'é")",
        R"("CHECK (é")",   R"("CREATE INDEX ON é (é")",
        R"("`é")",         R"("CREATE TYPE é")",
        R"("/*é")",        R"({"table": "\"é", "column": "é("})",
        R"(["é(", "\"é"])"};
    for (const auto& [stage, json] : shapes()) {
        for_each_replacement(json, others, [stage = stage](const std::string& changed) {
            const value data(changed);
            software_design design;
            read_into(design, stage, data.view());
            std::string all = render_stage(stage, data.view()) + schema_sql(data.view()) +
                              compose_file_in(data.view());
            for (const auto& one : cross_reference_findings(stage, design, [] {})) {
                all += one.message + one.path + one.detail;
            }
            ASSERT_TRUE(is_utf8(all)) << "stage " << stage << " breaks a character of " << changed;
        });
    }
}

TEST(renderers, take_any_value)
{
    for (int stage = 1; stage <= 8; ++stage) {
        for (const auto* const json : {"{}", "[]", "null", "3", "\"x\"", "[[[]]]", R"({"": ""})",
                                       R"({"": {"": {"": [{}]}}})"}) {
            EXPECT_TRUE(rendered(stage, json).starts_with("# ")) << json;
        }
    }
}

// The shapes once more with a hostile text for every string, and for every key of a map.
std::string replaced(const any_json_view& view, const std::string& text, bool keys)
{
    if (view.kind() == json_kind::string) {
        return json_string(text);
    }
    if (view.kind() < json_kind::array) {
        return view.kind() == json_kind::number    ? view.exact().text()
               : view.kind() == json_kind::boolean ? view.boolean() ? "true" : "false"
                                                   : "null";
    }
    const bool is_object = view.kind() == json_kind::object;
    std::string out;
    for (std::size_t i = 0; i < view.size(); ++i) {
        out += out.empty() ? "" : ",";
        const auto inner = is_object ? view.value(i) : view.element(i);
        if (is_object) {
            out +=
                json_string(keys ? std::string(view.name(i)) + text : std::string(view.name(i))) +
                ":";
        }
        out += replaced(inner, text, keys);
    }
    return is_object ? "{" + out + "}" : "[" + out + "]";
}

TEST(renderers, keep_hostile_texts_as_texts)
{
    for (const auto& [stage, json] : shapes()) {
        const value shape(json);
        for (const auto& text : testing::hostile_texts()) {
            for (const bool keys : {false, true}) {
                const auto data = replaced(shape.view(), text, keys);
                const auto markdown = rendered(stage, data);
                const auto html = html_of(markdown, "t").html;
                for (const std::string_view forbidden :
                     {"<script", "<img", "<iframe", "<a ", "javascript:alert(1)\"", "onerror=\"",
                      "<!--", "<b>", "<del>"}) {
                    EXPECT_EQ(html.find(forbidden), std::string::npos)
                        << forbidden << " in " << html << "\n"
                        << markdown;
                }
                const bool is_there = keys || data.find(json_string(text)) != std::string::npos;
                EXPECT_EQ(letters(testing::text_of_html(html)).find(letters(text)) !=
                              std::string::npos,
                          is_there || letters(text).empty())
                    << text << " is lost in " << markdown;
            }
        }
    }
}

TEST(data_model, is_rendered_with_a_diagram_and_tables)
{
    const auto markdown =
        rendered(2, R"json({"entities": [{"name": "User", "description": "Who", "fields": [
                {"name": "id", "type": "uuid", "required": true, "isPrimaryKey": true},
                {"name": "plan type", "type": "enum(a,b)"}]}, {"name": "Line Item"}],
             "relationships": [{"from": "User", "to": "Line Item", "type": "one-to-many"}]})json");
    EXPECT_EQ(markdown, R"(# Data Model

```mermaid
erDiagram
    User {
        uuid id PK
        enum plan_type "plan type"
    }
    "Line Item"
    User ||--o{ "Line Item" : "one-to-many"
```

## Entities

### User

Who

| Field | Type | Required | More |
| --- | --- | --- | --- |
| `id` | `uuid` | yes | isPrimaryKey |
| `plan type` | `enum(a,b)` | | |

### Line Item

## Relationships

| From | To | Type |
| --- | --- | --- |
| User | Line Item | one-to-many |
)");
}

TEST(data_model, quotes_what_mermaid_takes_for_its_own)
{
    const auto markdown =
        rendered(2, R"json({"entities": {"To": {"fields": {"pk": "FK", "uk": "x"}},
        "End": {}, "accTitle": {}, "accDescr": {}, "Total": {}}})json");
    EXPECT_NE(markdown.find(R"(    "To" {
        _FK _pk "pk"
        x _uk "uk"
    }
    "End"
    "accTitle"
    "accDescr"
    Total
)"),
              std::string::npos)
        << markdown;
}

TEST(database, shows_names_as_they_are_written)
{
    const auto markdown = rendered(3, R"json({"engine": "x", "tables": [
        {"name": "UserAccount", "columns": {"displayName": "text", "Boss": "int REFERENCES Gone(Id)"}},
        {"name": "Order", "columns": [{"name": "buyerId", "type": "uuid", "references": "useraccount(id)"}]}]})json");
    EXPECT_NE(markdown.find(R"(    UserAccount {
        text displayName
        int Boss FK
    }
    Order {
        uuid buyerId FK
    }
    Gone |o--o{ UserAccount : "Boss"
    UserAccount |o--o{ Order : "buyerId"
)"),
              std::string::npos)
        << markdown;
}

TEST(data_model, too_large_for_a_diagram_says_so)
{
    std::string entities;
    for (int i = 0; i < 300; ++i) {
        entities += fmt::format("{}\"E{}\": {{}}", i == 0 ? "" : ",", i);
    }
    const auto markdown = rendered(2, "{\"entities\": {" + entities + "}}");
    EXPECT_EQ(markdown.find("mermaid"), std::string::npos);
    EXPECT_NE(markdown.find("too many entities"), std::string::npos);
}

TEST(members, stand_in_the_order_of_writing)
{
    const auto markdown = rendered(
        3,
        R"({"engine": "x", "tables": {"b": {"columns": {"zz": "int", "a": "int"}}, "a": {"columns": {}}}})");
    EXPECT_LT(markdown.find("### b"), markdown.find("### a"));
    EXPECT_LT(markdown.find("| `zz`"), markdown.find("| `a`"));
}

// Sixteen times the data gives at most some twenty times the text. (What takes time that grows with
// the square shows as well: the test would not end.)
TEST(renderers, name_what_stands_in_lists)
{
    EXPECT_EQ(rendered(1, R"({"name": "x", "plans": [{"a": 1, "b": [{"c": 2}]}, {"a": 3, "b": ""}],
                             "notes": {"es": "", "en": {"shortText": [], "b": 1}}})"),
              R"(# x

## Plans

- **A:** 1
  - **B:**
    - c: 2
- a: 3; b: –

## Notes

- **es:** –
- **en:**
  - **shortText:** –
  - **b:** 1
)");
}

TEST(database, shows_empty_defaults)
{
    const auto text = rendered(3, R"({"engine": "sqlite", "tables": [{"name": "t", "columns": [
        {"name": "a", "type": "text", "defaultValue": ""},
        {"name": "b", "type": "jsonb", "default": {}}]}]})");
    EXPECT_NE(text.find("| `a` | `text` | `\"\"` |"), std::string::npos) << text;
    EXPECT_NE(text.find("| `b` | `jsonb` | `{}` |"), std::string::npos) << text;
}

TEST(renderers, write_no_more_than_the_data_ask_for)
{
    const auto bytes_for = [](int stage, const std::string& json) {
        const value data(json);
        const auto markdown = render_stage(stage, data.view());
        const auto page = html_of(markdown, "t").html;
        EXPECT_FALSE(page.empty());
        return markdown.size() + page.size();
    };
    const auto many = [](const std::string& item, std::size_t count) {
        std::string list;
        for (std::size_t i = 0; i < count; ++i) {
            list += (i == 0 ? "" : ",") + fmt::format(fmt::runtime(item), i);
        }
        return list;
    };
    using maker = std::function<std::string(std::size_t)>;
    const std::vector<std::pair<int, maker>> makers = {
        {1,
         [&](std::size_t n) {
             return R"({"name":"x","features":[)" + many(R"({{"name":"f{}"}})", n) + "]}";
         }},
        {2,
         [&](std::size_t n) {
             return R"({"entities":{)" + many(R"("e{}":{{"fields":{{"a":"b"}}}})", n) + "}}";
         }},
        {3,
         [&](std::size_t n) {
             return R"({"engine":"postgresql","tables":{)" +
                    many(R"("t{}":{{"columns":{{"a":"int"}}}})", n) + "}}";
         }},
        {4,
         [&](std::size_t n) {
             return R"({"endpoints":[)" +
                    many(R"({{"method":"GET","path":"/{0}","tag":"t{0}"}})", n) + "]}";
         }},
        {7,
         [&](std::size_t n) {
             return R"({"sections":{)" + many(R"("s{}":{{"route":"/"}})", n) + "}}";
         }},
        {8, [&](std::size_t n) { return R"({"hosting":"x",)" + many(R"("m{}":[1])", n) + "}"; }},
        {1, [&](std::size_t n) { return R"({"name":")" + std::string(n * 20, '`') + "\"}"; }},
        {1, [&](std::size_t n) { return R"({"name":")" + std::string(n * 20, '_') + "\"}"; }},
        {1,
         [&](std::size_t n) {
             return R"({"x":)" + std::string(900, '[') + many("{}", n) + std::string(900, ']') +
                    "}";
         }},
    };
    for (const auto& [stage, make] : makers) {
        constexpr std::size_t small = 1'000;
        constexpr std::size_t large = 16'000;
        const auto first = bytes_for(stage, make(small));
        const auto second = bytes_for(stage, make(large));
        EXPECT_LT(second, 20 * first) << "stage " << stage << ": " << make(3);
    }
}

} // namespace
} // namespace sdp
