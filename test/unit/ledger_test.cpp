#include "core/ledger.hpp"

#include <gtest/gtest.h>

namespace sdp {
namespace {

constexpr std::int32_t limit = 2147483647;

TEST(ledger, counts_fit_the_column)
{
    EXPECT_EQ(stored_count(0), 0);
    EXPECT_EQ(stored_count(1), 1);
    EXPECT_EQ(stored_count(-1), 0);
    EXPECT_EQ(stored_count(limit), limit);
    EXPECT_EQ(stored_count(std::int64_t{limit} + 1), limit);
    EXPECT_EQ(stored_count(std::numeric_limits<std::int64_t>::max()), limit);
    EXPECT_EQ(stored_count(std::numeric_limits<std::int64_t>::min()), 0);
}

TEST(ledger, totals_fit_the_column)
{
    EXPECT_EQ(total_tokens_of(0, 0), 0);
    EXPECT_EQ(total_tokens_of(1200, 34), 1234);
    EXPECT_EQ(total_tokens_of(limit, 0), limit);
    EXPECT_EQ(total_tokens_of(limit - 1, 1), limit);
    EXPECT_EQ(total_tokens_of(limit, 1), limit);
    EXPECT_EQ(total_tokens_of(limit, limit), limit);
}

TEST(ledger, a_row_does_not_contradict_itself)
{
    const ledger_entry good{
        .input_tokens = 3, .output_tokens = 4, .total_tokens = 7, .duration_ms = 10};
    const auto detail = [](const ledger_entry& entry) {
        const auto found = contradiction_in(entry, "stage 1");
        if (found) {
            EXPECT_EQ(found->sqlstate, "SD207");
            EXPECT_EQ(found->message, "ledger row for stage 1 contradicts itself");
        }
        return found ? found->detail : "";
    };
    EXPECT_EQ(detail(good), "");
    auto failed = good;
    failed.succeeded = false;
    EXPECT_EQ(detail(failed), "Its status is error or timeout, but error_message is null.");
    failed.has_error_message = true;
    EXPECT_EQ(detail(failed), "");
    auto odd = good;
    odd.has_error_message = true;
    EXPECT_EQ(detail(odd), "Its status is success, but error_message is set.");
    for (std::int32_t ledger_entry::* const count :
         {&ledger_entry::input_tokens, &ledger_entry::output_tokens, &ledger_entry::duration_ms}) {
        odd = good;
        odd.*count = -1;
        EXPECT_EQ(detail(odd), "Token counts and durations are not negative.");
    }
    odd = good;
    odd.total_tokens = 8;
    EXPECT_EQ(detail(odd), "total_tokens is 8, not input_tokens + output_tokens = 7.");
    odd = good;
    odd.cost_is_acceptable = false;
    EXPECT_EQ(detail(odd), "estimated_cost is negative or not a number.");
}

} // namespace
} // namespace sdp
