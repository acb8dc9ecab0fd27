#include "pg/arguments.hpp"

namespace sdp::pg {

void arguments::refuse_null(int position) const
{
    const Oid function = info_->flinfo == nullptr ? InvalidOid : info_->flinfo->fn_oid;
    // Names are palloc'ed in the call's context, which PostgreSQL empties.
    const char* const name = call([&] { return get_func_name(function); });
    const char* const argument = call([&]() -> const char* {
        char** names = nullptr;
        Oid* types = nullptr;
        char* modes = nullptr;
        HeapTuple const tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
        if (!HeapTupleIsValid(tuple)) {
            return nullptr;
        }
        const int count = get_func_arg_info(tuple, &types, &names, &modes);
        ReleaseSysCache(tuple);
        return names != nullptr && position < count ? names[position] : nullptr;
    });
    throw error{sqlstate::null_argument,
                fmt::format("argument \"{}\" of function sdp.{} must not be null",
                            argument == nullptr ? std::to_string(position + 1) : argument,
                            name == nullptr ? "?" : name)};
}

Datum record(const arguments& arguments, std::span<const value> columns)
{
    return call([&] {
        TupleDesc description = nullptr;
        if (get_call_result_type(arguments.info(), nullptr, &description) != TYPEFUNC_COMPOSITE ||
            description->natts != static_cast<int>(columns.size())) {
            ereport(
                ERROR,
                (errcode(ERRCODE_DATATYPE_MISMATCH),
                 errmsg("function's result does not have the expected %d columns",
                        static_cast<int>(columns.size())),
                 errhint("ALTER EXTENSION pg_sdp UPDATE brings functions and library together.")));
        }
        auto* const datums = static_cast<Datum*>(palloc(sizeof(Datum) * columns.size()));
        auto* const nulls = static_cast<bool*>(palloc(sizeof(bool) * columns.size()));
        for (std::size_t i = 0; i < columns.size(); ++i) {
            datums[i] = columns[i].datum;
            nulls[i] = columns[i].is_null;
        }
        description = BlessTupleDesc(description);
        return HeapTupleGetDatum(heap_form_tuple(description, datums, nulls));
    });
}

Datum uuid_result(const uuid& id)
{
    auto* const copy = call([] { return static_cast<uuid*>(palloc(sizeof(uuid))); });
    *copy = id;
    return PointerGetDatum(copy);
}

Datum numeric_result(numeric_datum number)
{
    return call([&] { return NumericGetDatum(DatumGetNumericCopy(number.datum)); });
}

result_set::result_set(const arguments& arguments)
    : set_(reinterpret_cast<ReturnSetInfo*>(arguments.info()->resultinfo))
{
    call([&] { InitMaterializedSRF(arguments.info(), 0); });
}

void result_set::put(std::span<const value> columns)
{
    call([&] {
        if (set_->setDesc->natts != static_cast<int>(columns.size())) {
            ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                            errmsg("function's result does not have the expected %d columns",
                                   static_cast<int>(columns.size()))));
        }
        auto* const datums = static_cast<Datum*>(palloc(sizeof(Datum) * columns.size()));
        auto* const nulls = static_cast<bool*>(palloc(sizeof(bool) * columns.size()));
        for (std::size_t i = 0; i < columns.size(); ++i) {
            datums[i] = columns[i].datum;
            nulls[i] = columns[i].is_null;
        }
        tuplestore_putvalues(set_->setResult, set_->setDesc, datums, nulls);
        pfree(datums);
        pfree(nulls);
    });
}

} // namespace sdp::pg
