#pragma once
#include "pg/subtransaction.hpp"

namespace sdp::pg {

// A time after which what runs in its scope is cancelled, as a statement is by statement_timeout.
// One at a time.
class deadline {
public:
    explicit deadline(int milliseconds);
    ~deadline();
    deadline(const deadline&) = delete;
    deadline& operator=(const deadline&) = delete;

    [[nodiscard]] bool is_over() const;
    // Whether it is this that ended something, and not a client or another timeout.
    [[nodiscard]] bool has_ended(const server_error& error) const;

private:
    TimestampTz end_;
};

// Runs `body` in a subtransaction of which nothing remains, whether it succeeds or not. False where
// the deadline ended it: the one cancel that may be ended here, since we have asked for it
// ourselves. All other errors are passed on.
template <typename Body> bool undone(const deadline& limit, Body body)
{
    savepoint point;
    try {
        body();
    } catch (const server_error& error) {
        if (!limit.has_ended(error)) {
            throw;
        }
        point.roll_back();
        return false;
    }
    point.roll_back();
    return true;
}

} // namespace sdp::pg
