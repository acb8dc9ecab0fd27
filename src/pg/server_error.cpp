#include "pg/server_error.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

bool server_error::must_be_passed_on() const
{
    switch (ERRCODE_TO_CATEGORY(sqlerrcode)) {
    case ERRCODE_TO_CATEGORY(ERRCODE_TRANSACTION_ROLLBACK):
    case ERRCODE_TO_CATEGORY(ERRCODE_INSUFFICIENT_RESOURCES):
    case ERRCODE_TO_CATEGORY(ERRCODE_OPERATOR_INTERVENTION):
    case ERRCODE_TO_CATEGORY(ERRCODE_SYSTEM_ERROR):
    case ERRCODE_TO_CATEGORY(ERRCODE_INTERNAL_ERROR):
        return true;
    default:
        return false;
    }
}

std::string server_error::sqlstate() const
{
    std::string text;
    for (int position = 0, code = sqlerrcode; position < 5; ++position, code >>= 6) {
        text += static_cast<char>(PGUNSIXBIT(code));
    }
    return text;
}

namespace {

std::optional<std::string> optional_string(const char* text)
{
    return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

server_error copied(const ErrorData& data)
{
    return server_error{
        .sqlerrcode = data.sqlerrcode,
        .message = data.message == nullptr ? "missing error text" : data.message,
        .detail = optional_string(data.detail),
        .detail_log = optional_string(data.detail_log),
        .hint = optional_string(data.hint),
        .context = optional_string(data.context),
        .schema_name = optional_string(data.schema_name),
        .table_name = optional_string(data.table_name),
        .column_name = optional_string(data.column_name),
        .datatype_name = optional_string(data.datatype_name),
        .constraint_name = optional_string(data.constraint_name),
        .internal_query = optional_string(data.internalquery),
        .cursor_position = data.cursorpos,
        .internal_position = data.internalpos,
        .file_name = data.filename,
        .function_name = data.funcname,
        .line_number = data.lineno,
    };
}

// A palloc'ed copy of the current error in the current context, or null where even that failed.
// Guarded itself: copying may run out of memory.
__attribute__((noinline)) ErrorData* copy_of_current_error()
{
    sigjmp_buf* const outer_stack = PG_exception_stack;
    sigjmp_buf local;
    ErrorData* volatile copy = nullptr;
    if (sigsetjmp(local, 0) == 0) {
        PG_exception_stack = &local;
        copy = CopyErrorData();
    }
    PG_exception_stack = outer_stack;
    FlushErrorState();
    return copy;
}

} // namespace

void throw_current_error(MemoryContext memory)
{
    // CopyErrorData must not run in ErrorContext, where the raise left us.
    MemoryContextSwitchTo(memory);
    ErrorData* const data = copy_of_current_error();
    MemoryContextSwitchTo(memory);
    if (data == nullptr) {
        throw server_error{.sqlerrcode = ERRCODE_OUT_OF_MEMORY, .message = "out of memory"};
    }
    server_error failure = copied(*data);
    FreeErrorData(data);
    throw failure; // NOLINT(misc-throw-by-value-catch-by-reference): a named copy, thrown by value
}

} // namespace sdp::pg
