#include "pg/deadline.hpp"

#include <csignal>

extern "C" {
#include "storage/latch.h"
#include "utils/timeout.h"
}

namespace sdp::pg {

namespace {

volatile std::sig_atomic_t over = 0;
// The server gives a backend only a few; so one is registered for good.
std::optional<TimeoutId> timeout;

} // namespace

// Runs in a signal handler, where boundary() has no place: it sets flags, and raises nothing. The
// cancel is taken up by the next CHECK_FOR_INTERRUPTS(), which a wait for a lock has, too.
extern "C" {
static void pass_deadline()
{
    over = 1;
    InterruptPending = 1;
    QueryCancelPending = 1;
    SetLatch(MyLatch);
}
}

deadline::deadline(int milliseconds)
    : end_(TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds))
{
    if (!timeout) {
        timeout = call([] { return RegisterTimeout(USER_TIMEOUT, pass_deadline); });
    }
    over = 0;
    call([&] { enable_timeout_at(*timeout, end_); });
}

deadline::~deadline()
{
    disable_timeout(*timeout, false);
    // A cancel of ours that nobody has taken up must not hit what comes next. Those of other
    // timeouts stay; a client's that comes at this very moment is lost, as one a moment later is.
    if (over != 0 && !get_timeout_indicator(STATEMENT_TIMEOUT, false) &&
        !get_timeout_indicator(LOCK_TIMEOUT, false)) {
        QueryCancelPending = 0;
    }
}

bool deadline::is_over() const
{
    return over != 0 || GetCurrentTimestamp() >= end_;
}

bool deadline::has_ended(const server_error& error) const
{
    return over != 0 && error.sqlerrcode == ERRCODE_QUERY_CANCELED && GetCurrentTimestamp() >= end_;
}

} // namespace sdp::pg
