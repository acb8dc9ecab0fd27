#include "pg/trigger_event.hpp"

#include "catalog/pg_trigger.h"

#include <algorithm>
#include <cstring>

namespace sdp::pg {

int trigger_row::number_of(const char* column) const
{
    const int number = call([&] { return SPI_fnumber(description_, column); });
    if (number <= 0) {
        throw error{sqlstate::versions_differ,
                    fmt::format("column \"{}\" does not exist in a table of schema sdp", column),
                    "The table is not as this version of pg_sdp made it.",
                    "Run SELECT sdp.install() to bring the tables up to date."};
    }
    return number;
}

found_value trigger_row::column_of(const char* column) const
{
    const int number = number_of(column);
    found_value found{.type = TupleDescAttr(description_, number - 1)->atttypid};
    call([&] { found.datum = SPI_getbinval(tuple_, description_, number, &found.is_null); });
    return found;
}

void trigger_row::refuse_null(const char* column) const
{
    call([&] {
        const char* const table = get_rel_name(get_typ_typrelid(description_->tdtypeid));
        ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
                        errmsg("null value in column \"%s\" of relation \"%s\" violates not-null "
                               "constraint",
                               column, table == nullptr ? "?" : table)));
    });
    pg_unreachable();
}

bool trigger_row::attribute_differs(const trigger_row& other, int number) const
{
    const Form_pg_attribute attribute = TupleDescAttr(description_, number - 1);
    return call([&] {
        bool null_here = true;
        bool null_there = true;
        const Datum here = SPI_getbinval(tuple_, description_, number, &null_here);
        const Datum there = SPI_getbinval(other.tuple_, description_, number, &null_there);
        if (null_here || null_there) {
            return null_here != null_there;
        }
        // A long value that the statement left alone is the same TOAST pointer in both rows: equal,
        // and not worth fetching twice.
        if (attribute->attlen == -1) {
            const auto* const one = DatumGetPointer(here);
            const auto* const two = DatumGetPointer(there);
            if (VARSIZE_ANY(one) == VARSIZE_ANY(two) &&
                std::memcmp(one, two, VARSIZE_ANY(one)) == 0) {
                return false;
            }
        }
        return !datum_image_eq(here, there, attribute->attbyval, attribute->attlen);
    });
}

bool trigger_row::differs(const trigger_row& other, const char* column) const
{
    return attribute_differs(other, number_of(column));
}

bool trigger_row::differs_besides(const trigger_row& other,
                                  std::initializer_list<std::string_view> columns) const
{
    for (int number = 1; number <= description_->natts; ++number) {
        const Form_pg_attribute attribute = TupleDescAttr(description_, number - 1);
        const std::string_view name = NameStr(attribute->attname);
        if (attribute->attisdropped ||
            std::find(columns.begin(), columns.end(), name) != columns.end()) {
            continue;
        }
        if (attribute_differs(other, number)) {
            return true;
        }
    }
    return false;
}

void trigger_row::set(const char* column, const value& to)
{
    int number = number_of(column);
    const Oid type = TupleDescAttr(description_, number - 1)->atttypid;
    if (to.type != InvalidOid && to.type != type && !is_of_type(type, to.type)) {
        refuse_type(type, column);
    }
    tuple_ = call([&] {
        Datum datum = to.datum;
        bool is_null = to.is_null;
        return heap_modify_tuple_by_cols(tuple_, description_, 1, &number, &datum, &is_null);
    });
}

CommandId trigger_row::command() const
{
    return call([&] { return HeapTupleHeaderGetCmin(tuple_->t_data); });
}

namespace {

error not_called_by_trigger(const std::string& what)
{
    return {sqlstate::trigger_misused,
            fmt::format("trigger function for {} was not called by a trigger", what)};
}

} // namespace

trigger_event::trigger_event(const arguments& arguments, const char* schema, const char* table)
    : data_(reinterpret_cast<TriggerData*>(arguments.info()->context))
{
    FunctionCallInfo const fcinfo = arguments.info();
    if (!CALLED_AS_TRIGGER(fcinfo)) {
        throw not_called_by_trigger(fmt::format("{}.{}", schema, table));
    }
    Relation const relation = data_->tg_relation;
    const char* const found =
        call([&] { return get_namespace_name(RelationGetNamespace(relation)); });
    const std::string_view in = found == nullptr ? "" : found;
    if (std::string_view(RelationGetRelationName(relation)) != table || in != schema ||
        relation->rd_rel->relkind != RELKIND_RELATION) {
        throw error{sqlstate::trigger_misused,
                    fmt::format("trigger \"{}\" on \"{}\" calls the trigger function for {}.{}",
                                data_->tg_trigger->tgname, RelationGetRelationName(relation),
                                schema, table),
                    "It is not the ordinary table of that name.",
                    "DROP the trigger; sdp.install() makes those that are needed."};
    }
    require_row("DROP the trigger; sdp.install() makes those that are needed.");
}

trigger_event::trigger_event(const arguments& arguments, const char* function)
    : data_(reinterpret_cast<TriggerData*>(arguments.info()->context))
{
    FunctionCallInfo const fcinfo = arguments.info();
    if (!CALLED_AS_TRIGGER(fcinfo)) {
        throw not_called_by_trigger(function);
    }
    require_row("Make it a trigger FOR EACH ROW.");
}

void trigger_event::require_row(const char* hint) const
{
    if (!TRIGGER_FIRED_FOR_ROW(data_->tg_event)) {
        throw error{sqlstate::trigger_misused,
                    fmt::format("trigger \"{}\" on table \"{}\" does not fire for each row",
                                data_->tg_trigger->tgname, table()),
                    "The trigger functions of pg_sdp look at rows.", hint};
    }
}

bool trigger_event::is_stored_as_seen() const
{
    const TriggerDesc* const all = data_->tg_relation->trigdesc;
    return std::none_of(all->triggers, all->triggers + all->numtriggers, [&](const Trigger& one) {
        return TRIGGER_FOR_ROW(one.tgtype) && TRIGGER_FOR_BEFORE(one.tgtype) &&
               TRIGGER_FOR_INSERT(one.tgtype) && one.tgfoid != data_->tg_trigger->tgfoid;
    });
}

Oid trigger_event::type_of(const char* column) const
{
    return call([&] {
        const int number = SPI_fnumber(data_->tg_relation->rd_att, column);
        return number <= 0 ? InvalidOid : SPI_gettypeid(data_->tg_relation->rd_att, number);
    });
}

trigger_row trigger_event::old_row() const
{
    return {data_->tg_trigtuple, data_->tg_relation->rd_att};
}

trigger_row trigger_event::new_row() const
{
    return {update() ? data_->tg_newtuple : data_->tg_trigtuple, data_->tg_relation->rd_att};
}

} // namespace sdp::pg
