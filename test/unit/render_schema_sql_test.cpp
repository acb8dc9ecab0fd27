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
        std::string(head) + R"(
CREATE TABLE orders (
    id uuid PRIMARY KEY
);

CREATE TABLE items (
    order_id uuid NOT NULL REFERENCES orders (id) ON DELETE CASCADE
);
)");
}

TEST(schema_sql, closes_circles_at_the_end)
{
    EXPECT_EQ(
        sql_of(R"json({"a": {"columns": {"id": "int PRIMARY KEY", "b": "int REFERENCES b(id)"}},
                         "b": {"columns": {"id": "int PRIMARY KEY", "a": {"type": "int", "references": "a"},
                               "up": "int REFERENCES b"}}})json"),
        std::string(head) + R"(
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
)");
}

TEST(schema_sql, leaves_out_what_leads_nowhere_and_says_so)
{
    EXPECT_EQ(
        sql_of(
            R"json([{"name": "a", "columns": {"x": "int REFERENCES gone(id)", "y": {"type": "int", "references": "a(z)"}},
                          "indexes": [{"columns": ["nope"]}, "not an index"]}, {"name": "A", "columns": {}}])json"),
        std::string(head) + R"(
CREATE TABLE a (
    x int,
    y int
);

-- Left out: a second table A.
-- Left out: a.x refers to gone(id), a table that is not there.
-- Left out: a.y refers to a(z), a column that is not there.
-- Left out: an index on a table or column that is not there.
-- An index: not an index
)");
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
              std::string(head) + R"(
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
)");
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
              std::string(head) + R"(
CREATE TABLE t (
    a text DEFAULT 'N/A (none)',
    b text DEFAULT '',
    c text,
    d text DEFAULT pg_catalog.lower('X'),
    e timestamptz DEFAULT now() + interval '1 day',
    f int DEFAULT (1 + 2)
);
)");
}

TEST(schema_sql, keeps_a_comment_from_swallowing_the_next_line)
{
    EXPECT_EQ(sql_of(R"({"a": {"columns": {"x": "int -- first", "y": "int"}}})"),
              std::string(head) + "\nCREATE TABLE a (\n    x int -- first\n    ,\n    y int\n);\n");
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
