#include "core/rules/sql_definition.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(rules_sql_definition, references_in_every_spelling)
{
    using texts = std::vector<std::string>;
    const auto of = [](std::string_view text) {
        const auto found = reference_in(text);
        return found.table + "|" + found.column;
    };
    EXPECT_EQ(of("users(id)"), "users|id");
    EXPECT_EQ(of("users (id)"), "users|id");
    EXPECT_EQ(of("Users(ID)"), "users|id");
    EXPECT_EQ(of("public.users(id)"), "users|id");
    EXPECT_EQ(of("users.id"), "users|id");
    EXPECT_EQ(of("public.users.id"), "users|id");
    EXPECT_EQ(of("users"), "users|");
    EXPECT_EQ(of("\"Users\"(\"Id\")"), "Users|Id");
    EXPECT_EQ(of("users(id, tenant_id)"), "users|id");
    EXPECT_EQ(of(""), "|");
    EXPECT_EQ(of("("), "|");
    // What is not closed loses no letter, and no half of one.
    EXPECT_EQ(of("users(id"), "users|id");
    EXPECT_EQ(of("users(é"), "users|é");
    EXPECT_EQ(of("users(a(b)"), "users|a(b)");
    EXPECT_EQ(of("\"é"), "é|");
    EXPECT_EQ(of("`é"), "é|");
    EXPECT_EQ(of("s.[é"), "s|é");
    EXPECT_EQ(column_definition_in("int references users(é").references.column, "é");
    EXPECT_EQ(index_definition_in("CREATE INDEX ON users (\"é").columns, texts{"é"});
}

TEST(rules_sql_definition, columns_of_the_customers_document)
{
    const auto id = column_definition_in("uuid DEFAULT gen_random_uuid() PRIMARY KEY");
    EXPECT_EQ(id.type, "uuid");
    EXPECT_TRUE(id.primary_key);
    EXPECT_EQ(id.references.table, "");
    const auto user = column_definition_in("uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE");
    EXPECT_EQ(user.type, "uuid");
    EXPECT_TRUE(user.not_null);
    EXPECT_FALSE(user.primary_key);
    EXPECT_EQ(user.references.table, "users");
    EXPECT_EQ(user.references.column, "id");
    const auto status = column_definition_in(
        "varchar(20) DEFAULT 'active' NOT NULL CHECK (status IN ('active','references x(y)'))");
    EXPECT_EQ(status.type, "varchar(20)");
    EXPECT_TRUE(status.not_null);
    EXPECT_EQ(status.references.table, "");
    EXPECT_EQ(column_definition_in("decimal(10,6) NOT NULL").type, "decimal(10,6)");
    EXPECT_EQ(column_definition_in("timestamp with time zone").type, "timestamp with time zone");
    EXPECT_EQ(column_definition_in("uuid references users").references.table, "users");
    EXPECT_EQ(column_definition_in("uuid REFERENCES public . users (id)").references.column, "id");
    EXPECT_EQ(column_definition_in("").type, "");
    EXPECT_EQ(column_definition_in("'").type, "'");
}

TEST(rules_sql_definition, indexes)
{
    using texts = std::vector<std::string>;
    const auto email = index_definition_in("CREATE UNIQUE INDEX idx_users_email ON users(email)");
    EXPECT_EQ(email.name, "idx_users_email");
    EXPECT_EQ(email.table, "users");
    EXPECT_EQ(email.columns, texts{"email"});
    const auto slug = index_definition_in(
        "CREATE UNIQUE INDEX i ON projects(user_id, slug DESC) WHERE deleted_at IS NULL");
    EXPECT_EQ(slug.columns, (texts{"user_id", "slug"}));
    const auto gin = index_definition_in("create index concurrently on only public.stages using "
                                         "gin (data jsonb_path_ops, lower(name), (a || b), \"C\")");
    EXPECT_EQ(gin.name, "");
    EXPECT_EQ(gin.table, "public.stages");
    EXPECT_EQ(gin.columns, (texts{"data", "C"}));
    EXPECT_EQ(index_definition_in("nonsense").table, "");
    EXPECT_EQ(indexed_column("lower(email)"), "");
    EXPECT_EQ(indexed_column("created_at DESC NULLS LAST"), "created_at");
    EXPECT_EQ(indexed_column(""), "");
}

TEST(rules_sql_definition, types_match_by_family)
{
    for (const auto& [one, other] :
         {std::pair{"int", "INTEGER"}, std::pair{"serial", "int4"},
          std::pair{"varchar(255)", "text"}, std::pair{"character varying(3)", "VARCHAR"},
          std::pair{"decimal(10,6)", "numeric"},
          std::pair{"timestamptz", "timestamp with time zone"}, std::pair{"bigserial", "int8"},
          std::pair{"UUID", "uuid"}, std::pair{"uuid NOT NULL", "uuid"}}) {
        EXPECT_EQ(type_family(one), type_family(other)) << one;
    }
    EXPECT_NE(type_family("uuid"), type_family("text"));
    EXPECT_NE(type_family("bigint"), type_family("integer"));
    EXPECT_NE(type_family("integer[]"), type_family("integer"));
    EXPECT_EQ(type_family(""), "");
}

} // namespace
} // namespace sdp
