// The lifecycle against the blueprint's table, which is written here once more and by hand: a row
// that is changed in core/lifecycle.hpp must be changed here too, with the blueprint open.
#include "core/lifecycle.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sdp {
namespace {

constexpr std::array statuses = {stage_status::locked, stage_status::active,
                                 stage_status::generating, stage_status::review,
                                 stage_status::complete};

// The blueprint's table: a row is where it comes from, a column where it goes.
//   =  the same, nothing happens      o  the engine opens it      g  generation is requested
//   e  the generation ends            d  data is saved            b  it is sent back
//   c  it is completed                r  it is reverted           l  an earlier one is reverted
//   .  refused                        G  refused: cancel the generation first
constexpr std::array<std::string_view, 5> blueprint = {
    // locked, active, generating, review, complete
    "=o...", // locked
    "l=gdc", // active
    "Ge=e.", // generating
    "lbg=c", // review
    "l..r=", // complete
};

char in_blueprint(stage_status from, stage_status to)
{
    return blueprint.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(to));
}

// A project that keeps invariant I1: complete before `stage`, locked after it.
stage_statuses project_at(int stage, stage_status status)
{
    stage_statuses result;
    for (int number = first_stage; number <= last_stage; ++number) {
        result.set(number, number < stage ? stage_status::complete : stage_status::locked);
    }
    result.set(stage, status);
    return result;
}

// The facts under which every guard of from → to is content.
lifecycle_facts favourable(int stage, stage_status from, stage_status to)
{
    lifecycle_facts facts{.project = "shop",
                          .statuses = project_at(stage, from),
                          .has_data = true,
                          .provider_resolves = true,
                          .ticket_is_open = false,
                          .ticket_leads_to = to,
                          .package_is_current = true};
    if (in_blueprint(from, to) == 'l') {
        facts.statuses.set(first_stage, stage_status::review);
    }
    return facts;
}

void expect_refusal(const std::optional<error>& refusal, std::string_view sqlstate,
                    std::string_view message, std::string_view detail, std::string_view hint)
{
    ASSERT_TRUE(refusal.has_value());
    EXPECT_EQ(refusal->sqlstate, sqlstate);
    EXPECT_EQ(refusal->message, message);
    EXPECT_EQ(refusal->detail, detail);
    EXPECT_EQ(refusal->hint, hint);
}

TEST(lifecycle, table_is_the_blueprints)
{
    for (const auto from : statuses) {
        for (const auto to : statuses) {
            const bool listed = find_transition(from, to) != nullptr;
            const bool expected =
                std::string_view("ogedbcrl").find(in_blueprint(from, to)) != std::string_view::npos;
            EXPECT_EQ(listed, expected) << name_of(from) << " to " << name_of(to);
        }
    }
}

TEST(lifecycle, table_has_each_transition_once)
{
    std::set<std::pair<stage_status, stage_status>> seen;
    for (const auto& row : transitions) {
        EXPECT_TRUE(seen.emplace(row.from, row.to).second)
            << name_of(row.from) << " to " << name_of(row.to);
        EXPECT_EQ(find_transition(row.from, row.to), &row);
        EXPECT_FALSE(row.how.empty());
    }
}

// Every stage, from, to, with all guards content.
TEST(lifecycle, allows_what_the_blueprint_allows)
{
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        for (const auto from : statuses) {
            for (const auto to : statuses) {
                const char expected = in_blueprint(from, to);
                bool allowed = expected != '.' && expected != 'G';
                // Export is not generated, and nothing before the first stage can be reverted.
                allowed = allowed && (expected != 'g' || stage != last_stage);
                allowed = allowed && (expected != 'l' || stage != first_stage);
                const auto refusal = refusal_of(stage, from, to, favourable(stage, from, to));
                EXPECT_EQ(!refusal.has_value(), allowed)
                    << stage << ": " << name_of(from) << " to " << name_of(to)
                    << (refusal ? ": " + refusal->detail : std::string());
            }
        }
    }
}

// Whatever the facts are, what is not in the table is refused and a status stays what it is.
TEST(lifecycle, no_fact_allows_what_the_blueprint_refuses)
{
    for (unsigned int facts = 0; facts < 64; ++facts) {
        for (const auto from : statuses) {
            for (const auto to : statuses) {
                lifecycle_facts given{.project = "shop", .statuses = project_at(4, from)};
                given.has_data = (facts & 1U) != 0;
                given.provider_resolves = (facts & 2U) != 0;
                given.ticket_is_open = (facts & 4U) != 0;
                given.package_is_current = (facts & 8U) != 0;
                if ((facts & 16U) != 0) {
                    given.ticket_leads_to = to;
                }
                if ((facts & 32U) != 0) {
                    given.statuses.set(2, stage_status::active);
                }
                const auto refusal = refusal_of(4, from, to, given);
                const char expected = in_blueprint(from, to);
                if (expected == '=') {
                    EXPECT_FALSE(refusal.has_value()) << name_of(from);
                } else if (expected == '.' || expected == 'G') {
                    ASSERT_TRUE(refusal.has_value()) << name_of(from) << " to " << name_of(to);
                    EXPECT_EQ(refusal->sqlstate, expected == 'G' ? "SD004" : "SD001");
                }
            }
        }
    }
}

TEST(lifecycle, a_transition_outside_the_table_names_the_ways_that_there_are)
{
    const auto refusal = [](stage_status from, stage_status to) {
        return refusal_of(3, from, to, favourable(3, from, to));
    };
    constexpr auto hint = "sdp.allowed_transitions(project, stage) lists what is possible now.";
    expect_refusal(refusal(stage_status::locked, stage_status::complete), "SD001",
                   "stage 3 (database) of project \"shop\" cannot go from locked to complete",
                   "A locked stage changes only when the stage before it completes.", hint);
    expect_refusal(refusal(stage_status::complete, stage_status::active), "SD001",
                   "stage 3 (database) of project \"shop\" cannot go from complete to active",
                   "From complete it can go to: review (revert_stage).", hint);
    auto facts = favourable(3, stage_status::generating, stage_status::review);
    facts.ticket_is_open = true;
    facts.ticket_from = stage_status::review;
    expect_refusal(refusal_of(3, stage_status::generating, stage_status::complete, facts), "SD001",
                   "stage 3 (database) of project \"shop\" cannot go from generating to complete",
                   "From generating it can go to: review (finish_generation), review "
                   "(fail_generation), review (cancel_generation).",
                   hint);
}

TEST(lifecycle, a_generation_ends_as_its_ticket_says)
{
    using pair = std::pair<stage_status, std::string_view>;
    const auto ways = [](bool direct, stage_status from) {
        lifecycle_facts facts{.project = "shop"};
        facts.ticket_is_open = true;
        facts.ticket_is_direct = direct;
        facts.ticket_from = from;
        std::vector<pair> result;
        for (const auto& one : ways_from(stage_status::generating, facts)) {
            EXPECT_EQ(one.row, nullptr);
            result.emplace_back(one.to, one.how);
        }
        return result;
    };
    for (const auto from : {stage_status::active, stage_status::review}) {
        EXPECT_EQ(ways(false, from), (std::vector<pair>{{stage_status::review, "finish_generation"},
                                                        {from, "fail_generation"},
                                                        {from, "cancel_generation"}}));
        EXPECT_EQ(ways(true, from),
                  (std::vector<pair>{
                      {stage_status::review, "INSERT of a successful row into ai_generations"},
                      {from, "INSERT of a failed row into ai_generations"},
                      {from, "cancel_generation"}}));
    }
}

TEST(lifecycle, other_statuses_have_the_ways_of_the_table)
{
    for (const auto from : statuses) {
        if (from == stage_status::generating) {
            continue;
        }
        std::size_t found = 0;
        for (const auto& one : ways_from(from, {})) {
            ASSERT_NE(one.row, nullptr);
            EXPECT_EQ(one.row, find_transition(from, one.to));
            EXPECT_EQ(one.how, one.row->how);
            ++found;
        }
        EXPECT_EQ(found, static_cast<std::size_t>(std::count_if(
                             transitions.begin(), transitions.end(),
                             [from](const transition& row) { return row.from == from; })));
    }
}

TEST(lifecycle, a_generation_leads_to_review_or_back)
{
    EXPECT_EQ(status_after_generation(true, stage_status::active), stage_status::review);
    EXPECT_EQ(status_after_generation(true, stage_status::review), stage_status::review);
    EXPECT_EQ(status_after_generation(false, stage_status::active), stage_status::active);
    EXPECT_EQ(status_after_generation(false, stage_status::review), stage_status::review);
}

// What follows as text: "7>active 8>locked @3 ticket".
std::string described(const consequences& what)
{
    std::string text;
    for (const auto& move : what.moves) {
        text += fmt::format("{}>{} ", move.stage, name_of(move.to));
    }
    if (what.current_stage) {
        text += fmt::format("@{} ", *what.current_stage);
    }
    return text + (what.opens_ticket ? "ticket" : "");
}

TEST(lifecycle, completion_opens_the_next_stage)
{
    const auto follows = [](int stage, stage_status from) {
        return described(consequences_of(stage, from, stage_status::complete,
                                         project_at(stage, stage_status::complete)));
    };
    EXPECT_EQ(follows(1, stage_status::review), "2>active @2 ");
    EXPECT_EQ(follows(8, stage_status::active), "9>active @9 ");
    EXPECT_EQ(follows(9, stage_status::review), "@9 ");
}

TEST(lifecycle, reverting_locks_every_later_stage)
{
    auto project = project_at(5, stage_status::review);
    project.set(2, stage_status::review);
    EXPECT_EQ(described(consequences_of(2, stage_status::complete, stage_status::review, project)),
              "3>locked 4>locked 5>locked @2 ");
    EXPECT_EQ(described(consequences_of(9, stage_status::complete, stage_status::review,
                                        project_at(9, stage_status::review))),
              "@9 ");
}

TEST(lifecycle, other_moves_bring_about_no_more_than_a_ticket)
{
    for (const auto from : statuses) {
        for (const auto to : statuses) {
            if (to == stage_status::complete ||
                (from == stage_status::complete && to == stage_status::review)) {
                continue;
            }
            EXPECT_EQ(described(consequences_of(4, from, to, project_at(4, to))),
                      to == stage_status::generating ? "ticket" : "");
        }
    }
}

TEST(lifecycle, a_stale_row_that_is_saved_whole_is_refused)
{
    // Whether an UPDATE is refused that changes: nothing else, something, data, an erased time.
    const auto refused = [](stage_status from, stage_status to) {
        std::string answers;
        for (const other_changes& changes :
             {other_changes{}, other_changes{.anything = true},
              other_changes{.data = true, .anything = true}, other_changes{.erased_time = true}}) {
            answers += refusal_of_stale_save("shop", 3, from, to, changes) ? 'x' : '.';
        }
        return answers;
    };
    for (const auto from : statuses) {
        for (const auto to : statuses) {
            const auto found = refused(from, to);
            if (from == stage_status::complete && to == stage_status::review) {
                EXPECT_EQ(found, ".xx.");
            } else if (from == stage_status::review &&
                       (to == stage_status::active || to == stage_status::generating)) {
                EXPECT_EQ(found, "..x.");
            } else {
                EXPECT_EQ(found, to == stage_status::complete ? "...x" : "....");
            }
        }
    }
    expect_refusal(refusal_of_stale_save("shop", 3, stage_status::complete, stage_status::review,
                                         {.anything = true}),
                   "SD015",
                   "stage 3 (database) of project \"shop\" would go from complete to review by a "
                   "save of old values",
                   "The stage was changed since the row was read.",
                   "Read the row again and save that; or revert the stage first: SELECT "
                   "sdp.revert_stage(project, 3), then save.");
}

TEST(lifecycle, nothing_moves_before_the_nine_stages_exist)
{
    for (const auto& row : transitions) {
        auto facts = favourable(2, row.from, row.to);
        stage_statuses eight;
        for (int stage = first_stage; stage < last_stage; ++stage) {
            eight.set(stage, *facts.statuses.of(stage));
        }
        facts.statuses = eight;
        expect_refusal(refusal_of(2, row.from, row.to, facts), "SD008",
                       "project \"shop\" does not have its nine stages",
                       "No status changes until all of them exist.",
                       "SELECT sdp.create_stages(project) makes those that are missing.");
    }
}

TEST(lifecycle, a_stage_opens_only_after_the_ones_before_it)
{
    auto facts = favourable(4, stage_status::locked, stage_status::active);
    facts.statuses.set(3, stage_status::review);
    expect_refusal(refusal_of(4, stage_status::locked, stage_status::active, facts), "SD001",
                   "stage 4 (api) of project \"shop\" cannot go from locked to active",
                   "Stage 3 (database) is in review.",
                   "A stage opens when the one before it completes: complete stage 3 first.");
}

TEST(lifecycle, a_stage_opens_only_before_locked_ones)
{
    auto facts = favourable(4, stage_status::locked, stage_status::active);
    facts.statuses.set(6, stage_status::active);
    expect_refusal(refusal_of(4, stage_status::locked, stage_status::active, facts), "SD001",
                   "stage 4 (api) of project \"shop\" cannot go from locked to active",
                   "Stage 6 (design) is active already.", "");
}

TEST(lifecycle, a_stage_is_locked_only_when_an_earlier_one_is_reverted)
{
    for (const auto from : {stage_status::active, stage_status::review, stage_status::complete}) {
        lifecycle_facts facts{.project = "shop", .statuses = project_at(4, from)};
        expect_refusal(
            refusal_of(4, from, stage_status::locked, facts), "SD001",
            "stage 4 (api) of project \"shop\" cannot go from " + std::string(name_of(from)) +
                " to locked",
            "Every stage before it is complete.",
            "A stage is locked by reverting an earlier one: sdp.revert_stage(project, stage).");
        facts.statuses.set(2, stage_status::review);
        EXPECT_FALSE(refusal_of(4, from, stage_status::locked, facts).has_value());
    }
}

TEST(lifecycle, a_generating_stage_is_not_locked)
{
    lifecycle_facts facts{.project = "shop", .statuses = project_at(4, stage_status::generating)};
    facts.statuses.set(2, stage_status::review);
    expect_refusal(refusal_of(4, stage_status::generating, stage_status::locked, facts), "SD004",
                   "stage 4 (api) of project \"shop\" is generating",
                   "It cannot be locked meanwhile.", "Cancel it by reverting with force => true.");
}

TEST(lifecycle, export_is_not_generated)
{
    for (const auto from : {stage_status::active, stage_status::review}) {
        expect_refusal(refusal_of(9, from, stage_status::generating,
                                  favourable(9, from, stage_status::generating)),
                       "SD003", "stage 9 (export) of project \"shop\" is not generated by a model",
                       "", "Save its data with sdp.save_stage(project, stage, data).");
    }
}

TEST(lifecycle, a_generation_needs_a_provider)
{
    for (const auto from : {stage_status::active, stage_status::review}) {
        auto facts = favourable(4, from, stage_status::generating);
        facts.provider_resolves = false;
        expect_refusal(refusal_of(4, from, stage_status::generating, facts), "SD012",
                       "no AI provider can be found for project \"shop\"",
                       "None was named, the project has none, and its owner has no default one.",
                       "Set projects.ai_provider_id or mark one of the owner's ai_provider_configs "
                       "as default.");
    }
}

TEST(lifecycle, a_generation_needs_no_data)
{
    auto facts = favourable(4, stage_status::active, stage_status::generating);
    facts.has_data = false;
    EXPECT_FALSE(refusal_of(4, stage_status::active, stage_status::generating, facts).has_value());
}

TEST(lifecycle, a_generation_ends_by_its_ticket)
{
    for (const auto to : {stage_status::active, stage_status::review}) {
        auto facts = favourable(4, stage_status::generating, to);
        facts.ticket_is_open = true;
        expect_refusal(refusal_of(4, stage_status::generating, to, facts), "SD004",
                       "stage 4 (api) of project \"shop\" is generating",
                       "Its ticket is still open.",
                       "Record the outcome first with sdp.finish_generation or "
                       "sdp.fail_generation, or end it by sdp.cancel_generation(project, stage).");
        facts.ticket_is_direct = true;
        expect_refusal(refusal_of(4, stage_status::generating, to, facts), "SD004",
                       "stage 4 (api) of project \"shop\" is generating",
                       "Its ticket is still open.",
                       "Record the outcome first by an INSERT into sdp.ai_generations, or end it "
                       "by sdp.cancel_generation(project, stage).");
    }
}

TEST(lifecycle, a_generation_ends_where_its_ticket_leads)
{
    auto facts = favourable(4, stage_status::generating, stage_status::review);
    facts.ticket_leads_to = stage_status::active;
    expect_refusal(refusal_of(4, stage_status::generating, stage_status::review, facts), "SD001",
                   "stage 4 (api) of project \"shop\" cannot go from generating to review",
                   "Its generation has led to active.", "");
    facts.ticket_leads_to = std::nullopt;
    expect_refusal(refusal_of(4, stage_status::generating, stage_status::active, facts), "SD001",
                   "stage 4 (api) of project \"shop\" cannot go from generating to active",
                   "It has no generation.", "");
}

TEST(lifecycle, review_and_completion_need_data)
{
    using row = std::tuple<stage_status, stage_status, std::string_view>;
    for (const auto& [from, to, detail] : {row{stage_status::active, stage_status::review,
                                               "It cannot go from active to review without."},
                                           row{stage_status::active, stage_status::complete,
                                               "It cannot go from active to complete without."},
                                           row{stage_status::review, stage_status::complete,
                                               "It cannot go from review to complete without."}}) {
        auto facts = favourable(9, from, to);
        facts.has_data = false;
        // Said before the package is missed: there would be nothing to export.
        facts.package_is_current = false;
        expect_refusal(refusal_of(9, from, to, facts), "SD005",
                       "stage 9 (export) of project \"shop\" has no data", detail,
                       "Save some first: SELECT * FROM sdp.save_stage(project, 9, data).");
    }
}

TEST(lifecycle, only_the_last_stage_needs_a_package)
{
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        for (const auto from : {stage_status::active, stage_status::review}) {
            auto facts = favourable(stage, from, stage_status::complete);
            facts.package_is_current = false;
            const auto refusal = refusal_of(stage, from, stage_status::complete, facts);
            if (stage != last_stage) {
                EXPECT_FALSE(refusal.has_value()) << stage;
                continue;
            }
            expect_refusal(
                refusal, "SD007",
                "stage 9 (export) of project \"shop\" cannot be completed before a package is "
                "exported",
                "No package was exported after the last change of the project.",
                "SELECT * FROM sdp.export_project(project, 'zip') exports and records it; for a "
                "package that the client has written there is sdp.register_export(project, format, "
                "path, size).");
        }
    }
}

TEST(lifecycle, reverting_waits_for_a_later_generation)
{
    for (int later = 4; later <= last_stage; ++later) {
        lifecycle_facts facts{.project = "shop",
                              .statuses = project_at(later, stage_status::generating)};
        const auto refusal = refusal_of(3, stage_status::complete, stage_status::review, facts);
        expect_refusal(refusal, "SD002",
                       "stage 3 (database) of project \"shop\" cannot be reverted",
                       "Stage " + described_stage(later) + " is generating.",
                       "Wait until it has finished, or cancel it by sdp.revert_stage(project, "
                       "stage, reason, force => true).");
    }
}

TEST(lifecycle, a_refused_edit_says_what_would_help)
{
    constexpr auto message = "data of stage 3 (database) of project \"shop\" cannot be changed";
    expect_refusal(stage_not_editable("shop", 3, stage_status::locked), "SD011", message,
                   "The stage is locked; data is editable in active and review only.",
                   "Complete the stages before it first.");
    expect_refusal(stage_not_editable("shop", 3, stage_status::generating), "SD011", message,
                   "The stage is generating; data is editable in active and review only.",
                   "Wait until the generation has finished.");
    expect_refusal(stage_not_editable("shop", 3, stage_status::complete), "SD011", message,
                   "The stage is complete; data is editable in active and review only.",
                   "Revert it first: SELECT * FROM sdp.revert_stage(project, 3).");
}

TEST(lifecycle, a_project_that_is_not_active_says_what_would_help)
{
    expect_refusal(project_not_active("shop", project_status::archived), "SD013",
                   "project \"shop\" is archived", "Only active projects change.",
                   "Unarchive it first: SELECT sdp.unarchive_project(project).");
    expect_refusal(project_not_active("shop", project_status::deleted), "SD013",
                   "project \"shop\" is deleted", "Only active projects change.",
                   "Restore it first: SELECT sdp.restore_project(project).");
}

TEST(lifecycle, project_statuses_have_the_documents_names)
{
    EXPECT_EQ(project_status_named("active"), project_status::active);
    EXPECT_EQ(project_status_named("archived"), project_status::archived);
    EXPECT_EQ(project_status_named("deleted"), project_status::deleted);
    EXPECT_EQ(project_status_named("Active"), std::nullopt);
    EXPECT_EQ(project_status_named(""), std::nullopt);
    EXPECT_EQ(name_of(project_status::archived), "archived");
}

TEST(lifecycle, a_new_project_starts_with_its_first_stage)
{
    EXPECT_EQ(initial_status(1), stage_status::active);
    for (int stage = 2; stage <= last_stage; ++stage) {
        EXPECT_EQ(initial_status(stage), stage_status::locked) << stage;
    }
}

} // namespace
} // namespace sdp
