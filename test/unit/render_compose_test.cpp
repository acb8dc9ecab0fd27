#include "core/render/compose.hpp"

#include "rendering.hpp"

#include "core/content/yaml.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

std::string compose_of(const std::string& docker)
{
    return compose_file_in(testing::value(R"({"docker": )" + docker + "}").view());
}

TEST(compose_file, is_the_text_where_there_is_one)
{
    EXPECT_EQ(compose_of(R"({"compose": "services: {}\n", "services": {"a": {}}})"),
              "services: {}\n");
}

TEST(compose_file, is_made_of_services)
{
    EXPECT_EQ(compose_of(R"json({"services": {
        "web": {"image": "nginx:1.29", "ports": ["80:80", 443], "command": "run\nme", "restart": "no", "tty": true, "scale": 2,
                "environment": {"A": "1", "B": "${B}", "C": null, "D": "", "E": "yes: # no"}, "empty": {}, "none": []}},
        "volumes": {"data": {}}, "dockerfile": "FROM x"})json"),
              R"(services:
  web:
    image: nginx:1.29
    ports:
    - "80:80"
    - 443
    command: |-
      run
      me
    restart: "no"
    tty: true
    scale: 2
    environment:
      A: "1"
      B: ${B}
      C: null
      D: ""
      E: 'yes: # no'
    empty: {}
    none: []
volumes:
  data: {}
)");
    EXPECT_EQ(compose_of(R"({"services": [{"name": "web", "image": "a"}]})"),
              "services:\n  web:\n    image: a\n");
}

TEST(compose_file, is_left_out_where_services_are_none)
{
    for (const auto* const docker :
         {"{}", "3", R"({"services": {}})", R"({"services": {"web": "nginx"}})",
          R"({"services": [{"image": "a"}]})", R"({"services": [{"name": "a"}, {"name": "a"}]})",
          R"({"services": "a"})"}) {
        EXPECT_EQ(compose_of(docker), "") << docker;
    }
    std::string deep = "1";
    for (int i = 0; i < 100; ++i) {
        deep = "[" + deep + "]";
    }
    EXPECT_EQ(compose_of(R"({"services": {"a": {"x": )" + deep + "}}}"), "");
}

TEST(compose_file, is_yaml_whatever_stands_in_it)
{
    for (const auto& text : testing::hostile_texts()) {
        const auto quoted = testing::json_string(text);
        const auto yaml = compose_of(R"({"services": {"a": {"x": )" + quoted + "," + quoted +
                                     ": [" + quoted + "]}}}");
        EXPECT_FALSE(yaml.empty()) << text;
        EXPECT_FALSE(fault_in_yaml(yaml)) << yaml;
    }
}

TEST(dockerfile, is_text_alone)
{
    EXPECT_EQ(dockerfile_in(testing::value(R"({"docker": {"dockerfile": "FROM a"}})").view()),
              "FROM a");
    EXPECT_EQ(dockerfile_in(testing::value(R"({"docker": {"dockerfile": ["FROM a"]}})").view()),
              "");
    EXPECT_EQ(dockerfile_in(testing::value(R"({"docker": "FROM a"})").view()), "");
}

} // namespace
} // namespace sdp
