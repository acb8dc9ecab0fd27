// Every kind of failure, raised below frames that hold objects.
#include "counted.hpp"
#include "core/sqlstates.hpp"

#include "pg/arguments.hpp"

#include <cstring>
#include <stdexcept>

extern "C" {
PG_MODULE_MAGIC;
}

namespace sdp::test {

namespace {

constexpr std::size_t two_to_the_46 = std::size_t{1} << 46U;
constexpr std::size_t two_to_the_40 = std::size_t{1} << 40U;

void raise(const std::string& kind)
{
    if (kind == "server") {
        pg::call([] {
            ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION), errmsg("raised by the server"),
                            errdetail("a detail"), errhint("a hint")));
        });
    } else if (kind == "rule") {
        throw error{sqlstate::blank_value, "raised by a rule", "A detail with 100 %s.", "A hint."};
    } else if (kind == "integer") {
        throw 42;
    } else if (kind == "standard") {
        throw std::runtime_error("raised by the standard library");
    } else if (kind == "vector") {
        const std::vector<char> vector(two_to_the_46);
    } else if (kind == "palloc") {
        pg::call([] { return palloc(two_to_the_40); });
    } else if (kind == "nul") {
        throw error{sqlstate::blank_value, std::string("before\0after", 12),
                    std::string("\0detail", 7)};
    } else if (kind == "none") {
        return;
    }
    pg::call([] { ereport(ERROR, (errmsg("the test knows no such kind of failure"))); });
}

// As many frames as `depth`, each with an object and a guard of its own.
void raise_below(const std::string& kind, int depth) // NOLINT(misc-no-recursion)
{
    const counted object;
    if (depth == 0) {
        raise(kind);
        return;
    }
    pg::call([] { pfree(palloc(1)); });
    raise_below(kind, depth - 1);
}

Datum fail(const pg::arguments& call)
{
    const counted object;
    raise_below(call.get<std::string>(0), call.get<std::int32_t>(1));
    return null_result(call);
}

// An error of ours with the texts given; its SQLSTATE must outlive the exception.
Datum refuse(const pg::arguments& call)
{
    const counted object;
    static char code[6];
    const auto sqlstate = call.get<std::string>(0);
    std::memcpy(code, sqlstate.c_str(), std::min(sizeof code, sqlstate.size() + 1));
    throw error{std::string_view(code, 5), call.get<std::string>(1),
                call.find<std::string>(2).value_or(""), call.find<std::string>(3).value_or("")};
}

// An error of the server's with that SQLSTATE.
Datum raise_state(const pg::arguments& call)
{
    const counted object;
    const auto sqlstate = call.get<std::string>(0);
    const char* const code = sqlstate.c_str();
    pg::call([&] {
        ereport(ERROR, (errcode(MAKE_SQLSTATE(code[0], code[1], code[2], code[3], code[4])),
                        errmsg("raised with SQLSTATE %s", code)));
    });
    return null_result(call);
}

// What PL/pgSQL's RAISE leaves unset: the fields that name an object.
Datum raise_named(const pg::arguments& call)
{
    const counted object;
    pg::call([] {
        ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION), errmsg("%s", "100 %s"),
                        err_generic_string(PG_DIAG_SCHEMA_NAME, "a_schema"),
                        err_generic_string(PG_DIAG_TABLE_NAME, "a_table"),
                        err_generic_string(PG_DIAG_COLUMN_NAME, "a_column"),
                        err_generic_string(PG_DIAG_DATATYPE_NAME, "a_type"),
                        err_generic_string(PG_DIAG_CONSTRAINT_NAME, "a_constraint"),
                        internalerrquery("a query"), internalerrposition(3)));
    });
    return null_result(call);
}

Datum live_objects(const pg::arguments& /*call*/)
{
    return Int32GetDatum(counted::live);
}

Datum exception_is_current(const pg::arguments& /*call*/)
{
    return BoolGetDatum(std::current_exception() != nullptr || std::uncaught_exceptions() != 0);
}

} // namespace

SDP_FUNCTION(test_fail, fail)
SDP_FUNCTION(test_refuse, refuse)
SDP_FUNCTION(test_raise_state, raise_state)
SDP_FUNCTION(test_raise_named, raise_named)
SDP_FUNCTION(test_live_objects, live_objects)
SDP_FUNCTION(test_exception_is_current, exception_is_current)

} // namespace sdp::test
