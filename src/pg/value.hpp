#pragma once
#include "core/uuid.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

// A datum of a type that we only pass on (jsonb, numeric, bytea, a row's column as it is).
struct raw_datum {
    Datum datum;
};

// Microseconds since 2000-01-01 UTC, as timestamptz stores them.
struct timestamp {
    TimestampTz microseconds;
};

// A value on its way to the server: a query's parameter or a result's column.
struct value {
    Datum datum = 0;
    bool is_null = true;

    value() = default;
    value(std::nullopt_t) {}                                                   // NOLINT
    value(bool flag) : datum(BoolGetDatum(flag)), is_null(false) {}            // NOLINT
    value(std::int32_t number) : datum(Int32GetDatum(number)), is_null(false) {} // NOLINT
    value(std::int64_t number) : datum(Int64GetDatum(number)), is_null(false) {} // NOLINT
    // Points to the caller's bytes, which outlive the call that uses the value.
    value(const uuid& id) // NOLINT
        : datum(PointerGetDatum(id.bytes.data())), is_null(false)
    {
    }
    value(uuid&&) = delete;
    value(raw_datum raw) : datum(raw.datum), is_null(false) {} // NOLINT
    value(timestamp at)                                        // NOLINT
        : datum(TimestampTzGetDatum(at.microseconds)), is_null(false)
    {
    }
    // text, palloc'ed in the current context.
    value(std::string_view text); // NOLINT
    value(const std::string& text) : value(std::string_view(text)) {} // NOLINT
    value(const char* text) : value(std::string_view(text)) {}        // NOLINT
    template <typename Type>
    value(const std::optional<Type>& maybe) : value() // NOLINT
    {
        if (maybe) {
            *this = value(*maybe);
        }
    }
};

// The C++ value of a datum that is not null: bool, std::int32_t, std::int64_t, uuid, std::string
// (detoasted, copied to the C++ heap), timestamp, raw_datum.
template <typename Type> Type from_datum(Datum datum);
template <> bool from_datum<bool>(Datum datum);
template <> std::int32_t from_datum<std::int32_t>(Datum datum);
template <> std::int64_t from_datum<std::int64_t>(Datum datum);
template <> uuid from_datum<uuid>(Datum datum);
template <> std::string from_datum<std::string>(Datum datum);
template <> timestamp from_datum<timestamp>(Datum datum);
template <> raw_datum from_datum<raw_datum>(Datum datum);

} // namespace sdp::pg
