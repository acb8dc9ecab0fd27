#pragma once
#include "pg/call.hpp"

namespace sdp::pg {

// What the rest of a scope allocates for PostgreSQL is freed at its end: for work that is done many
// times, or whose result is small beside what it takes. While an exception unwinds it stays until
// the caller's own memory goes.
class memory_scope {
public:
    memory_scope()
        : outer_(CurrentMemoryContext), own_(call([] {
              return AllocSetContextCreate(CurrentMemoryContext, "sdp scope",
                                           ALLOCSET_DEFAULT_SIZES);
          })),
          exceptions_at_start_(std::uncaught_exceptions())
    {
        MemoryContextSwitchTo(own_);
    }
    ~memory_scope()
    {
        MemoryContextSwitchTo(outer_);
        if (std::uncaught_exceptions() == exceptions_at_start_) {
            MemoryContextDelete(own_);
        }
    }
    memory_scope(const memory_scope&) = delete;
    memory_scope& operator=(const memory_scope&) = delete;

    // The caller's memory, for what is to stay.
    [[nodiscard]] MemoryContext outer() const { return outer_; }

private:
    MemoryContext outer_;
    MemoryContext own_;
    int exceptions_at_start_;
};

} // namespace sdp::pg
