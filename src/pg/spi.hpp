#pragma once
#include "pg/sql.hpp"
#include "pg/value.hpp"

#include <stdexcept>
#include <tuple>

namespace sdp::pg {

// One SQL statement with typed parameters, prepared once for each backend and kept. Its text is a
// literal of pg/sql.hpp. Declared `constinit` at file scope, so that it needs no constructor at
// load time.
struct statement {
    static constexpr std::size_t most_parameters = 20;

    sql_text sql;
    Oid parameter_types[most_parameters];
    SPIPlanPtr plan = nullptr;

    [[nodiscard]] int parameter_count() const;
};

// A function by its schema and its name, as the catalog has them.
struct function_name {
    std::string schema;
    std::string name;
};

// Reads "schema.name" as the server reads names, quoted or not; whether there is such a function is
// not asked. SD210 where it is no name, or one without a schema.
function_name function_named(const std::string& text);

template <typename> inline constexpr bool is_optional = false;
template <typename Type> inline constexpr bool is_optional<std::optional<Type>> = true;

// The rows a statement gave; valid while its session lives. Columns are counted from 1, as in SPI.
class rows {
public:
    rows(SPITupleTable* table, std::uint64_t processed) : table_(table), processed_(processed) {}

    // Rows returned or, without RETURNING, rows changed.
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(processed_); }
    [[nodiscard]] bool empty() const { return processed_ == 0; }

    // A whole row by the types of its columns, std::optional where a column may be null:
    //   const auto [slug, status] = found.row<std::string, project_status>(0);
    template <typename... Types> [[nodiscard]] std::tuple<Types...> row(std::size_t number) const
    {
        require_columns(sizeof...(Types));
        return row_of<Types...>(number, std::index_sequence_for<Types...>());
    }
    // The first row, which must be there (else SD010); a single column as the value itself.
    template <typename... Types> [[nodiscard]] auto one() const
    {
        if constexpr (sizeof...(Types) == 1) {
            return std::get<0>(row<Types...>(0));
        } else {
            return row<Types...>(0);
        }
    }
    // The first row, or nothing when there is none.
    template <typename... Types> [[nodiscard]] auto first() const
    {
        using result_type = decltype(one<Types...>());
        return empty() ? std::optional<result_type>() : std::optional<result_type>(one<Types...>());
    }

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
            refuse_null(name_of_column(column));
        }
        return from_found<Type>(found, name_of_column(column));
    }

private:
    template <typename... Types, std::size_t... Columns>
    [[nodiscard]] std::tuple<Types...> row_of(std::size_t number,
                                              std::index_sequence<Columns...> /*columns*/) const
    {
        return {in_column<Types>(number, static_cast<int>(Columns) + 1)...};
    }
    template <typename Type> [[nodiscard]] Type in_column(std::size_t row, int column) const
    {
        if constexpr (is_optional<Type>) {
            return find<typename Type::value_type>(row, column);
        } else {
            return get<Type>(row, column);
        }
    }
    // A statement and the types that its rows are read by are written side by side.
    void require_columns(std::size_t count) const
    {
        if (table_ != nullptr && table_->tupdesc->natts != static_cast<int>(count)) {
            throw std::logic_error("a statement does not give the columns that it is read by");
        }
    }
    // SD010 for a row that is not there: a trigger or rule of the application can suppress what
    // RETURNING should give.
    [[nodiscard]] found_value column_of(std::size_t row, int column) const;
    [[noreturn]] static void refuse_null(const char* column);
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

    // Runs the statement under a fresh snapshot (read-only sessions: the caller's). Where it fails
    // by missing rights (SD406), a missing table (SD401) or one that was altered (SD403), that is
    // said without our SQL.
    template <typename... Values> rows run(statement& what, const Values&... values)
    {
        const std::array<value, sizeof...(Values)> list{value(values)...};
        return run_with(what, std::span<const value>(list));
    }
    rows run_with(statement& what, std::span<const value> values);
    // Whether statements run for our own code, so that rules and effects follow from them. Those of
    // loading sessions don't count.
    static bool in_operation();
    // Runs SQL text unprepared, for install() alone; it fails as the server says.
    rows run_text(const char* sql);
    // The content of a file of ours; it fails as run() does.
    void run_file(std::string_view content);
    // The same for one that gives rows, with one parameter, $1: a uuid or null.
    rows run_text(const char* sql, const std::optional<uuid>& parameter);

    // The rows of a function that a client named, called with these values: the one statement whose
    // text is put together at run time. `columns` says what is read of it, as f; at most `most`
    // rows are. Fails as the server says, without our SQL.
    template <typename... Values>
    rows run_function(const function_name& function, sql_text columns, long most,
                      const Values&... values)
    {
        const std::array<value, sizeof...(Values)> list{value(values)...};
        return call_function(function, columns, most, std::span<const value>(list));
    }

private:
    rows call_function(const function_name& function, sql_text columns, long most,
                       std::span<const value> values);
    rows execute(statement& what, std::span<const value> values);

    access mode_;
    int exceptions_at_start_;
};

} // namespace sdp::pg
