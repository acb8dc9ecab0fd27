#include "core/archive/zip_writer.hpp"

#include "pg/bytes.hpp"

namespace sdp::pg {

namespace {

bool is_cancelled()
{
    return QueryCancelPending || ProcDiePending;
}

} // namespace

std::string_view bytes_of(bytea_datum datum)
{
    const bytea* const plain = call([&] { return DatumGetByteaPP(datum.datum); });
    return {VARDATA_ANY(plain), VARSIZE_ANY_EXHDR(plain)};
}

bytea_datum zip_of(const std::vector<package_file>& files)
{
    auto zip = write_zip(files, is_cancelled);
    while (!zip) {
        check_for_interrupts();
        zip = write_zip(files); // Cancels are held off.
    }
    const auto size = zip->size();
    auto* const result = call([&] { return static_cast<bytea*>(palloc(VARHDRSZ + size)); });
    SET_VARSIZE(result, VARHDRSZ + size);
    zip->copy_to(VARDATA(result));
    return {PointerGetDatum(result)};
}

} // namespace sdp::pg
