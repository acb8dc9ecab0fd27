#pragma once
#include "pg/value.hpp"

namespace sdp::pg {

// One SQL statement with typed parameters, prepared once for each backend and kept. Objects are
// qualified and operators written OPERATOR(pg_catalog.=): the plan is analysed again whenever the
// caller's search_path changes, and must mean the same under any. Declared `constinit` at file
// scope, so that it needs no constructor at load time.
struct statement {
    static constexpr std::size_t most_parameters = 20;

    const char* sql;
    Oid parameter_types[most_parameters];
    SPIPlanPtr plan = nullptr;

    [[nodiscard]] int parameter_count() const;
};

// The rows a statement gave; valid while its session lives. Columns are counted from 1, as in SPI.
class rows {
public:
    rows(SPITupleTable* table, std::uint64_t processed) : table_(table), processed_(processed) {}

    // Rows returned or, without RETURNING, rows changed.
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(processed_); }
    [[nodiscard]] bool empty() const { return processed_ == 0; }

    // The value in a column that may be null.
    template <typename Type>
    [[nodiscard]] std::optional<Type> find(std::size_t row, int column) const
    {
        const auto found = column_of(row, column);
        if (found.is_null) {
            return std::nullopt;
        }
        return from_found<Type>(found, name_of_column(column));
    }
    // The value in a column that is never null; SD403 where a table's owner has allowed nulls.
    template <typename Type> [[nodiscard]] Type get(std::size_t row, int column) const
    {
        const auto found = column_of(row, column);
        if (found.is_null) {
            refuse_null();
        }
        return from_found<Type>(found, name_of_column(column));
    }
    [[nodiscard]] bool is_null(std::size_t row, int column) const
    {
        return column_of(row, column).is_null;
    }

private:
    // SD010 for a row that is not there: a trigger or rule of the application can suppress what
    // RETURNING should give.
    [[nodiscard]] found_value column_of(std::size_t row, int column) const;
    [[noreturn]] static void refuse_null();
    [[nodiscard]] const char* name_of_column(int column) const
    {
        return NameStr(TupleDescAttr(table_->tupdesc, column - 1)->attname);
    }

    SPITupleTable* table_;
    std::uint64_t processed_;
};

// A connection to the Server Programming Interface for the length of a scope. While an exception
// unwinds it leaves the closing to the transaction's abort.
class session {
public:
    // loading: the statements of a trigger in load mode, which are themselves loads.
    enum class access { read_write, read_only, loading };

    explicit session(access mode = access::read_write);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    // Runs the statement under a fresh snapshot (read-only sessions: the caller's).
    template <typename... Values> rows run(statement& what, const Values&... values)
    {
        const std::array<value, sizeof...(Values)> list{value(values)...};
        return run_with(what, std::span<const value>(list));
    }
    rows run_with(statement& what, std::span<const value> values);
    // Whether statements run for our own code, so that rules and effects follow from them. Those of
    // loading sessions don't count.
    static bool in_operation();
    // Runs SQL text without parameters, unprepared: for install() alone.
    rows run_text(const char* sql);

private:
    access mode_;
    int exceptions_at_start_;
};

} // namespace sdp::pg
