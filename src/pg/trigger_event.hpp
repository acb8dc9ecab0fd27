#pragma once
#include "pg/arguments.hpp"
#include "pg/identity.hpp"

namespace sdp::pg {

// A row as a trigger meets it, with its columns by name: a table's owner may add columns, so
// positions are not known beforehand.
class trigger_row {
public:
    trigger_row(HeapTuple tuple, TupleDesc description) : tuple_(tuple), description_(description)
    {
    }

    [[nodiscard]] HeapTuple tuple() const { return tuple_; }
    template <typename Type> [[nodiscard]] std::optional<Type> find(const char* column) const
    {
        const auto found = column_of(column);
        if (found.is_null) {
            return std::nullopt;
        }
        return from_found<Type>(found, column);
    }
    // Of a column that is NOT NULL. In a BEFORE trigger nothing has checked that yet, so a null is
    // reported as the server would (23502).
    template <typename Type> [[nodiscard]] Type get(const char* column) const
    {
        const auto found = column_of(column);
        if (found.is_null) {
            refuse_null(column);
        }
        return from_found<Type>(found, column);
    }
    [[nodiscard]] bool is_null(const char* column) const { return column_of(column).is_null; }
    // Whether the column holds other bytes than in `other` (a row of the same table).
    [[nodiscard]] bool differs(const trigger_row& other, const char* column) const;
    template <typename... Names>
    [[nodiscard]] bool differs_in_any(const trigger_row& other, Names... columns) const
    {
        return (differs(other, columns) || ...);
    }
    // Whether any column but those named differs.
    [[nodiscard]] bool differs_besides(const trigger_row& other,
                                       std::initializer_list<std::string_view> columns) const;
    // The row with one column set, palloc'ed in the current context.
    void set(const char* column, const value& to);
    // Whether this is the row version at `place`.
    [[nodiscard]] bool is_at(ItemPointerData place) const
    {
        return ItemPointerEquals(&tuple_->t_self, &place);
    }
    // The command within the transaction that wrote this row version.
    [[nodiscard]] CommandId command() const;

private:
    [[nodiscard]] found_value column_of(const char* column) const;
    [[noreturn]] void refuse_null(const char* column) const;
    [[nodiscard]] int number_of(const char* column) const;
    [[nodiscard]] bool attribute_differs(const trigger_row& other, int number) const;

    HeapTuple tuple_;
    TupleDesc description_;
};

// A trigger's firing. SD405 when called by hand, for a statement, or on anything but the ordinary
// table of that name in that schema: a view, a foreign or partitioned table, an impostor elsewhere.
class trigger_event {
public:
    trigger_event(const arguments& arguments, const char* schema, const char* table);
    // One on whatever table, by a trigger that its owner made: SD405 when called by hand or for a
    // statement. `function` is for the messages.
    trigger_event(const arguments& arguments, const char* function);

    [[nodiscard]] bool before() const { return TRIGGER_FIRED_BEFORE(data_->tg_event); }
    [[nodiscard]] bool insert() const { return TRIGGER_FIRED_BY_INSERT(data_->tg_event); }
    [[nodiscard]] bool update() const { return TRIGGER_FIRED_BY_UPDATE(data_->tg_event); }
    [[nodiscard]] bool remove() const { return TRIGGER_FIRED_BY_DELETE(data_->tg_event); }
    [[nodiscard]] Relation relation() const { return data_->tg_relation; }
    [[nodiscard]] const char* name() const { return data_->tg_trigger->tgname; }
    [[nodiscard]] const char* table() const { return RelationGetRelationName(data_->tg_relation); }
    // What CREATE TRIGGER gave it.
    [[nodiscard]] std::span<char* const> given() const
    {
        return {data_->tg_trigger->tgargs, static_cast<std::size_t>(data_->tg_trigger->tgnargs)};
    }
    // In an AFTER trigger for INSERT: whether what its function's BEFORE trigger returned is what
    // was stored, since no other one could change it.
    [[nodiscard]] bool is_stored_as_seen() const;
    // The type of a column; InvalidOid where the table has none of that name.
    [[nodiscard]] Oid type_of(const char* column) const;
    [[nodiscard]] bool load_mode() const { return pg::load_mode(data_->tg_relation); }

    // The row before an UPDATE or DELETE.
    [[nodiscard]] trigger_row old_row() const;
    // The row after an INSERT or UPDATE.
    [[nodiscard]] trigger_row new_row() const;

    // What a BEFORE trigger returns to store `row`; an AFTER trigger's result is ignored.
    static Datum keep(const trigger_row& row) { return PointerGetDatum(row.tuple()); }
    static Datum skip() { return PointerGetDatum(nullptr); }
    // The row as it came, whatever the event.
    [[nodiscard]] Datum unchanged() const
    {
        return PointerGetDatum(update() ? data_->tg_newtuple : data_->tg_trigtuple);
    }

private:
    void require_row(const char* hint) const;

    TriggerData* data_;
};

} // namespace sdp::pg
