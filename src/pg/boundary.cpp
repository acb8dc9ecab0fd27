#include "pg/boundary.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace sdp::pg {

namespace {

// Longer texts than this help nobody and would be copied at each level of a nested error.
constexpr std::size_t longest_text = 16 * 1024;

// A malloc'ed copy, without NULs, or null where there is no memory.
char* plain_copy(std::string_view text) noexcept
{
    auto* const copy = static_cast<char*>(std::malloc(text.size() + 1));
    if (copy == nullptr) {
        return nullptr;
    }
    std::replace_copy(text.begin(), text.end(), copy, '\0', ' ');
    copy[text.size()] = '\0';
    return copy;
}

char* plain_copy(const std::optional<std::string>& text) noexcept
{
    return text ? plain_copy(std::string_view(*text)) : nullptr;
}

char* plain_copy_unless_empty(std::string_view text) noexcept
{
    return text.empty() ? nullptr : plain_copy(text);
}

int code_of(std::string_view sqlstate) noexcept
{
    return MAKE_SQLSTATE(sqlstate[0], sqlstate[1], sqlstate[2], sqlstate[3], sqlstate[4]);
}

// Cuts `text` at the last whole character within longest_text bytes of the database's encoding.
void clip(char* text)
{
    if (text == nullptr) {
        return;
    }
    auto const length = std::strlen(text);
    if (length > longest_text) {
        text[pg_mbcliplen(text, static_cast<int>(length), longest_text)] = '\0';
    }
}

// Passes `text` to `set`, which copies it into the error being built, and frees it.
template <typename Setter> void hand_over(char*& text, Setter set)
{
    if (text != nullptr) {
        set(text);
        std::free(text);
        text = nullptr;
    }
}

void hand_over_name(char*& text, int field)
{
    hand_over(text, [field](const char* name) { err_generic_string(field, name); });
}

} // namespace

failure failure_from(const server_error& error) noexcept
{
    return failure{
        .sqlerrcode = error.sqlerrcode,
        .cursor_position = error.cursor_position,
        .internal_position = error.internal_position,
        .line_number = error.line_number,
        .file_name = error.file_name,
        .function_name = error.function_name,
        .message = plain_copy(std::string_view(error.message)),
        .detail = plain_copy(error.detail),
        .detail_log = plain_copy(error.detail_log),
        .hint = plain_copy(error.hint),
        .context = plain_copy(error.context),
        .schema_name = plain_copy(error.schema_name),
        .table_name = plain_copy(error.table_name),
        .column_name = plain_copy(error.column_name),
        .datatype_name = plain_copy(error.datatype_name),
        .constraint_name = plain_copy(error.constraint_name),
        .internal_query = plain_copy(error.internal_query),
        .from_server = true,
    };
}

failure failure_from(const sdp::error& error) noexcept
{
    failure what{};
    what.sqlerrcode = code_of(error.sqlstate);
    what.message = plain_copy(std::string_view(error.message));
    what.detail = plain_copy_unless_empty(error.detail);
    what.hint = plain_copy_unless_empty(error.hint);
    return what;
}

failure failure_from(const char* unexpected) noexcept
{
    failure what{};
    what.sqlerrcode = ERRCODE_INTERNAL_ERROR;
    what.message = plain_copy(std::string_view(unexpected));
    return what;
}

failure out_of_memory_failure() noexcept
{
    failure what{};
    what.sqlerrcode = ERRCODE_OUT_OF_MEMORY;
    what.message = plain_copy(std::string_view("out of memory"));
    return what;
}

void raise_failure(failure& what)
{
    if (!what.from_server) {
        clip(what.message);
        clip(what.detail);
        clip(what.hint);
    }
    // The texts are the user's language already and may hold %: the _internal variants neither
    // translate nor, with "%s", interpret them.
    errstart(ERROR, TEXTDOMAIN);
    errcode(what.sqlerrcode);
    if (what.message == nullptr) {
        errmsg_internal("out of memory");
    }
    hand_over(what.message, [](const char* text) { errmsg_internal("%s", text); });
    hand_over(what.detail, [](const char* text) { errdetail_internal("%s", text); });
    hand_over(what.detail_log, [](const char* text) { errdetail_log("%s", text); });
    hand_over(what.hint, [](const char* text) { errhint("%s", text); });
    hand_over(what.context, [](const char* text) {
        set_errcontext_domain(TEXTDOMAIN);
        errcontext_msg("%s", text);
    });
    hand_over_name(what.schema_name, PG_DIAG_SCHEMA_NAME);
    hand_over_name(what.table_name, PG_DIAG_TABLE_NAME);
    hand_over_name(what.column_name, PG_DIAG_COLUMN_NAME);
    hand_over_name(what.datatype_name, PG_DIAG_DATATYPE_NAME);
    hand_over_name(what.constraint_name, PG_DIAG_CONSTRAINT_NAME);
    hand_over(what.internal_query, [](const char* text) { internalerrquery(text); });
    if (what.cursor_position > 0) {
        errposition(what.cursor_position);
    }
    if (what.internal_position > 0) {
        internalerrposition(what.internal_position);
    }
    if (what.from_server) {
        // Its context was collected where it was raised; the callbacks would add it a second time.
        error_context_stack = nullptr;
        errfinish(what.file_name, what.line_number, what.function_name);
    } else {
        errfinish(__FILE__, __LINE__, __func__);
    }
    pg_unreachable();
}

} // namespace sdp::pg
