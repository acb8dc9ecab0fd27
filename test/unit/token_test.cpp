#include "core/token.hpp"

#include "core/sqlstates.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(token, is_stored_as_a_sha256_in_lower_case)
{
    const std::string hash(64, 'a');
    EXPECT_TRUE(is_token_hash(hash));
    EXPECT_FALSE(is_token_hash(hash.substr(1)));
    EXPECT_FALSE(is_token_hash(hash + "0"));
    EXPECT_FALSE(is_token_hash(std::string(64, 'A')));
    EXPECT_FALSE(is_token_hash(std::string(64, 'g')));
    EXPECT_FALSE(is_token_hash(""));
    EXPECT_FALSE(refusal_of_token("laptop", hash));
    const auto refused = refusal_of_token("laptop", "secret");
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->sqlstate, sqlstate::invalid_argument);
    EXPECT_EQ(refused->message.find("secret"), std::string::npos);
}

TEST(token, ends_earlier_but_never_later)
{
    EXPECT_FALSE(is_put_off({}, {}));
    EXPECT_FALSE(is_put_off({}, 5));
    EXPECT_FALSE(is_put_off(5, 5));
    EXPECT_FALSE(is_put_off(5, 4));
    EXPECT_TRUE(is_put_off(5, 6));
    EXPECT_TRUE(is_put_off(5, {}));
}

TEST(token, that_changes_says_what_of_it)
{
    EXPECT_EQ(token_never_changes("token_hash", "laptop", "shop").message,
              "token_hash of token \"laptop\" of project \"shop\" cannot be changed");
    EXPECT_EQ(token_never_changes("expires_at", "laptop", "shop").message,
              "expires_at of token \"laptop\" of project \"shop\" cannot be put off");
}

TEST(token, of_a_project_are_ten_at_most)
{
    EXPECT_FALSE(refusal_of_another_token("shop", 10));
    const auto refused = refusal_of_another_token("shop", 11);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->sqlstate, sqlstate::tokens_exhausted);
}

} // namespace
} // namespace sdp
