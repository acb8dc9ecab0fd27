#include "pg/ddl_cost.hpp"

extern "C" {
#include "nodes/pg_list.h"
#include "nodes/value.h"
}

namespace sdp::pg {

namespace {

constexpr int most_nodes = 20'000;
constexpr int most_relations = 200;
constexpr std::int64_t greatest_length = 20'000'000;
constexpr std::size_t longest_literal = 10'000;
constexpr int most_constant_operations = 10;

// Their cost grows with the length of what they have, or not much faster.
constexpr std::array<std::string_view, 10> cheap = {
    "=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "||"};
// Those on texts that a domain's CHECK consists of: a regular expression can be cancelled.
constexpr std::array<std::string_view, 8> matching = {"~",  "!~",  "~*",  "!~*",
                                                      "~~", "!~~", "~~*", "!~~*"};

template <std::size_t Size>
bool has(const std::array<std::string_view, Size>& names, const char* name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool refuse_as_large(ddl_judgement* judgement)
{
    return refuse(judgement, "it is too large");
}

const char* operator_of(const A_Expr* operation)
{
    return strVal(llast(operation->name));
}

} // namespace

bool count_node(ddl_judgement* judgement)
{
    return ++judgement->nodes <= most_nodes || refuse_as_large(judgement);
}

bool count_relation(ddl_judgement* judgement)
{
    return ++judgement->relations <= most_relations || refuse_as_large(judgement);
}

bool judge_lengths(ddl_judgement* judgement, const List* modifiers)
{
    for (int i = 0; i < list_length(modifiers); ++i) {
        auto* const modifier = static_cast<Node*>(list_nth(modifiers, i));
        if (IsA(modifier, A_Const) && !castNode(A_Const, modifier)->isnull &&
            nodeTag(&castNode(A_Const, modifier)->val) == T_Integer) {
            judgement->lengths += castNode(A_Const, modifier)->val.ival.ival;
        }
    }
    return judgement->lengths <= greatest_length ||
           refuse(judgement, "the lengths of its types are too large");
}

bool judge_literal(ddl_judgement* judgement, const A_Const* literal)
{
    if (literal->isnull) {
        return true;
    }
    const char* text = nullptr;
    switch (nodeTag(&literal->val)) {
    case T_Integer:
    case T_Boolean:
        return true;
    case T_Float:
        text = literal->val.fval.fval;
        break;
    case T_String:
        text = literal->val.sval.sval;
        break;
    case T_BitString:
        text = literal->val.bsval.bsval;
        break;
    default:
        return refuse(judgement, "it has a literal of an unknown kind");
    }
    return strlen(text) <= longest_literal ||
           refuse(judgement, psprintf("it has a literal of more than %zu bytes", longest_literal));
}

bool judge_operation(ddl_judgement* judgement, const A_Expr* operation, bool constant)
{
    const char* const name = operator_of(operation);
    if (constant) {
        return (has(cheap, name) && ++judgement->operations <= most_constant_operations) ||
               refuse(judgement, "it computes with constants alone");
    }
    // A literal of an array or a composite type may have values of a domain in it, and these are
    // checked at once.
    return !judgement->in_domain || has(cheap, name) || has(matching, name) ||
           strncmp(name, "BETWEEN", 7) == 0 || strncmp(name, "NOT BETWEEN", 11) == 0 ||
           refuse(judgement, psprintf("a domain's CHECK with operator %s may take long", name));
}

} // namespace sdp::pg
