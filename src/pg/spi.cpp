#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include "pg/spi.hpp"

#include <algorithm>

extern "C" {
#include "nodes/miscnodes.h"
#include "utils/regproc.h"
}

namespace sdp::pg {

int statement::parameter_count() const
{
    const auto* const end =
        std::find(parameter_types, parameter_types + most_parameters, InvalidOid);
    return static_cast<int>(end - parameter_types);
}

found_value rows::column_of(std::size_t row, int column) const
{
    if (table_ == nullptr || row >= table_->numvals) {
        throw error{sqlstate::changed_meanwhile, "a row of pg_sdp is not there any more",
                    "It was deleted or hidden while the operation ran.", "Try again."};
    }
    found_value found{.type = SPI_gettypeid(table_->tupdesc, column)};
    call([&] {
        found.datum = SPI_getbinval(table_->vals[row], table_->tupdesc, column, &found.is_null);
    });
    return found;
}

void rows::refuse_null(const char* column)
{
    throw error{sqlstate::versions_differ, fmt::format("column \"{}\" of a row is null", column),
                "The column is NOT NULL in the tables that pg_sdp makes.",
                "Give the column a value in every row, and set it NOT NULL again."};
}

namespace {

constinit int operations = 0;

} // namespace

bool session::in_operation()
{
    return operations > 0;
}

session::session(access mode) : mode_(mode), exceptions_at_start_(std::uncaught_exceptions())
{
    // call() goes back to the caller's memory context: what we allocate for PostgreSQL between
    // calls belongs to the entry, not to SPI.
    call([] { (void)SPI_connect(); });
    operations += mode_ == access::loading ? 0 : 1;
}

session::~session()
{
    operations -= mode_ == access::loading ? 0 : 1;
    if (std::uncaught_exceptions() > exceptions_at_start_) {
        return;
    }
    // SPI_finish only frees; its one failure is "not connected".
    (void)SPI_finish();
}

namespace {

// Raised inside call(): SPI reports misuse by codes, not by errors.
void check(int code, const char* sql)
{
    if (code < 0) {
        ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
                        errmsg_internal("SPI failed: %s", SPI_result_code_string(code)),
                        errcontext("SQL statement \"%s\"", sql)));
    }
}

} // namespace

namespace {

std::string sentence_of(std::string text)
{
    if (!text.empty()) {
        text.front() = static_cast<char>(pg_toupper(static_cast<unsigned char>(text.front())));
    }
    return text + ".";
}

// What our statement's own failure means to a user, who has not written it: its rights or its
// tables are not what they were. Errors of what it set off (triggers, constraints) stay as they
// are.
std::optional<error> meaning_of(const server_error& failure)
{
    switch (ERRCODE_TO_CATEGORY(failure.sqlerrcode)) {
    case ERRCODE_TO_CATEGORY(ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION):
    case ERRCODE_TO_CATEGORY(ERRCODE_FEATURE_NOT_SUPPORTED):
    case ERRCODE_TO_CATEGORY(ERRCODE_INVALID_SCHEMA_NAME):
    // Keys that are none any more give a row twice.
    case ERRCODE_TO_CATEGORY(ERRCODE_CARDINALITY_VIOLATION):
        break;
    default:
        // A foreign table without a handler.
        if (failure.sqlerrcode != ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE) {
            return std::nullopt;
        }
    }
    const auto found = sentence_of(failure.message);
    if (failure.sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE) {
        return error{sqlstate::access_denied, failure.message,
                     "The operation reads or writes it with the rights of its caller.",
                     "Ask the owner of schema sdp for the rights that the operation needs."};
    }
    if (failure.sqlerrcode == ERRCODE_UNDEFINED_TABLE ||
        failure.sqlerrcode == ERRCODE_UNDEFINED_SCHEMA) {
        return error{sqlstate::not_installed, "a table of pg_sdp is missing", found,
                     "Restore it, or run SELECT sdp.install()."};
    }
    return error{sqlstate::versions_differ, "a table of pg_sdp is not as the library knows it",
                 found, "Run SELECT sdp.install() to bring the tables up to date."};
}

// Takes our statement out of a failure on its way to the client: nobody has to read our SQL.
// Returns whether the statement itself failed, and not what it set off.
bool take_out(server_error& failure, const char* sql)
{
    bool own = false;
    if (failure.internal_query == sql) {
        failure.internal_query.reset();
        failure.internal_position = 0;
        own = true;
    }
    if (failure.context) {
        const auto line = fmt::format("SQL statement \"{}\"", sql);
        const auto at = failure.context->find(line);
        if (at != std::string::npos) {
            own = own || at == 0;
            failure.context->erase(at, line.size() + 1);
        }
        while (failure.context->ends_with('\n')) {
            failure.context->pop_back();
        }
        if (failure.context->empty()) {
            failure.context.reset();
        }
    }
    return own;
}

// A failure of ours is thrown as what it means; the caller throws on what is left. Nothing is ended
// here.
void explain(server_error& failure, const char* sql)
{
    if (take_out(failure, sql)) {
        if (auto meaning = meaning_of(failure)) {
            throw *std::move(meaning);
        }
    }
}

} // namespace

rows session::run_with(statement& what, std::span<const value> values)
{
    try {
        return execute(what, values);
    } catch (server_error& failure) {
        explain(failure, what.sql.text);
        throw;
    }
}

rows session::execute(statement& what, std::span<const value> values)
{
    Datum datums[statement::most_parameters];
    char nulls[statement::most_parameters];
    if (static_cast<int>(values.size()) != what.parameter_count()) {
        throw std::logic_error("a statement was given more or fewer values than it has parameters");
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Oid wanted = what.parameter_types[i];
        if (values[i].type != InvalidOid && values[i].type != wanted &&
            !is_of_type(wanted, values[i].type)) {
            refuse_type(values[i].type, fmt::format("${}", i + 1).c_str());
        }
        datums[i] = values[i].datum;
        nulls[i] = values[i].is_null ? 'n' : ' ';
    }
    const bool read_only = mode_ == access::read_only;
    call([&] {
        if (what.plan == nullptr) {
            // Every statement finds its rows by keys: one plan fits all values. Left to itself the
            // server plans the first five calls, and some statements at every call.
            SPIPlanPtr const plan =
                SPI_prepare_cursor(what.sql.text, what.parameter_count(), what.parameter_types,
                                   CURSOR_OPT_GENERIC_PLAN);
            if (plan == nullptr) {
                check(SPI_result, what.sql.text);
            }
            check(SPI_keepplan(plan), what.sql.text);
            what.plan = plan;
        }
        check(SPI_execute_plan(what.plan, datums, nulls, read_only, 0), what.sql.text);
    });
    return {SPI_tuptable, SPI_processed};
}

rows session::run_text(const char* sql, const std::optional<uuid>& parameter)
{
    const value given(parameter);
    try {
        call([&] {
            Oid type = UUIDOID;
            Datum datum = given.datum;
            const char null = given.is_null ? 'n' : ' ';
            check(
                SPI_execute_with_args(sql, 1, &type, &datum, &null, mode_ == access::read_only, 0),
                sql);
        });
    } catch (server_error& failure) {
        explain(failure, sql);
        throw;
    }
    return {SPI_tuptable, SPI_processed};
}

rows session::run_text(const char* sql)
{
    call([&] { check(SPI_execute(sql, mode_ == access::read_only, 0), sql); });
    return {SPI_tuptable, SPI_processed};
}

rows session::call_function(const function_name& function, sql_text columns, long most,
                            std::span<const value> values)
{
    const auto quoted = [](const std::string& name) {
        return std::string(call([&] { return quote_identifier(name.c_str()); }));
    };
    Oid types[statement::most_parameters];
    Datum datums[statement::most_parameters];
    char nulls[statement::most_parameters];
    std::string parameters;
    for (std::size_t i = 0; i < values.size(); ++i) {
        types[i] = values[i].type;
        datums[i] = values[i].datum;
        nulls[i] = values[i].is_null ? 'n' : ' ';
        parameters += fmt::format("{}${}", i == 0 ? "" : ", ", i + 1);
    }
    const auto sql = fmt::format("SELECT {} FROM {}.{}({}) AS f", columns.text,
                                 quoted(function.schema), quoted(function.name), parameters);
    try {
        call([&] {
            check(SPI_execute_with_args(sql.c_str(), static_cast<int>(values.size()), types, datums,
                                        nulls, mode_ == access::read_only, most),
                  sql.c_str());
        });
    } catch (server_error& failure) {
        static_cast<void>(take_out(failure, sql.c_str()));
        throw;
    }
    return {SPI_tuptable, SPI_processed};
}

function_name function_named(const std::string& text)
{
    struct {
        const char* schema;
        const char* name;
        const char* problem;
    } found{};
    call([&] {
        ErrorSaveContext saved{};
        saved.type = T_ErrorSaveContext;
        saved.details_wanted = true;
        List* const names =
            stringToQualifiedNameList(text.c_str(), reinterpret_cast<Node*>(&saved));
        if (saved.error_occurred) {
            found.problem = saved.error_data->message;
        } else if (list_length(names) == 2) {
            found.schema = strVal(linitial(names));
            found.name = strVal(lsecond(names));
        } else {
            found.problem = "it is not a schema and a name, joined by a dot";
        }
    });
    if (found.problem != nullptr) {
        throw error{sqlstate::invalid_argument,
                    fmt::format("\"{}\" is not a function's name with its schema", text),
                    fmt::format("The name is refused: {}.", found.problem)};
    }
    return {found.schema, found.name};
}

void session::run_file(std::string_view content)
{
    const std::string sql(content);
    try {
        run_text(sql.c_str());
    } catch (server_error& failure) {
        explain(failure, sql.c_str());
        throw;
    }
}

} // namespace sdp::pg
