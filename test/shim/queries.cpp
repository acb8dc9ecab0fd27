// SPI and subtransactions.
#include "counted.hpp"

#include "pg/arguments.hpp"
#include "pg/spi.hpp"
#include "pg/subtransaction.hpp"

namespace sdp::test {

namespace {

constinit pg::statement read_name{R"(
    SELECT c.name
    FROM shim.cases c
    WHERE c.id {=} $1)"_sql,
                                  {INT4OID}};
constinit pg::statement insert_case{R"(
    INSERT INTO shim.cases (id, name)
    VALUES ($1, $2))"_sql,
                                    {INT4OID, TEXTOID}};
constinit pg::statement sleep_shortly{R"(
    SELECT pg_catalog.pg_sleep(0.005))"_sql,
                                      {}};

// Runs SQL, which may call this again.
Datum run(const pg::arguments& call)
{
    const counted outside;
    pg::session session;
    const counted inside;
    const auto sql = call.get<std::string>(0);
    return Int64GetDatum(static_cast<std::int64_t>(session.run_text(sql.c_str()).size()));
}

Datum read(const pg::arguments& call)
{
    const counted object;
    const auto id = call.get<std::int32_t>(0);
    pg::session session(pg::session::access::read_only);
    const auto found = session.run(read_name, id);
    const auto name = found.empty() ? std::nullopt : found.find<std::string>(0, 1);
    return name ? pg::value(*name).datum : null_result(call);
}

// A column of the first row of any SQL, as text that is never null.
Datum first(const pg::arguments& call)
{
    const counted object;
    const auto sql = call.get<std::string>(0);
    const auto row = call.get<std::int32_t>(1);
    const auto column = call.get<std::int32_t>(2);
    std::string text;
    {
        pg::session session;
        text =
            session.run_text(sql.c_str()).get<std::string>(static_cast<std::size_t>(row), column);
    }
    return pg::value(text).datum;
}

Datum answer(const pg::arguments& call, const std::optional<pg::server_error>& failure)
{
    if (!failure) {
        return pg::record_of(call, std::nullopt, std::nullopt, std::nullopt, std::nullopt,
                             std::nullopt);
    }
    return pg::record_of(call, failure->sqlstate(), failure->message, failure->detail,
                         failure->hint, failure->context);
}

// Runs SQL in a subtransaction with a session inside it, and returns the error that ended it.
Datum attempt(const pg::arguments& call)
{
    const counted outside;
    const auto sql = call.get<std::string>(0);
    return answer(call, pg::subtransaction([&] {
                      const counted inside;
                      pg::session session;
                      session.run_text(sql.c_str());
                  }));
}

// The same with one session around several subtransactions, which goes on being used.
Datum attempt_each(const pg::arguments& call)
{
    const counted outside;
    const auto failing = call.get<std::string>(0);
    const auto count = call.get<std::int32_t>(1);
    pg::session session;
    int failures = 0;
    for (int i = 0; i < count; ++i) {
        const auto failure = pg::subtransaction([&] {
            const counted inside;
            session.run_text(failing.c_str());
        });
        failures += failure ? 1 : 0;
        session.run(insert_case, 1000 + i, std::string_view("after"));
    }
    return Int32GetDatum(failures);
}

// Throws what is neither ours nor the server's through a subtransaction; the row is undone.
Datum attempt_integer(const pg::arguments& call)
{
    const auto id = call.get<std::int32_t>(0);
    int caught = 0;
    pg::session session;
    try {
        (void)pg::subtransaction([&] {
            const counted inside;
            session.run(insert_case, id, std::string_view("undone"));
            throw 42;
        });
    } catch (int number) {
        caught = number;
    }
    return Int32GetDatum(caught);
}

// Never ends by itself: sleeps by SQL, or only looks for interrupts.
Datum attempt_for_ever(const pg::arguments& call)
{
    const bool by_sql = call.get<bool>(0);
    const counted outside;
    return answer(call, pg::subtransaction([&] {
                      const counted inside;
                      pg::session session;
                      for (;;) {
                          const counted deeper;
                          if (by_sql) {
                              session.run(sleep_shortly);
                          }
                          pg::check_for_interrupts();
                      }
                  }));
}

} // namespace

SDP_FUNCTION(test_run, run)
SDP_FUNCTION(test_read, read)
SDP_FUNCTION(test_first, first)
SDP_FUNCTION(test_attempt, attempt)
SDP_FUNCTION(test_attempt_each, attempt_each)
SDP_FUNCTION(test_attempt_integer, attempt_integer)
SDP_FUNCTION(test_attempt_for_ever, attempt_for_ever)

} // namespace sdp::test
