#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include "pg/value.hpp"

#include <cstring>

namespace sdp::pg {

value::value(std::string_view text) : is_null(false), type(TEXTOID)
{
    datum = call([&] {
        return PointerGetDatum(
            cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
    });
}

template <> bool from_datum<bool>(Datum datum)
{
    return DatumGetBool(datum);
}

template <> std::int32_t from_datum<std::int32_t>(Datum datum)
{
    return DatumGetInt32(datum);
}

template <> std::int64_t from_datum<std::int64_t>(Datum datum)
{
    return DatumGetInt64(datum);
}

template <> uuid from_datum<uuid>(Datum datum)
{
    uuid id;
    std::memcpy(id.bytes.data(), DatumGetUUIDP(datum)->data, id.bytes.size());
    return id;
}

template <> std::string from_datum<std::string>(Datum datum)
{
    text* const packed = call([&] { return DatumGetTextPP(datum); });
    return {VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed)};
}

template <> timestamp from_datum<timestamp>(Datum datum)
{
    return timestamp{DatumGetTimestampTz(datum)};
}

template <> raw_datum from_datum<raw_datum>(Datum datum)
{
    return raw_datum{datum};
}

bool is_of_type(Oid given, Oid wanted)
{
    if (wanted == TEXTOID && (given == VARCHAROID || given == BYTEAOID)) {
        return true; // The common ones, without a look at the catalogs.
    }
    const Oid base = call([&] { return getBaseType(given); });
    if (wanted != TEXTOID) {
        return base == wanted;
    }
    // All of them are bytes behind a length.
    return base == TEXTOID || base == VARCHAROID || base == BPCHAROID || base == BYTEAOID ||
           base == JSONOID;
}

void refuse_type(Oid given, const char* column)
{
    const char* const name = call([&] { return format_type_be(given); });
    throw error{
        sqlstate::versions_differ,
        fmt::format("column \"{}\" has type {}, which pg_sdp does not know it by", column, name),
        "The table is not as this version of pg_sdp made it.", "Change the column's type back."};
}

} // namespace sdp::pg
