#pragma once
#include "core/error.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

// What boundary() keeps of a failure once the exception is gone: plain data, nothing to destroy,
// so that raising may jump over it. Texts are malloc'ed and freed before the raise.
struct failure {
    int sqlerrcode;
    int cursor_position;
    int internal_position;
    int line_number;
    const char* file_name;
    const char* function_name;
    char* message;
    char* detail;
    char* detail_log;
    char* hint;
    char* context;
    char* schema_name;
    char* table_name;
    char* column_name;
    char* datatype_name;
    char* constraint_name;
    char* internal_query;
    bool from_server;
};

failure failure_from(const server_error& error) noexcept;
failure failure_from(const sdp::error& error) noexcept;
failure failure_from(const char* unexpected) noexcept;
failure out_of_memory_failure() noexcept;

// Raises the failure as a PostgreSQL error: SQLSTATE, detail, hint and context as they were.
[[noreturn]] void raise_failure(failure& what);

// The whole body of everything that PostgreSQL calls. Runs `body`, which may throw; a failure is
// copied to plain data, the try is left (an exception that a raise jumps out of stays "current"
// for the rest of the session), the caller's memory context restored, and the error raised.
template <typename Body> auto boundary(Body body) -> std::invoke_result_t<Body&>
{
    static_assert(std::is_trivially_destructible_v<Body>);
    using result_type = std::invoke_result_t<Body&>;
    static_assert(std::is_void_v<result_type> || std::is_trivially_copyable_v<result_type>);

    MemoryContext const memory = CurrentMemoryContext;
    failure what;
    try {
        return body();
    } catch (const server_error& error) {
        what = failure_from(error);
    } catch (const sdp::error& error) {
        what = failure_from(error);
    } catch (const std::bad_alloc&) {
        what = out_of_memory_failure();
    } catch (const std::exception& error) {
        what = failure_from(error.what());
    } catch (...) {
        what = failure_from("unknown C++ exception");
    }
    MemoryContextSwitchTo(memory);
    raise_failure(what);
}

} // namespace sdp::pg
