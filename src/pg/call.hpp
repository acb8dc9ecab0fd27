#pragma once
#include "pg/postgres.hpp"
#include "pg/server_error.hpp"

// The door between two ways of failing. PostgreSQL's errors are longjmps to PG_exception_stack; C++
// errors unwind frames; each is fatal in the other's territory.
namespace sdp::pg {

// Takes the server's current error, restores `memory`, throws it as server_error.
[[noreturn]] void throw_current_error(MemoryContext memory);

// Runs `function`, which may raise any PostgreSQL error, and throws that as server_error. Whatever
// may raise goes through here wherever a C++ object with a destructor is alive in any frame up to
// the boundary. The function captures by reference, holds only trivial locals (the jump skips its
// frames), returns a trivial value and throws nothing. The caller's memory context is current
// before and after it. A guard costs about 7 ns, since the signal mask is not saved.
template <typename Function>
__attribute__((noinline)) auto call(Function function) -> std::invoke_result_t<Function&>
{
    using result_type = std::invoke_result_t<Function&>;
    static_assert(std::is_trivially_destructible_v<Function>);
    static_assert(std::is_void_v<result_type> || std::is_trivially_copyable_v<result_type>);

    sigjmp_buf* const outer_stack = PG_exception_stack;
    ErrorContextCallback* const outer_callbacks = error_context_stack;
    MemoryContext const outer_memory = CurrentMemoryContext;
    sigjmp_buf local;
    if (sigsetjmp(local, 0) == 0) {
        PG_exception_stack = &local;
        if constexpr (std::is_void_v<result_type>) {
            function();
            PG_exception_stack = outer_stack;
            error_context_stack = outer_callbacks;
            MemoryContextSwitchTo(outer_memory);
            return;
        } else {
            result_type result = function();
            PG_exception_stack = outer_stack;
            error_context_stack = outer_callbacks;
            MemoryContextSwitchTo(outer_memory);
            return result;
        }
    }
    PG_exception_stack = outer_stack;
    error_context_stack = outer_callbacks;
    throw_current_error(outer_memory);
}

// Lets a cancel or a shutdown through; every loop over rows or nodes calls it.
inline void check_for_interrupts()
{
    if (INTERRUPTS_PENDING_CONDITION()) {
        call([] { CHECK_FOR_INTERRUPTS(); });
    }
}

// 25006 in a read-only transaction and on a standby, for what writes without a table. `command` is
// named in the message.
inline void refuse_read_only(const char* command)
{
    call([command] { PreventCommandIfReadOnly(command); });
}

// Throws SD212 where the stack comes to its end; every recursion over a client's data calls it.
inline void require_stack()
{
    if (stack_is_too_deep()) {
        throw error{sqlstate::validation_too_costly, "data are nested too deeply",
                    "The stack of the server process comes to its end (max_stack_depth)."};
    }
}

} // namespace sdp::pg
