#pragma once
#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace sdp {

// What bounds a run. A schema may take time exponential in its size.
struct schema_limits {
    std::size_t most_findings = 100;
    // Subschemas applied to values.
    std::uint64_t most_steps = 50'000'000;
    // Subschemas within subschemas.
    int deepest = 20'000;
    // Called now and then, to be interrupted by an exception; may be null.
    void (*interrupt)() = nullptr;
    // Called at every level; throws where the stack ends; may be null.
    void (*check_stack)() = nullptr;
};

// Counts what a run does. Throws SD212 where a limit is reached.
class schema_meter {
public:
    explicit schema_meter(const schema_limits& limits) : limits_(limits) {}

    void count_step()
    {
        constexpr std::uint64_t now_and_then = 0xFFF;
        if ((++steps_ & now_and_then) == 0) {
            if (limits_.interrupt != nullptr) {
                limits_.interrupt();
            }
            if (steps_ > limits_.most_steps) {
                throw error{
                    sqlstate::validation_too_costly, "validation against a schema costs too much",
                    fmt::format("More than {} subschemas were applied.", limits_.most_steps),
                    "Write the schema with fewer alternatives within alternatives."};
            }
        }
        if (limits_.check_stack != nullptr) {
            limits_.check_stack();
        } else if (depth_ > limits_.deepest) {
            throw error{sqlstate::validation_too_costly,
                        "validation against a schema costs too much",
                        fmt::format("Subschemas are nested more than {} levels.", limits_.deepest)};
        }
    }
    void enter() { ++depth_; }
    void leave() { --depth_; }

private:
    const schema_limits& limits_;
    std::uint64_t steps_ = 0;
    int depth_ = 0;
};

} // namespace sdp
