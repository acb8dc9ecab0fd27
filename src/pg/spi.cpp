#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include "pg/spi.hpp"

#include <algorithm>

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
        throw error{sqlstate::changed_meanwhile, "a statement of pg_sdp did not give its row",
                    "A trigger or rule on the table suppressed it.",
                    "A BEFORE trigger that returns NULL suppresses a row; let it raise an error "
                    "instead."};
    }
    found_value found{.type = SPI_gettypeid(table_->tupdesc, column)};
    call([&] {
        found.datum = SPI_getbinval(table_->vals[row], table_->tupdesc, column, &found.is_null);
    });
    return found;
}

void rows::refuse_null()
{
    throw error{sqlstate::versions_differ, "a column that pg_sdp reads is null",
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

rows session::run_with(statement& what, std::span<const value> values)
{
    Datum datums[statement::most_parameters];
    char nulls[statement::most_parameters];
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
            SPIPlanPtr const plan = SPI_prepare_cursor(
                what.sql, what.parameter_count(), what.parameter_types, CURSOR_OPT_GENERIC_PLAN);
            if (plan == nullptr) {
                check(SPI_result, what.sql);
            }
            check(SPI_keepplan(plan), what.sql);
            what.plan = plan;
        }
        check(SPI_execute_plan(what.plan, datums, nulls, read_only, 0), what.sql);
    });
    return {SPI_tuptable, SPI_processed};
}

rows session::run_text(const char* sql)
{
    call([&] { check(SPI_execute(sql, false, 0), sql); });
    return {SPI_tuptable, SPI_processed};
}

} // namespace sdp::pg
