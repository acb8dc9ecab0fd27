#include "core/provider.hpp"

#include <string>

#include <vector>

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(http_url, accepts_absolute_ones)
{
    for (const auto* const url :
         {"http://localhost", "https://api.example.com/v1", "HTTPS://API.example.com",
          "http://localhost:11434/", "http://127.0.0.1:8080/v1?x=1#y", "http://[::1]:8080/v1",
          "https://user:secret@example.com/", "https://example.com?x=1", "https://example.com#y",
          "https://xn--bcher-kva.example", "http://a", "http://3com.example",
          "https://example.com/a@b:c", "http://example.com:/"}) {
        EXPECT_TRUE(is_http_url(url)) << url;
    }
}

TEST(http_url, refuses_others)
{
    for (const auto* const text : {"",
                                   "example.com",
                                   "/v1",
                                   "//example.com",
                                   "http:",
                                   "http:/",
                                   "http://",
                                   "https:///v1",
                                   "http:example.com",
                                   "ftp://example.com",
                                   "file:///etc/passwd",
                                   "javascript:alert(1)",
                                   " http://example.com",
                                   "http://example.com ",
                                   "http://exa mple.com",
                                   "http://example.com/\n",
                                   "http://bücher.example",
                                   "http://example.com/ü",
                                   "http://?x",
                                   "http://#y",
                                   "http://:8080",
                                   "http://.example",
                                   "http://-a",
                                   "xhttp://example.com",
                                   "http//example.com"}) {
        EXPECT_FALSE(is_http_url(text)) << text;
    }
    EXPECT_FALSE(is_http_url(std::string_view("http://a\0b", 10)));
}

TEST(http_url, needs_a_host_besides_user_and_port)
{
    for (const auto* const text :
         {"http://user@", "http://user@/v1", "http://user:secret@:80", "http://[", "http://[::1",
          "http://[]", "http://[::1]x", "http://example.com:port", "http://example.com:80:80",
          "http://@", "http://a@b@"}) {
        EXPECT_FALSE(is_http_url(text)) << text;
    }
}

TEST(key_envelope, accepts_ours_an_applications_and_the_forgotten_one)
{
    for (const auto* const envelope :
         {"none:", "sdp1:AAAA:bbbb:cccc=", "sdp1:k1.bm9uY2U.Y2lwaGVy",
          // iv:tag:ciphertext in hexadecimal and in base64
          "00112233445566778899aabb:0123456789abcdef:deadbeef", "q83vEjRWeJA=:AbC+/w==:eHl6",
          // a JWE-like compact form, and modular crypt
          "aGVhZGVy.a2V5.aXY.Y2lwaGVy.dGFn", "$2b$10$abcdefghijklmnopqrstuv", "a:b"}) {
        EXPECT_TRUE(is_key_envelope(envelope)) << envelope;
    }
}

TEST(key_envelope, refuses_bare_keys_and_what_is_no_envelope)
{
    for (const auto* const text : {"",
                                   "sk-abcdef0123456789",
                                   "sk-proj-AbC_dEf-123",
                                   "sk-ant-api03-x_y-z",
                                   "AIzaSyA-b_C",
                                   "plain",
                                   "none",
                                   "sdp1:",
                                   ":",
                                   "a:",
                                   ":b",
                                   "a::b",
                                   "a:b:",
                                   "$",
                                   "$a",
                                   "$$a",
                                   "a b:c",
                                   "a:b\n",
                                   "a:\u00e9",
                                   "key: value",
                                   "a,b:c",
                                   "{\"a\":\"b\"}",
                                   " none:"}) {
        EXPECT_FALSE(is_key_envelope(text)) << text;
    }
    EXPECT_FALSE(is_key_envelope(std::string_view("a:\0", 3)));
}

// The slip that is next to it in every form: the base URL in the field of the key.
TEST(key_envelope, is_no_url)
{
    EXPECT_FALSE(is_key_envelope("https://api.example.com/v1"));
    EXPECT_FALSE(is_key_envelope("http://localhost:11434"));
}

// Every character: the alphabet of base64 (both) and hexadecimal, and the three joints.
TEST(key_envelope, has_an_alphabet)
{
    const std::string alphabet =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=_-";
    for (int code = 0; code < 256; ++code) {
        const char character = static_cast<char>(code);
        const bool expected = alphabet.find(character) != std::string::npos;
        EXPECT_EQ(is_key_envelope(std::string("a:") + character), expected) << code;
        const bool joint = character == ':' || character == '.' || character == '$';
        EXPECT_EQ(is_key_envelope(std::string("a") + character + "b"), joint) << code;
    }
}

uuid numbered(unsigned char number)
{
    uuid id;
    id.bytes[15] = number;
    return id;
}

TEST(provider, is_the_one_wanted_else_the_default_else_the_only_one)
{
    const std::vector<provider_choice> none;
    const std::vector<provider_choice> one = {{numbered(1), false}};
    const std::vector<provider_choice> two = {{numbered(1), false}, {numbered(2), false}};
    const std::vector<provider_choice> with_default = {{numbered(1), false}, {numbered(2), true}};
    EXPECT_EQ(chosen_provider(none, std::nullopt), std::nullopt);
    EXPECT_EQ(chosen_provider(none, numbered(1)), std::nullopt);
    EXPECT_EQ(chosen_provider(one, std::nullopt), 0U);
    EXPECT_EQ(chosen_provider(one, numbered(9)), std::nullopt);
    EXPECT_EQ(chosen_provider(two, std::nullopt), std::nullopt);
    EXPECT_EQ(chosen_provider(two, numbered(2)), 1U);
    EXPECT_EQ(chosen_provider(with_default, std::nullopt), 1U);
    EXPECT_EQ(chosen_provider(with_default, numbered(1)), 0U);
}

} // namespace
} // namespace sdp
