#pragma once
#include "core/uuid.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

// A datum of a type that we only pass on (jsonb, numeric, bytea, a row's column as it is). Its type
// is known where it was read from a row.
struct raw_datum {
    Datum datum;
    Oid type = InvalidOid;
};

// Microseconds since 2000-01-01 UTC, as timestamptz stores them.
struct timestamp {
    TimestampTz microseconds;
};

// A value on its way to the server: a query's parameter or a result's column.
struct value {
    Datum datum = 0;
    bool is_null = true;
    // Invalid for null, and for a raw datum whose type is not known.
    Oid type = InvalidOid;

    value() = default;
    value(std::nullopt_t) {}                                                       // NOLINT
    value(bool flag) : datum(BoolGetDatum(flag)), is_null(false), type(BOOLOID) {} // NOLINT
    value(std::int32_t number)                                                     // NOLINT
        : datum(Int32GetDatum(number)), is_null(false), type(INT4OID)
    {
    }
    value(std::int64_t number) // NOLINT
        : datum(Int64GetDatum(number)), is_null(false), type(INT8OID)
    {
    }
    // Points to the caller's bytes, which outlive the call that uses the value.
    value(const uuid& id) // NOLINT
        : datum(PointerGetDatum(id.bytes.data())), is_null(false), type(UUIDOID)
    {
    }
    value(uuid&&) = delete;
    value(raw_datum raw) : datum(raw.datum), is_null(false), type(raw.type) {} // NOLINT
    value(timestamp at)                                                        // NOLINT
        : datum(TimestampTzGetDatum(at.microseconds)), is_null(false), type(TIMESTAMPTZOID)
    {
    }
    // text, palloc'ed in the current context.
    value(std::string_view text);                                              // NOLINT
    value(const std::string& text) : value(std::string_view(text)) {}          // NOLINT
    value(const char* text) : value(std::string_view(text)) {}                 // NOLINT
    template <typename Type> value(const std::optional<Type>& maybe) : value() // NOLINT
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

// A column's value as it was found in a row, with the column's type.
struct found_value {
    Datum datum = 0;
    bool is_null = true;
    Oid type = InvalidOid;
};

// Whether a datum of type `given` can be read or stored as one of type `wanted`, a domain as what
// it is over. The owner of a table can change a column's type; taken for what it was, the datum
// would be read as a pointer that it is not.
bool is_of_type(Oid given, Oid wanted);

// SD403: a column has another type than the library knows it by.
[[noreturn]] void refuse_type(Oid given, const char* column);

// The C++ value of what was found and is not null; SD403 when the column's type does not fit.
template <typename Type> Type from_found(const found_value& found, const char* column)
{
    if constexpr (std::is_same_v<Type, raw_datum>) {
        return raw_datum{found.datum, found.type};
    } else {
        constexpr Oid wanted = std::is_same_v<Type, bool>           ? BOOLOID
                               : std::is_same_v<Type, std::int32_t> ? INT4OID
                               : std::is_same_v<Type, std::int64_t> ? INT8OID
                               : std::is_same_v<Type, uuid>         ? UUIDOID
                               : std::is_same_v<Type, timestamp>    ? TIMESTAMPTZOID
                                                                    : TEXTOID;
        if (found.type != wanted && !is_of_type(found.type, wanted)) {
            refuse_type(found.type, column);
        }
        return from_datum<Type>(found.datum);
    }
}

} // namespace sdp::pg
