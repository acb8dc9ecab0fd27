#pragma once
#include "core/content/content.hpp"
#include "core/finding.hpp"
#include "core/lifecycle.hpp"
#include "core/stages.hpp"
#include "core/uuid.hpp"

#include "pg/call.hpp"

namespace sdp::pg {

// A datum of a type that we only pass on or give to the server's own functions. Its type is part of
// ours: whoever reads it from a row says which one it must have, and from_found() checks it.
template <Oid Type> struct datum_of {
    Datum datum;
};
using jsonb_datum = datum_of<JSONBOID>;
using numeric_datum = datum_of<NUMERICOID>;
using oid_datum = datum_of<OIDOID>;
using interval_datum = datum_of<INTERVALOID>;
using bytea_datum = datum_of<BYTEAOID>;
using text_datum = datum_of<TEXTOID>;
using integer_array_datum = datum_of<INT4ARRAYOID>;

inline oid_datum oid_value(Oid oid)
{
    return {ObjectIdGetDatum(oid)};
}

// A transaction, as a row version names the one that wrote it.
struct transaction_id {
    TransactionId id;
};

// Microseconds since 2000-01-01 UTC, as timestamptz stores them.
struct timestamp {
    TimestampTz microseconds;
};

// A value on its way to the server: a query's parameter or a result's column.
struct value {
    Datum datum = 0;
    bool is_null = true;
    // Invalid for null.
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
    template <Oid Type>
    value(datum_of<Type> known) : datum(known.datum), is_null(false), type(Type) // NOLINT
    {
    }
    value(timestamp at) // NOLINT
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

// How a C++ type is read: from a column of which server type, and by what. Specialised below for
// all that rows, arguments and triggers are read as.
template <typename Type> struct reader;

// A type whose datum is the value itself.
template <typename Type, Oid ServerType> struct plain_reader {
    static constexpr Oid type = ServerType;
};
template <> struct reader<bool> : plain_reader<bool, BOOLOID> {
    static bool read(Datum datum) { return DatumGetBool(datum); }
};
template <> struct reader<std::int32_t> : plain_reader<std::int32_t, INT4OID> {
    static std::int32_t read(Datum datum) { return DatumGetInt32(datum); }
};
template <> struct reader<std::int64_t> : plain_reader<std::int64_t, INT8OID> {
    static std::int64_t read(Datum datum) { return DatumGetInt64(datum); }
};
template <> struct reader<timestamp> : plain_reader<timestamp, TIMESTAMPTZOID> {
    static timestamp read(Datum datum) { return {DatumGetTimestampTz(datum)}; }
};
template <> struct reader<transaction_id> : plain_reader<transaction_id, XIDOID> {
    static transaction_id read(Datum datum) { return {DatumGetTransactionId(datum)}; }
};
// Where a row version lies.
template <> struct reader<ItemPointerData> : plain_reader<ItemPointerData, TIDOID> {
    static ItemPointerData read(Datum datum) { return *DatumGetItemPointer(datum); }
};
template <Oid Type> struct reader<datum_of<Type>> : plain_reader<datum_of<Type>, Type> {
    static datum_of<Type> read(Datum datum) { return {datum}; }
};
template <> struct reader<uuid> : plain_reader<uuid, UUIDOID> {
    static uuid read(Datum datum);
};
// Detoasted: in the current memory context, or the datum itself.
template <> struct reader<std::string_view> : plain_reader<std::string_view, TEXTOID> {
    static std::string_view read(Datum datum);
};
// Detoasted, copied to the C++ heap.
template <> struct reader<std::string> : plain_reader<std::string, TEXTOID> {
    static std::string read(Datum datum);
};

// The number of a stage in a row, 1 to 9: reading any other is SD403. The CHECK that keeps others
// out can be dropped.
struct stage_number {
    int value;
    operator int() const { return value; } // NOLINT: it is a number that was checked
};
template <> struct reader<stage_number> : plain_reader<stage_number, INT4OID> {
    static stage_number read(Datum datum);
};

// A name in a text column that stands for a value of an enumeration; one that does not is SD403.
[[noreturn]] void refuse_name(std::string_view name, std::string_view what);
template <typename Enum, std::optional<Enum> (*Named)(std::string_view)>
struct named_reader : plain_reader<Enum, TEXTOID> {
    static Enum read_name(Datum datum, std::string_view what)
    {
        const auto name = reader<std::string>::read(datum);
        const auto found = Named(name);
        if (!found) {
            refuse_name(name, what);
        }
        return *found;
    }
};
template <> struct reader<stage_status> : named_reader<stage_status, stage_status_named> {
    static stage_status read(Datum datum) { return read_name(datum, "status of a stage"); }
};
template <> struct reader<project_status> : named_reader<project_status, project_status_named> {
    static project_status read(Datum datum) { return read_name(datum, "status of a project"); }
};
template <> struct reader<output_format> : named_reader<output_format, output_format_named> {
    static output_format read(Datum datum) { return read_name(datum, "format of an output"); }
};

template <> struct reader<severity> : named_reader<severity, severity_named> {
    static severity read(Datum datum) { return read_name(datum, "severity"); }
};

// The C++ value of a datum that is not null and has that type.
template <typename Type> Type from_datum(Datum datum)
{
    return reader<Type>::read(datum);
}

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
    if (found.type != reader<Type>::type && !is_of_type(found.type, reader<Type>::type)) {
        refuse_type(found.type, column);
    }
    return reader<Type>::read(found.datum);
}

} // namespace sdp::pg
