#pragma once
#include "core/plain.hpp"

#include <string_view>
#include <vector>

namespace sdp {

// What follows the type of a column in SQL, clause by clause.
struct column_clause {
    enum class kind {
        not_null,
        null,
        default_value,
        unique,
        check,
        collate,
        generated,
        identity,
        comment,
        remark,
        unknown
    };
    kind what;
    // The whole as it is written, without CONSTRAINT and its name.
    std::string_view text;
    // Of the constraint.
    std::string_view name{};
    // The default, the condition, the expression or the literal of a comment.
    std::string_view body{};
};

[[nodiscard]] std::vector<column_clause> column_clauses_in(std::string_view text);

} // namespace sdp
