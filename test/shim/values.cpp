// Arguments and results of every type.
#include "counted.hpp"

#include "pg/arguments.hpp"

namespace sdp::test {

namespace {

Datum required(const pg::arguments& call)
{
    const counted object;
    const auto flag = call.get<bool>(0);
    const auto small = call.get<std::int32_t>(1);
    const auto large = call.get<std::int64_t>(2);
    const auto id = call.get<uuid>(3);
    const auto text = call.get<std::string>(4);
    const auto at = call.get<pg::timestamp>(5);
    const auto raw = call.get<pg::jsonb_datum>(6);
    return pg::record_of(call, flag, small, large, id, text, at, raw);
}

Datum optional(const pg::arguments& call)
{
    const counted object;
    const auto id = call.find<uuid>(3);
    return pg::record_of(call, call.find<bool>(0), call.find<std::int32_t>(1),
                         call.find<std::int64_t>(2), id, call.find<std::string>(4),
                         call.find<pg::timestamp>(5), call.find<pg::jsonb_datum>(6));
}

Datum length(const pg::arguments& call)
{
    const counted object;
    return Int64GetDatum(static_cast<std::int64_t>(call.get<std::string>(0).size()));
}

Datum echo(const pg::arguments& call)
{
    const counted object;
    return pg::value(call.get<std::string>(0)).datum;
}

Datum series(const pg::arguments& call)
{
    const counted object;
    const auto count = call.get<std::int32_t>(0);
    pg::result_set set(call);
    for (int i = 1; i <= count; ++i) {
        pg::check_for_interrupts();
        if (i % 2 == 0) {
            set.add(i, std::nullopt);
        } else {
            set.add(i, std::to_string(i));
        }
    }
    return pg::result_set::done();
}

} // namespace

SDP_FUNCTION(test_required, required)
SDP_FUNCTION(test_optional, optional)
SDP_FUNCTION(test_length, length)
SDP_FUNCTION(test_echo, echo)
SDP_FUNCTION(test_series, series)

} // namespace sdp::test
