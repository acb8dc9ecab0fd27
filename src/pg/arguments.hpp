#pragma once
#include "core/error.hpp"
#include "core/sqlstates.hpp"

#include "pg/boundary.hpp"
#include "pg/value.hpp"

namespace sdp::pg {

// The arguments of a SQL function by position, from 0. NULL is looked for at each of them: a
// function's owner can alter STRICT away, and the next NULL would then be read as a pointer.
class arguments {
public:
    explicit arguments(FunctionCallInfo info) : info_(info) {}

    [[nodiscard]] FunctionCallInfo info() const { return info_; }

    // The argument; SD201 when it is null.
    template <typename Type> [[nodiscard]] Type get(int position) const
    {
        if (is_null(position)) {
            refuse_null(position);
        }
        return from_datum<Type>(info_->args[position].value);
    }
    // What a function returns for null.
    [[nodiscard]] Datum null_result() const
    {
        info_->isnull = true;
        return 0;
    }
    // The argument or nothing.
    template <typename Type> [[nodiscard]] std::optional<Type> find(int position) const
    {
        if (is_null(position)) {
            return std::nullopt;
        }
        return from_datum<Type>(info_->args[position].value);
    }

private:
    [[nodiscard]] bool is_null(int position) const
    {
        return position >= info_->nargs || info_->args[position].isnull;
    }
    [[noreturn]] void refuse_null(int position) const;

    FunctionCallInfo info_;
};

// The result of a function with OUT arguments: one row of them, palloc'ed in the current context.
Datum record(const arguments& arguments, std::span<const value> columns);

template <typename... Values> Datum record_of(const arguments& call, const Values&... values)
{
    const std::array<value, sizeof...(Values)> list{value(values)...};
    return record(call, list);
}

// The result of a function that returns a uuid, palloc'ed in the current context.
Datum uuid_result(const uuid& id);

// The result of a function that returns a numeric: a copy in the caller's context, for what a query
// gave is gone with its session.
Datum numeric_result(numeric_datum number);

// The rows of a set-returning function, materialised.
class result_set {
public:
    explicit result_set(const arguments& arguments);

    template <typename... Values> void add(const Values&... values)
    {
        const std::array<value, sizeof...(Values)> list{value(values)...};
        put(list);
    }
    // What the function returns.
    static Datum done() { return 0; }

private:
    void put(std::span<const value> columns);

    ReturnSetInfo* set_;
};

} // namespace sdp::pg

// Makes `body` (a plain C++ function from const arguments& to Datum) the SQL-callable C function
// `symbol`.
#define SDP_FUNCTION(symbol, body)                                                                 \
    extern "C" {                                                                                   \
    PG_FUNCTION_INFO_V1(symbol);                                                                   \
    Datum symbol(PG_FUNCTION_ARGS)                                                                 \
    {                                                                                              \
        return ::sdp::pg::boundary([fcinfo] { return body(::sdp::pg::arguments(fcinfo)); });       \
    }                                                                                              \
    }
