#include "core/finding.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sdp {
namespace {

finding one_of(severity level)
{
    return {.level = level, .rule = "a-rule", .stage = 1, .path = "", .message = "a message"};
}

TEST(finding, severities_have_names_and_an_order)
{
    EXPECT_EQ(name_of(severity::info), "info");
    EXPECT_EQ(name_of(severity::warning), "warning");
    EXPECT_EQ(name_of(severity::error), "error");
    EXPECT_LT(severity::info, severity::warning);
    EXPECT_LT(severity::warning, severity::error);
}

TEST(finding, errors_come_first_and_the_rest_keeps_its_order)
{
    std::vector<finding> findings;
    for (const auto level : {severity::info, severity::error, severity::warning, severity::info,
                             severity::error, severity::warning}) {
        findings.push_back(one_of(level));
        findings.back().stage = static_cast<int>(findings.size());
    }
    sort_findings(findings);
    std::vector<int> order;
    for (const auto& one : findings) {
        order.push_back(one.stage);
    }
    EXPECT_EQ(order, (std::vector{2, 5, 3, 6, 1, 4}));
}

// Every list of up to four findings: the worst decides, wherever it stands.
TEST(finding, the_worst_decides)
{
    constexpr std::array levels = {severity::info, severity::warning, severity::error};
    for (int length = 0; length <= 4; ++length) {
        int lists = 1;
        for (int i = 0; i < length; ++i) {
            lists *= 3;
        }
        for (int code = 0; code < lists; ++code) {
            std::vector<finding> findings;
            bool warnings = false;
            bool errors = false;
            int rest = code;
            for (int i = 0; i < length; ++i) {
                const auto level = levels.at(static_cast<std::size_t>(rest % 3));
                rest /= 3;
                findings.push_back(one_of(level));
                warnings = warnings || level == severity::warning;
                errors = errors || level == severity::error;
            }
            EXPECT_EQ(has_errors(findings), errors);
            EXPECT_EQ(validation_status_of(findings), errors     ? "errors"
                                                      : warnings ? "warnings"
                                                                 : "valid");
        }
    }
}

TEST(finding, is_written_with_its_six_fields_in_order)
{
    const std::vector<finding> findings = {{.level = severity::warning,
                                            .rule = "stale-output",
                                            .stage = 3,
                                            .path = "/tables/0/a~1b",
                                            .message = "says \"no\"\n",
                                            .detail = R"({"line": 2, "column": 1})"}};
    EXPECT_EQ(
        findings_as_json(findings, 20),
        R"([{"severity":"warning","rule":"stale-output","stage_number":3,)"
        R"("path":"/tables/0/a~1b","message":"says \"no\"\n","detail":{"line":2,"column":1}}])");
}

TEST(finding, without_detail_has_null)
{
    const std::vector<finding> findings = {one_of(severity::error)};
    EXPECT_EQ(findings_as_json(findings, 1),
              R"([{"severity":"error","rule":"a-rule","stage_number":1,"path":"",)"
              R"("message":"a message","detail":null}])");
}

TEST(finding, lists_end_where_they_are_told)
{
    std::vector<finding> findings(21, one_of(severity::error));
    findings.at(20).rule = "one-too-many";
    const auto length = [&](std::size_t most) {
        return nlohmann::json::parse(findings_as_json(findings, most)).size();
    };
    EXPECT_EQ(length(0), 0U);
    EXPECT_EQ(length(20), 20U);
    EXPECT_EQ(length(21), 21U);
    EXPECT_EQ(length(1000), 21U);
    EXPECT_EQ(findings_as_json(findings, 20).find("one-too-many"), std::string::npos);
    EXPECT_EQ(findings_as_json({}, 20), "[]");
}

} // namespace
} // namespace sdp
