#include "core/render/schema_sql.hpp"

#include "rendering.hpp"

#include "core/render/sql_names.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

std::string sql_of(const std::string& tables)
{
    return schema_sql(
        testing::value(R"({"engine": "postgresql", "tables": )" + tables + "}").view());
}

constexpr std::string_view head =
    "-- The tables of database/schema-config.json, in the order of their foreign keys.\n";

TEST(schema_sql, is_for_postgresql_alone)
{
    EXPECT_EQ(schema_sql(testing::value(R"({"engine": "mysql", "tables": {"a": {}}})").view()), "");
    EXPECT_EQ(schema_sql(testing::value(R"({"tables": {"a": {}}})").view()), "");
    EXPECT_EQ(sql_of("[]"), "");
    EXPECT_EQ(sql_of("3"), "");
    EXPECT_EQ(sql_of(R"({"a": 3})"), std::string(head) + "\nCREATE TABLE a ();\n");
}

TEST(schema_sql, orders_tables_by_their_references)
{
    EXPECT_EQ(
        sql_of(
            R"json({"items": {"columns": {"order_id": "uuid NOT NULL REFERENCES orders(id) ON DELETE CASCADE"}},
                         "orders": {"columns": [{"name": "id", "type": "uuid", "isPrimaryKey": true}]}})json"),
        std::string(head) + R"sql(
CREATE TABLE orders (
    id uuid PRIMARY KEY
);

CREATE TABLE items (
    order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE
);
)sql");
}

TEST(schema_sql, closes_circles_at_the_end)
{
    EXPECT_EQ(
        sql_of(R"json({"a": {"columns": {"id": "int PRIMARY KEY", "b": "int REFERENCES b(id)"}},
                         "b": {"columns": {"id": "int PRIMARY KEY", "a": {"type": "int", "references": "a"},
                               "up": "int REFERENCES b"}}})json"),
        std::string(head) + R"sql(
CREATE TABLE b (
    id int PRIMARY KEY,
    a int,
    up int REFERENCES b (id)
);

CREATE TABLE a (
    id int PRIMARY KEY,
    b int REFERENCES b (id)
);

ALTER TABLE b
    ADD FOREIGN KEY (a) REFERENCES a (id);
)sql");
}

TEST(schema_sql, leaves_out_what_leads_nowhere_and_says_so)
{
    EXPECT_EQ(
        sql_of(
            R"json([{"name": "a", "columns": {"x": "int REFERENCES gone(id)", "y": {"type": "int", "references": "a(z)"}},
                          "indexes": [{"columns": ["nope"]}, "not an index"]}, {"name": "A", "columns": {}}])json"),
        std::string(head) + R"sql(
CREATE TABLE a (
    x int,
    y int
);

-- Left out: a second table A.
-- Left out: a.x refers to gone(id), a table that is not there, or one of several.
-- Left out: a.y refers to a(z), a column that is not there.
-- Left out: an index of table a, {"columns": ["nope"]}, on nope, which is not there or cannot be in such an index.
-- An index: not an index
)sql");
}

TEST(schema_sql, writes_types_defaults_and_rules)
{
    EXPECT_EQ(sql_of(R"json([{"name": "order", "description": "It's one", "columns": [
            {"name": "id", "type": "uuid", "isPrimaryKey": true, "defaultValue": "gen_random_uuid()"},
            {"name": "state", "type": "enum(open, 'it''s')", "nullable": false, "defaultValue": "open"},
            {"name": "note", "type": "string(80)", "unique": true},
            {"name": "at", "type": "datetime", "defaultValue": "now"},
            {"name": "n", "type": "integer", "defaultValue": 0, "check": "n >= 0"},
            {"name": "createdAt", "type": "date"}],
          "indexes": [{"name": "by_note", "columns": ["note DESC", "lower(note)"], "type": "btree", "unique": true},
                      "CREATE INDEX i ON \"order\" (at)"]}])json"),
              std::string(head) + R"sql(
CREATE TABLE "order" (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    state text CHECK (state IN ('open', 'it''s')) DEFAULT 'open' NOT NULL,
    note varchar(80) UNIQUE,
    at timestamptz DEFAULT now(),
    n integer DEFAULT 0 CHECK (n >= 0),
    "createdAt" date
);

CREATE UNIQUE INDEX by_note ON "order" USING btree (note DESC, lower(note));

CREATE INDEX i ON "order" (at);

COMMENT ON TABLE "order" IS 'It''s one';
)sql");
}

// A text is an expression where a call or parentheses begin, not where it mentions something.
TEST(schema_sql, tells_texts_from_expressions)
{
    EXPECT_EQ(sql_of(R"json([{"name": "t", "columns": [
        {"name": "a", "type": "string", "default": "N/A (none)"},
        {"name": "b", "type": "string", "default": "''"},
        {"name": "c", "type": "string", "default": ""},
        {"name": "d", "type": "string", "default": "pg_catalog.lower('X')"},
        {"name": "e", "type": "datetime", "default": "now() + interval '1 day'"},
        {"name": "f", "type": "int", "default": "(1 + 2)"}]}])json"),
              std::string(head) + R"sql(
CREATE TABLE t (
    a text DEFAULT 'N/A (none)',
    b text DEFAULT '',
    c text DEFAULT '',
    d text DEFAULT pg_catalog.lower('X'),
    e timestamptz DEFAULT now() + interval '1 day',
    f int DEFAULT (1 + 2)
);
)sql");
}

TEST(schema_sql, keeps_a_comment_from_swallowing_what_follows)
{
    EXPECT_EQ(sql_of(R"json({"a": {"columns": {"x": "int -- first /* one */", "y": "int",
                      "z": {"type": "text", "defaultValue": "---"}, "a--b": "text DEFAULT '--'"},
                      "constraints": ["CHECK (x > 0) -- more"]}})json"),
              std::string(head) + R"sql(
CREATE TABLE a (
    x int /* first / *  one * /  */,
    y int,
    z text DEFAULT '---',
    "a--b" text DEFAULT '--',
    CHECK (x > 0) /* more */
);
)sql");
}

TEST(schema_sql, keeps_what_happens_to_referring_rows)
{
    EXPECT_EQ(sql_of(R"json({"t": {"columns": {"id": "uuid PRIMARY KEY"}}, "s": {"columns": {
        "a": {"type": "uuid", "references": {"table": "t", "column": "id", "onDelete": "CASCADE"}},
        "b": {"type": "uuid", "references": "t(id) ON DELETE CASCADE"},
        "c": {"type": "uuid", "references": "t(id)", "onDelete": "SET NULL", "onUpdate": "noAction"},
        "d": {"type": "uuid REFERENCES t(id) ON DELETE CASCADE", "onDelete": "restrict"},
        "e": {"type": "uuid", "references": "t(id, x)"},
        "f": {"type": "uuid", "onDelete": "CASCADE"},
        "g": {"type": "uuid", "references": {"table": "t", "onDelete": "erase"}}}}})json"),
              std::string(head) + R"sql(
CREATE TABLE t (
    id uuid PRIMARY KEY
);

CREATE TABLE s (
    a uuid REFERENCES t (id) ON DELETE CASCADE,
    b uuid REFERENCES t (id) ON DELETE CASCADE,
    c uuid REFERENCES t (id) ON UPDATE NO ACTION ON DELETE SET NULL,
    d uuid REFERENCES t (id) ON DELETE CASCADE,
    e uuid,
    f uuid,
    g uuid REFERENCES t (id)
);

-- Of s.d: ON DELETE RESTRICT.
-- Of s.e: references: "t(id, x)".
-- Of s.f: onDelete: "CASCADE".
-- Of s.g, references: onDelete: "erase".
)sql");
}

TEST(schema_sql, leaves_no_default_out)
{
    EXPECT_EQ(sql_of(R"json([{"name": "t", "columns": [
        {"name": "a", "type": "text", "nullable": false, "defaultValue": ""},
        {"name": "b", "type": "jsonb", "defaultValue": {}},
        {"name": "c", "type": "text[]", "defaultValue": ["a", "it's"]},
        {"name": "d", "type": "jsonb", "defaultValue": [1, {"x": "y"}]},
        {"name": "e", "type": "array<string>", "defaultValue": []},
        {"name": "f", "type": "text", "defaultValue": "007"},
        {"name": "g", "type": "text", "defaultValue": "1e3"},
        {"name": "h", "type": "numeric", "defaultValue": "1e3"},
        {"name": "i", "type": "text", "defaultValue": "'it's'"},
        {"name": "j", "type": "text DEFAULT 'x'", "defaultValue": "y"},
        {"name": "k", "type": "serial", "defaultValue": 1},
        {"name": "l", "type": "boolean", "defaultValue": 0},
        {"name": "m", "type": "int", "defaultValue": {}},
        {"name": "n", "type": "uuid", "defaultValue": ""},
        {"name": "o", "type": "jsonb", "defaultValue": "open"},
        {"name": "p", "type": "text", "defaultValue": "std::vector"},
        {"name": "q", "type": "date", "defaultValue": "'2024-02-01'"},
        {"name": "r", "type": "date", "defaultValue": "1 day"},
        {"name": "s", "type": "jsonb", "defaultValue": "'{\"a\": \"it''s\"}'"},
        {"name": "t", "type": "jsonb", "defaultValue": "'x'"},
        {"name": "u", "type": "int", "defaultValue": "'x'"},
        {"name": "v", "type": "time", "defaultValue": "12:30"}]}])json"),
              std::string(head) + R"sql(
CREATE TABLE t (
    a text DEFAULT '' NOT NULL,
    b jsonb DEFAULT '{}',
    c text[] DEFAULT ARRAY['a', 'it''s']::text[],
    d jsonb DEFAULT '[1, {"x": "y"}]',
    e text[] DEFAULT '{}',
    f text DEFAULT '007',
    g text DEFAULT '1e3',
    h numeric DEFAULT 1e3,
    i text DEFAULT 'it''s',
    j text DEFAULT 'x',
    k serial,
    l boolean DEFAULT '0',
    m int,
    n uuid,
    o jsonb DEFAULT '"open"',
    p text DEFAULT 'std::vector',
    q date DEFAULT '2024-02-01',
    r date,
    s jsonb DEFAULT '{"a": "it''s"}',
    t jsonb,
    u int,
    v time DEFAULT '12:30'
);

-- Of t.j: defaultValue: "y".
-- Of t.k: defaultValue: 1.
-- Of t.m: defaultValue: {}.
-- Of t.n: defaultValue: "".
-- Of t.r: defaultValue: "1 day".
-- Of t.t: defaultValue: "'x'".
-- Of t.u: defaultValue: "'x'".
)sql");
}

TEST(schema_sql, knows_the_types_of_designs)
{
    EXPECT_EQ(sql_of(R"json({"t": {"columns": {
        "a": "string", "b": "enum(a,b) NOT NULL", "c": "number", "d": "DateTime NOT NULL",
        "e": "double", "f": "blob(10)", "g": "long", "h": "String", "i": "array", "j": "array<string>",
        "k": "object", "l": "ObjectId", "m": "number(10,2)", "n": "nvarchar(20)", "o": "int(11)",
        "p": "int AUTO_INCREMENT PRIMARY KEY", "q": "Array<enum(a)>", "r": "timestamp(3) with time zone",
        "s": {"type": "enum", "values": ["a", "it's"]}, "t": {"type": "varchar", "length": 40},
        "u": {"type": "decimal", "precision": 8, "scale": 2}, "v": {"type": "mood"},
        "w": {"type": "array", "items": {"type": "number"}}, "x": {"type": "int", "autoIncrement": true},
        "y": {"type": "text", "example": "me", "sensitive": false}, "z": "json"}}})json"),
              std::string(head) + R"sql(
CREATE TABLE t (
    a text,
    b text CHECK (b IN ('a', 'b')) NOT NULL,
    c numeric,
    d timestamptz NOT NULL,
    e double precision,
    f bytea,
    g bigint,
    h text,
    i jsonb,
    j text[],
    k jsonb,
    l text,
    m numeric(10,2),
    n varchar(20),
    o int,
    p int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    q text[],
    r timestamp(3) with time zone,
    s text CHECK (s IN ('a', 'it''s')),
    t varchar(40),
    u decimal(8,2),
    v text,
    w numeric[],
    x int GENERATED BY DEFAULT AS IDENTITY,
    y text,
    z json
);

-- Of t.f: its type blob(10) is none of PostgreSQL; it is bytea here.
-- Of t.l: its type ObjectId is none of PostgreSQL; it is text here.
-- Of t.o: its type int(11) is none of PostgreSQL; it is int here.
-- Of t.q: its type Array<enum(a)> is none of PostgreSQL; it is text[] here.
-- Of t.v: its type mood is none of PostgreSQL; it is text here.
-- Of t.y: example: "me".
)sql");
}

TEST(schema_sql, keeps_types_that_the_design_creates)
{
    EXPECT_EQ(schema_sql(testing::value(R"json({"engine": "postgresql",
        "types": ["CREATE TYPE app.mood AS ENUM ('sad', 'ok')"],
        "tables": {"app.t": {"columns": {"m": "app.mood NOT NULL", "l": "app.mood[]"}}}})json")
                             .view()),
              std::string(head) + R"sql(
CREATE SCHEMA IF NOT EXISTS app;

CREATE TYPE app.mood AS ENUM ('sad', 'ok');

CREATE TABLE app.t (
    m app.mood NOT NULL,
    l app.mood[]
);
)sql");
}

TEST(schema_sql, writes_the_rules_of_a_table)
{
    EXPECT_EQ(
        sql_of(R"json([{"name": "p", "primaryKey": ["a", "b"], "columns": {"a": "int", "b": "int"}},
        {"name": "t", "columns": {"a": "int", "b": "int", "c": {"type": "int", "generatedAs": "a + b"},
                                  "d": {"type": "int", "generated": true}},
         "unique": ["b"], "uniqueConstraints": [{"name": "u", "columns": ["a", "b"]}, ["a", "gone"]],
         "foreignKeys": [{"columns": ["a", "b"], "references": {"table": "p", "columns": ["a", "b"]}, "onDelete": "CASCADE"},
                         {"columns": ["a"], "references": "p(a)"}],
         "constraints": [{"name": "k", "check": "b < 9"}, {"type": "unique", "columns": ["a"]}, "be nice", {"odd": 1}],
         "checks": ["b > 0"], "partitionBy": "a"}])json"),
        std::string(head) + R"sql(
CREATE TABLE p (
    a int,
    b int,
    PRIMARY KEY (a, b)
);

CREATE TABLE t (
    a int,
    b int,
    c int GENERATED ALWAYS AS (a + b) STORED,
    d int,
    UNIQUE (b),
    CONSTRAINT u UNIQUE (a, b),
    UNIQUE (a),
    CONSTRAINT k CHECK (b < 9),
    CHECK (b > 0)
);

ALTER TABLE t
    ADD FOREIGN KEY (a, b) REFERENCES p (a, b) ON DELETE CASCADE;

-- Of t.d: generated: true.
-- Of table t: be nice.
-- Of table t: {"odd": 1}.
-- Of table t: partitionBy: "a".
-- Left out: UNIQUE of table t, ["a", "gone"], with a column that is not there.
-- Left out: the foreign key {"columns": ["a"], "references": "p(a)"} of table t, since what it refers to is no key of so many columns.
)sql");
}

TEST(schema_sql, tells_tables_of_several_schemas_apart)
{
    EXPECT_EQ(sql_of(R"json({"app.users": {"columns": {"id": "uuid PRIMARY KEY"}},
        "audit.users": {"columns": {"id": "uuid PRIMARY KEY", "of": "uuid REFERENCES app.users(id)",
                                    "up": {"type": "uuid", "references": "users(id)"},
                                    "at": {"type": "uuid", "references": {"table": "app.users"}},
                                    "by": {"type": "uuid", "references": "app.users"}}},
        "x": {"columns": {"u": "uuid REFERENCES users(id)"}},
        "public.x": {"columns": {"u": "uuid"}}})json"),
              std::string(head) + R"sql(
CREATE SCHEMA IF NOT EXISTS app;

CREATE SCHEMA IF NOT EXISTS audit;

CREATE TABLE app.users (
    id uuid PRIMARY KEY
);

CREATE TABLE audit.users (
    id uuid PRIMARY KEY,
    of uuid REFERENCES app.users (id),
    up uuid REFERENCES audit.users (id),
    at uuid REFERENCES app.users (id),
    by uuid REFERENCES app.users (id)
);

CREATE TABLE x (
    u uuid
);

-- Left out: a second table public.x.
-- Left out: x.u refers to users(id), a table that is not there, or one of several.
)sql");
}

TEST(schema_sql, takes_a_long_chain_of_tables)
{
    std::string tables;
    for (int i = 0; i < 50'000; ++i) {
        tables += fmt::format(
            R"json({}"t{}": {{"columns": {{"id": "int PRIMARY KEY", "next": "int REFERENCES t{}(id)"}}}})json",
            i == 0 ? "" : ",", i, i + 1);
    }
    const auto sql = sql_of("{" + tables + "}");
    EXPECT_LT(sql.find("CREATE TABLE t49999 "), sql.find("CREATE TABLE t0 "));
}

// Nothing that is looked up for each reference is made anew for it.
TEST(schema_sql, takes_many_references_to_wide_keys)
{
    std::string columns;
    std::string uniques;
    std::string references;
    std::string keys;
    for (int i = 0; i < 3'000; ++i) {
        const auto* const comma = i == 0 ? "" : ",";
        columns += fmt::format(R"json({}"c{}": "int")json", comma, i);
        keys += fmt::format(R"json({}"c{}")json", comma, i);
        uniques += fmt::format(R"json({}["c{}"])json", comma, i);
        references += fmt::format(R"json({}"c{}": "int REFERENCES a(c{})")json", comma, i, i);
    }
    const auto sql = sql_of(fmt::format(
        R"json({{"a": {{"columns": {{{}}}, "primaryKey": [{}], "uniqueConstraints": [{}]}},
                "b": {{"columns": {{{}}}}}}})json",
        columns, keys, uniques, references));
    EXPECT_NE(sql.find("    c2999 int REFERENCES a (c2999)\n"), std::string::npos);
}

TEST(schema_sql, gives_no_name_twice)
{
    const std::string name(63, 'x');
    EXPECT_EQ(
        sql_of(fmt::format(
            R"json({{"users": {{"columns": {{"id": "int PRIMARY KEY", " id": "int", "\"id\"": "text", "{0}1": "int", "{0}2": "int"}},
        "indexes": [{{"name": "users_pkey", "columns": ["id"]}}, {{"name": "USERS", "columns": ["id"]}},
                    "CREATE INDEX i ON users (id)", "CREATE INDEX i ON users (id)"],
        "checks": {{"k": "id > 0"}}, "uniqueConstraints": [{{"name": "k", "columns": ["id"]}}]}},
        "{0}1": {{"columns": {{}}}}, "{0}2": {{"columns": {{}}}}}})json",
            name)),
        std::string(head) + fmt::format(R"sql(
CREATE TABLE users (
    id int PRIMARY KEY,
    {0}1 int,
    CONSTRAINT k UNIQUE (id),
    CHECK (id > 0)
);

CREATE TABLE {0}1 ();

CREATE INDEX ON users (id);

CREATE INDEX ON users (id);

CREATE INDEX i ON users (id);

CREATE INDEX ON users (id);

-- Of table users: a column of the same name: "int".
-- Of table users: a column of the same name: "text".
-- Of table users: a column of the same name: "int".
-- Left out: a second table {0}2.
-- A constraint of table users has another name, since k is taken.
-- An index of table users has another name, since users_pkey is taken.
-- An index of table users has another name, since USERS is taken.
-- An index of table users has another name, since i is taken.
)sql",
                                        name));
}

TEST(schema_sql, puts_references_behind_the_indexes_that_they_need)
{
    EXPECT_EQ(
        sql_of(
            R"json({"a": {"columns": {"code": "text"}, "indexes": [{"columns": ["code"], "unique": true}]},
        "b": {"columns": {"c": "text REFERENCES a(code)"}}})json"),
        std::string(head) + R"sql(
CREATE TABLE a (
    code text
);

CREATE TABLE b (
    c text
);

CREATE UNIQUE INDEX ON a (code);

ALTER TABLE b
    ADD FOREIGN KEY (c) REFERENCES a (code);
)sql");
}

TEST(schema_sql, reads_keys_that_are_SQL)
{
    EXPECT_EQ(
        sql_of(
            R"json({"a": {"columns": {"id": "int PRIMARY KEY", "e": "text", "x": "int", "checked_x": "int"},
            "constraints": ["PRIMARY KEY (id)", "CONSTRAINT u UNIQUE (e)", "PRIMARY KEY (x)", "unique_x > 0"],
            "uniqueConstraints": ["(x, e)"], "checks": ["checked_x > 0"]},
        "b": {"columns": {"e": {"type": "text REFERENCES a(e)", "references": {"column": "e"}}}}})json"),
        std::string(head) + R"sql(
CREATE TABLE a (
    id int PRIMARY KEY,
    e text,
    x int,
    checked_x int,
    UNIQUE (x, e),
    CONSTRAINT u UNIQUE (e),
    CHECK (checked_x > 0)
);

CREATE TABLE b (
    e text REFERENCES a (e)
);

-- Of table a: PRIMARY KEY (x).
-- Of table a: unique_x > 0.
-- Of b.e: references: {"column": "e"}.
)sql");
}

// What the server would not take as a value of the type would stop the script.
TEST(schema_sql, writes_values_of_the_type_alone)
{
    EXPECT_EQ(sql_of(R"json([{"name": "t", "columns": [
        {"name": "a", "type": "text", "enum": ["a", null]}, {"name": "b", "type": "int", "enum": ["low"]},
        {"name": "c", "type": "text[]", "enum": ["a", "b"]}, {"name": "d", "type": "date", "default": "2023-02-29"},
        {"name": "e", "type": "date", "default": "2024-02-29"}, {"name": "f", "type": "timestamptz", "default": "2024-02-01T10:00:00.5+02:00"},
        {"name": "g", "type": "interval", "default": "3 apples"}, {"name": "h", "type": "interval", "default": "3 days ago"},
        {"name": "i", "type": "text", "default": "C:\\"}, {"name": "j", "type": "time", "default": "24:01"}]}])json"),
              std::string(head) + R"sql(
CREATE TABLE t (
    a text CHECK (a IN ('a')),
    b int,
    c text[] CHECK (c <@ ARRAY['a', 'b']::text[]),
    d date,
    e date DEFAULT '2024-02-29',
    f timestamptz DEFAULT '2024-02-01T10:00:00.5+02:00',
    g interval,
    h interval DEFAULT '3 days ago',
    i text DEFAULT E'C:\\',
    j time
);

-- Of t.b: enum: ["low"].
-- Of t.d: default: "2023-02-29".
-- Of t.g: default: "3 apples".
-- Of t.j: default: "24:01".
)sql");
}

TEST(schema_sql, makes_what_its_parts_need)
{
    EXPECT_EQ(schema_sql(testing::value(R"json({"engine": "postgresql",
        "types": ["CREATE TYPE app.mood AS ENUM ('a')", "CREATE TYPE biz.mood AS ENUM ('b')"],
        "tables": {"t": {"columns": {"Date": "date", "createdAt": "app.mood", "v": "halfvec(3)"},
                   "indexes": [{"columns": ["lower(createdAt)", "v text_ops -- so"]},
                               {"columns": ["Date gin_trgm_ops"], "type": "gin"}]}}})json")
                             .view()),
              std::string(head) + R"sql(
CREATE EXTENSION IF NOT EXISTS vector;

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA IF NOT EXISTS app;

CREATE SCHEMA IF NOT EXISTS biz;

CREATE TYPE app.mood AS ENUM ('a');

CREATE TYPE biz.mood AS ENUM ('b');

CREATE TABLE t (
    "Date" date,
    createdAt app.mood,
    v halfvec(3)
);

CREATE INDEX ON t (lower(createdAt), v text_ops /* so */);

CREATE INDEX ON t USING gin ("Date" gin_trgm_ops);
)sql");
}

TEST(sql_names, are_as_the_server_has_them)
{
    EXPECT_EQ(server_name("Users"), "users");
    EXPECT_EQ(server_name("\"A\"\"b\""), "A\"b");
    EXPECT_EQ(server_name(std::string(64, 'x')), std::string(63, 'x'));
    EXPECT_EQ(server_name(std::string(62, 'x') + "é"), std::string(62, 'x'));
}

TEST(sql_names, are_quoted_where_needed)
{
    sql_names names;
    names.note("CHECK (stageNumber > 0 AND x <> 'Other' AND \"Third\" = 1)");
    EXPECT_EQ(names.identifier("users"), "users");
    EXPECT_EQ(names.identifier("user"), "\"user\"");
    EXPECT_EQ(names.identifier("createdAt"), "\"createdAt\"");
    EXPECT_EQ(names.identifier("stageNumber"), "stageNumber");
    EXPECT_EQ(names.identifier("Other"), "\"Other\"");
    EXPECT_EQ(names.identifier("Third"), "\"Third\"");
    EXPECT_EQ(names.identifier("\"As Is\""), "\"As Is\"");
    EXPECT_EQ(names.identifier("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(names.identifier("1st"), "\"1st\"");
    EXPECT_EQ(names.qualified("auth.users"), "auth.users");
    EXPECT_EQ(names.qualified("a b.c"), "\"a b.c\"");
}

} // namespace
} // namespace sdp
