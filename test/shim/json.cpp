// jsonb as the rules see it.
#include "counted.hpp"

#include "pg/arguments.hpp"
#include "pg/jsonb.hpp"

namespace sdp::test {

namespace {

const char* name_of_kind(json_kind kind)
{
    switch (kind) {
    case json_kind::null:
        return "null";
    case json_kind::boolean:
        return "boolean";
    case json_kind::number:
        return "number";
    case json_kind::string:
        return "string";
    case json_kind::array:
        return "array";
    case json_kind::object:
        return "object";
    }
    return nullptr;
}

// A row for each node, in the order of the walk.
void walk(pg::result_set& set, const std::string& path, const pg::jsonb_view& view) // NOLINT
{
    const counted object;
    const auto kind = view.kind();
    const bool inner = kind == json_kind::array || kind == json_kind::object;
    std::optional<std::string> string;
    if (kind == json_kind::string) {
        string = view.string();
    }
    std::optional<decimal_shape> number;
    if (kind == json_kind::number) {
        number = view.number();
    }
    set.add(path, name_of_kind(kind), string,
            inner ? std::nullopt : std::optional<std::string>(view.pretty()),
            number ? std::optional(number->digits) : std::nullopt,
            number ? std::optional(number->exponent) : std::nullopt,
            number ? std::optional(number->scale) : std::nullopt);
    int index = 0;
    view.for_each_element([&](const pg::jsonb_view& element) {
        walk(set, path + "/" + std::to_string(index++), element);
    });
    view.for_each_member([&](std::string_view name, const pg::jsonb_view& member) {
        walk(set, path + "/" + pointer_token(name), member);
    });
}

Datum nodes(const pg::arguments& call)
{
    Jsonb* const document = pg::jsonb_of(call.get<pg::jsonb_datum>(0));
    pg::result_set set(call);
    walk(set, "", pg::jsonb_view(document));
    return pg::result_set::done();
}

Datum member(const pg::arguments& call)
{
    const counted object;
    const auto found =
        pg::jsonb_view(pg::jsonb_of(call.get<pg::jsonb_datum>(0))).member(call.get<std::string>(1));
    return found ? pg::value(found->pretty()).datum : null_result(call);
}

Datum print(const pg::arguments& call)
{
    const counted object;
    return pg::value(pg::text_of(pg::jsonb_of(call.get<pg::jsonb_datum>(0)))).datum;
}

Datum pretty(const pg::arguments& call)
{
    const counted object;
    return pg::value(pg::jsonb_view(pg::jsonb_of(call.get<pg::jsonb_datum>(0))).pretty()).datum;
}

Datum equal(const pg::arguments& call)
{
    const counted object;
    return BoolGetDatum(pg::equal(pg::jsonb_of(call.get<pg::jsonb_datum>(0)),
                                  pg::jsonb_of(call.get<pg::jsonb_datum>(1))));
}

Datum equal_as_stored(const pg::arguments& call)
{
    const counted object;
    return BoolGetDatum(pg::equal(call.get<pg::jsonb_datum>(0), call.get<pg::jsonb_datum>(1)));
}

Datum printed_size(const pg::arguments& call)
{
    const counted object;
    const pg::jsonb_view view(pg::jsonb_of(call.get<pg::jsonb_datum>(0)));
    return pg::record_of(call, static_cast<std::int32_t>(printed_size_of(view)),
                         static_cast<std::int32_t>(printed_size_of(view, most_printed_size_of)));
}

Datum parse(const pg::arguments& call)
{
    const counted object;
    const auto parsed = pg::parse_object(call.get<std::string>(0));
    if (parsed.document == nullptr) {
        return pg::record_of(call, std::nullopt, parsed.fault.message);
    }
    return pg::record_of(call, pg::jsonb_datum{JsonbPGetDatum(parsed.document)}, std::nullopt);
}

} // namespace

SDP_FUNCTION(test_nodes, nodes)
SDP_FUNCTION(test_member, member)
SDP_FUNCTION(test_print, print)
SDP_FUNCTION(test_pretty, pretty)
SDP_FUNCTION(test_equal, equal)
SDP_FUNCTION(test_equal_as_stored, equal_as_stored)
SDP_FUNCTION(test_printed_size, printed_size)
SDP_FUNCTION(test_parse, parse)

} // namespace sdp::test
