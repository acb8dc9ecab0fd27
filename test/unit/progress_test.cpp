#include "core/progress.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

stage_statuses with(int complete, stage_status open)
{
    stage_statuses result;
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        result.set(stage, stage <= complete       ? stage_status::complete
                          : stage == complete + 1 ? open
                                                  : stage_status::locked);
    }
    return result;
}

TEST(progress, is_read_at_a_glance)
{
    const auto active = project_status::active;
    EXPECT_EQ(progress_line(with(3, stage_status::review), active, 7200, false),
              "✓✓✓▶·····  3/9 api, review since 2 h");
    EXPECT_EQ(progress_line(with(3, stage_status::review), active, 7200, true),
              "+++>.....  3/9 api, review since 2 h");
    EXPECT_EQ(progress_line(with(0, stage_status::active), active, 0, false),
              "▶········  0/9 product, active since 0 s");
    EXPECT_EQ(progress_line(with(8, stage_status::generating), active, 119, false),
              "✓✓✓✓✓✓✓✓▶  8/9 export, generating since 1 min");
    EXPECT_EQ(progress_line(with(9, stage_status::active), active, 300'000, false),
              "✓✓✓✓✓✓✓✓✓  9/9 complete since 3 d");
}

TEST(progress, of_projects_that_rest_or_lack_stages)
{
    EXPECT_EQ(progress_line(with(1, stage_status::active), project_status::archived, 59, true),
              "+>.......  1/9 dataModel, active since 59 s (archived)");
    EXPECT_EQ(progress_line({}, project_status::active, 5, false), "?????????  0/9 stages missing");
    // A clock that was put back.
    EXPECT_EQ(progress_line(with(0, stage_status::active), project_status::deleted, -5, true),
              ">........  0/9 product, active since 0 s (deleted)");
}

} // namespace
} // namespace sdp
