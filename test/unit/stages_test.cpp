#include "core/error.hpp"
#include "core/stages.hpp"

#include <limits>

#include "core/error.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(stages, are_the_blueprints_nine)
{
    struct row {
        std::string_view name;
        std::string_view label;
        std::vector<int> context;
        std::string_view file;
    };
    const std::vector<row> expected = {
        {"product", "Product Definition", {}, "product/definition.json"},
        {"dataModel", "Data Model", {1}, "data-model/entities.json"},
        {"database", "Database", {2}, "database/schema-config.json"},
        {"api", "API Design", {1, 2}, "api/design.json"},
        {"stack", "Tech Stack", {1, 3}, "stack/selection.json"},
        {"design", "Design System", {1}, "design/design-system.json"},
        {"sections", "Sections", {1, 2, 3, 4, 5, 6}, "sections/sections.json"},
        {"infrastructure", "Infrastructure", {3, 5}, "infrastructure/config.json"},
        {"export", "Export", {1, 2, 3, 4, 5, 6, 7, 8}, ""},
    };
    ASSERT_EQ(stage_definitions.size(), expected.size());
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        const auto& want = expected.at(static_cast<std::size_t>(stage - 1));
        const auto& have = definition_of(stage);
        EXPECT_EQ(have.number, stage);
        EXPECT_EQ(have.name, want.name);
        EXPECT_EQ(have.label, want.label);
        EXPECT_EQ(have.package_file, want.file);
        EXPECT_EQ(have.can_generate, stage != 9);
        EXPECT_FALSE(have.description.empty());
        EXPECT_EQ(stage_named(want.name), stage);
        // The stages read come first, zeros fill the rest.
        for (std::size_t i = 0; i < have.context.size(); ++i) {
            EXPECT_EQ(have.context.at(i), i < want.context.size() ? want.context[i] : 0);
        }
    }
}

TEST(stages, read_only_what_comes_before)
{
    for (const auto& definition : stage_definitions) {
        for (const int read : definition.context) {
            EXPECT_LT(read, definition.number);
        }
    }
}

TEST(stages, are_named_exactly)
{
    for (const auto* const name : {"", "Product", "data-model", "datamodel", "product ", "9"}) {
        EXPECT_EQ(stage_named(name), std::nullopt) << name;
    }
}

TEST(stages, are_described_by_number_and_name)
{
    EXPECT_EQ(described_stage(1), "1 (product)");
    EXPECT_EQ(described_stage(9), "9 (export)");
}

TEST(stages, other_numbers_are_refused)
{
    for (const int stage : {-2147483647 - 1, -1, 0, 10, 2147483647}) {
        try {
            require_stage_number(stage);
            ADD_FAILURE() << stage << " is accepted";
        } catch (const error& refused) {
            EXPECT_EQ(refused.sqlstate, "SD102");
            EXPECT_EQ(refused.message, "stage " + std::to_string(stage) + " does not exist");
            EXPECT_EQ(refused.detail, "A project has the stages 1 to 9.");
            EXPECT_EQ(refused.hint,
                      "sdp.stage_number('database') gives the number of a stage by its name.");
        }
    }
    for (int stage = 1; stage <= 9; ++stage) {
        EXPECT_NO_THROW(require_stage_number(stage));
    }
}

TEST(stage_status, has_the_documents_names)
{
    EXPECT_EQ(stage_status_named("locked"), stage_status::locked);
    EXPECT_EQ(stage_status_named("active"), stage_status::active);
    EXPECT_EQ(stage_status_named("generating"), stage_status::generating);
    EXPECT_EQ(stage_status_named("review"), stage_status::review);
    EXPECT_EQ(stage_status_named("complete"), stage_status::complete);
    EXPECT_EQ(stage_status_named("Complete"), std::nullopt);
    EXPECT_EQ(stage_status_named(""), std::nullopt);
    for (const auto name : stage_status_names) {
        EXPECT_EQ(name_of(stage_status_named(name).value()), name);
    }
}

TEST(stage_status, open_and_editable)
{
    const std::set<stage_status> open = {stage_status::active, stage_status::generating,
                                         stage_status::review};
    const std::set<stage_status> editable = {stage_status::active, stage_status::review};
    for (const auto name : stage_status_names) {
        const auto status = stage_status_named(name).value();
        EXPECT_EQ(is_open(status), open.contains(status)) << name;
        EXPECT_EQ(is_editable(status), editable.contains(status)) << name;
    }
}

// The derived values as their comments define them, over lists of what there is.
struct expected_values {
    bool all_present = true;
    int current_stage = 0;
    std::array<int, 10> incomplete_before{};
    std::array<int, 10> unlocked_after{};
    std::array<int, 10> generating_after{};
};

expected_values expected_of(const std::array<int, 9>& statuses)
{
    // 0 stands for a missing stage, n + 1 for status n.
    constexpr int locked = 1;
    constexpr int generating = 3;
    constexpr int complete = 5;
    expected_values expected;
    for (int stage = 9; stage >= 1; --stage) {
        const int status = statuses.at(static_cast<std::size_t>(stage - 1));
        expected.all_present = expected.all_present && status != 0;
        expected.current_stage =
            status != complete || expected.current_stage == 0 ? stage : expected.current_stage;
        for (int other = 1; other <= 9; ++other) {
            const auto at = static_cast<std::size_t>(other);
            if (stage < other && status != complete) {
                expected.incomplete_before.at(at) = stage;
            }
            if (stage > other && status > locked) {
                expected.unlocked_after.at(at) = stage;
            }
            if (stage > other && status == generating) {
                expected.generating_after.at(at) = stage;
            }
        }
    }
    return expected;
}

std::optional<int> found(int stage)
{
    return stage == 0 ? std::nullopt : std::optional(stage);
}

bool derived_values_are_right(const std::array<int, 9>& given)
{
    stage_statuses statuses;
    for (int stage = 1; stage <= 9; ++stage) {
        const int status = given.at(static_cast<std::size_t>(stage - 1));
        if (status != 0) {
            statuses.set(stage, static_cast<stage_status>(status - 1));
        }
    }
    const auto expected = expected_of(given);
    bool right = statuses.all_present() == expected.all_present &&
                 statuses.current_stage() == expected.current_stage;
    for (int stage = 1; stage <= 9; ++stage) {
        const auto at = static_cast<std::size_t>(stage);
        right = right &&
                statuses.incomplete_before(stage) == found(expected.incomplete_before[at]) &&
                statuses.unlocked_after(stage) == found(expected.unlocked_after[at]) &&
                statuses.first_after(stage, stage_status::generating) ==
                    found(expected.generating_after[at]);
    }
    return right;
}

// Each of the nine is missing, locked, generating or complete: 4^9 projects. The values tell no
// other statuses apart.
TEST(stage_statuses, derived_values_over_all_statuses)
{
    constexpr std::array kinds = {0, 1, 3, 5};
    for (unsigned int code = 0; code < (1U << 18U); ++code) {
        std::array<int, 9> given{};
        for (unsigned int i = 0; i < 9; ++i) {
            given.at(i) = kinds.at((code >> (2 * i)) & 3U);
        }
        ASSERT_TRUE(derived_values_are_right(given)) << "code " << code;
    }
}

// All of I1's projects, with each status that the open stage can have.
TEST(stage_statuses, derived_values_of_projects_in_order)
{
    for (int open = 1; open <= 9; ++open) {
        for (const auto status : {stage_status::active, stage_status::generating,
                                  stage_status::review, stage_status::complete}) {
            if (status == stage_status::complete && open != 9) {
                continue;
            }
            stage_statuses statuses;
            for (int stage = 1; stage <= 9; ++stage) {
                statuses.set(stage, stage < open   ? stage_status::complete
                                    : stage > open ? stage_status::locked
                                                   : status);
            }
            EXPECT_EQ(statuses.current_stage(), open);
            EXPECT_EQ(statuses.incomplete_before(open), std::nullopt);
            EXPECT_EQ(statuses.unlocked_after(open), std::nullopt);
            EXPECT_EQ(statuses.of(open), status);
        }
    }
}

TEST(stage_statuses, other_numbers_do_not_exist)
{
    stage_statuses statuses;
    for (const int number :
         {0, 10, -1, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        EXPECT_THROW(statuses.set(number, stage_status::active), error);
        EXPECT_THROW((void)statuses.of(number), error);
        EXPECT_THROW((void)definition_of(number), error);
        EXPECT_THROW((void)described_stage(number), error);
    }
}

} // namespace
} // namespace sdp
