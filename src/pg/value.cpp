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

uuid reader<uuid>::read(Datum datum)
{
    uuid id;
    std::memcpy(id.bytes.data(), DatumGetUUIDP(datum)->data, id.bytes.size());
    return id;
}

std::string_view reader<std::string_view>::read(Datum datum)
{
    text* const packed = call([&] { return DatumGetTextPP(datum); });
    return {VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed)};
}

std::string reader<std::string>::read(Datum datum)
{
    return std::string(reader<std::string_view>::read(datum));
}

stage_number reader<stage_number>::read(Datum datum)
{
    const int number = DatumGetInt32(datum);
    if (!is_stage_number(number)) {
        throw error{sqlstate::versions_differ, fmt::format("a row has stage number {}", number),
                    "A project has the stages 1 to 9.",
                    "Delete the row or mend it; SELECT sdp.install() brings back the CHECK that "
                    "keeps such rows out."};
    }
    return {number};
}

void refuse_name(std::string_view name, std::string_view what)
{
    throw error{sqlstate::versions_differ, fmt::format("a row has \"{}\" as the {}", name, what),
                "pg_sdp knows no such name.",
                "Mend the row; SELECT sdp.install() brings back the CHECK that keeps such rows "
                "out."};
}

bool is_of_type(Oid given, Oid wanted)
{
    if (wanted == TEXTOID && given == VARCHAROID) {
        return true; // The common one, without a look at the catalogs.
    }
    const Oid base = call([&] { return getBaseType(given); });
    if (wanted != TEXTOID) {
        return base == wanted;
    }
    return base == TEXTOID || base == VARCHAROID || base == BPCHAROID;
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
