#pragma once
#include "pg/ddl_cost.hpp"

extern "C" {
#include "nodes/parsenodes.h"
}

// The parts that several statements of DDL have. Each function returns false where it has refused.
namespace sdp::pg {

inline constexpr const char* unknown_part = "it has a part of a kind that is not tried";

template <typename Judge> bool each_of(ddl_judgement* judgement, List* list, Judge judge)
{
    for (int i = 0; i < list_length(list); ++i) {
        if (!count_node(judgement) || !judge(static_cast<Node*>(list_nth(list, i)))) {
            return false;
        }
    }
    return true;
}

// Storage parameters and the like: plain values, which name nothing.
bool judge_options(ddl_judgement* judgement, List* options);
bool judge_sequence_options(ddl_judgement* judgement, List* options);
bool judge_tablespace(ddl_judgement* judgement, const char* name);
bool judge_index_method(ddl_judgement* judgement, const char* name);
bool judge_index_element(ddl_judgement* judgement, Node* node);
bool judge_constraint(ddl_judgement* judgement, Node* node);
bool judge_collation(ddl_judgement* judgement, const CollateClause* clause);
bool judge_column(ddl_judgement* judgement, Node* node);

} // namespace sdp::pg
