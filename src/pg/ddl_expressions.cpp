#include "pg/ddl_expressions.hpp"

#include "pg/ddl_cost.hpp"

extern "C" {
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "nodes/primnodes.h"
#include "nodes/value.h"
#include "utils/regproc.h"
}

namespace sdp::pg {

namespace {

// The walker's convention: true ends the walk.
constexpr bool stop = true;
constexpr bool go_on = false;

bool is_literal(Node* node)
{
    check_stack_depth();
    switch (nodeTag(node)) {
    case T_A_Const:
        return true;
    case T_TypeCast:
        return is_literal(castNode(TypeCast, node)->arg);
    case T_A_ArrayExpr: {
        List* const elements = castNode(A_ArrayExpr, node)->elements;
        for (int i = 0; i < list_length(elements); ++i) {
            if (!is_literal(static_cast<Node*>(list_nth(elements, i)))) {
                return false;
            }
        }
        return true;
    }
    default:
        return false;
    }
}

// The text of a literal, bare or cast to regclass; null for all else.
String* sequence_literal(Node* node)
{
    if (IsA(node, TypeCast)) {
        const auto* const cast = castNode(TypeCast, node);
        if (cast->typeName->arrayBounds != NIL ||
            strcmp(strVal(llast(cast->typeName->names)), "regclass") != 0) {
            return nullptr;
        }
        node = cast->arg;
    }
    if (!IsA(node, A_Const)) {
        return nullptr;
    }
    auto* const literal = castNode(A_Const, node);
    return literal->isnull || nodeTag(&literal->val) != T_String ? nullptr : &literal->val.sval;
}

// The literal names a sequence of the DDL's, which it does by schema as any other name.
bool judge_nextval(ddl_judgement* judgement, List* arguments)
{
    String* const literal = list_length(arguments) == 1
                                ? sequence_literal(static_cast<Node*>(linitial(arguments)))
                                : nullptr;
    if (literal == nullptr) {
        return refuse(judgement, "nextval() is not called with a sequence's name");
    }
    List* const names = stringToQualifiedNameList(literal->sval, nullptr);
    if (!judge_relation_names(judgement, names, list_length(names))) {
        return false;
    }
    literal->sval = NameListToQuotedString(names);
    return true;
}

bool judge_call(ddl_judgement* judgement, FuncCall* call)
{
    const char* const name = strVal(llast(call->funcname));
    const bool of_server = list_length(call->funcname) == 1 ||
                           (list_length(call->funcname) == 2 &&
                            strcmp(strVal(linitial(call->funcname)), "pg_catalog") == 0);
    const bool plain = call->agg_order == NIL && call->agg_filter == nullptr &&
                       call->over == nullptr && !call->agg_within_group && !call->agg_star &&
                       !call->agg_distinct && !call->func_variadic;
    if (of_server && plain && judgement->calls_allowed) {
        if (strcmp(name, "nextval") == 0) {
            return judge_nextval(judgement, call->args);
        }
        if (call->args == NIL &&
            (strcmp(name, "now") == 0 || strcmp(name, "gen_random_uuid") == 0)) {
            return true;
        }
    }
    return refuse(judgement, psprintf("it calls function %s()", NameListToString(call->funcname)));
}

bool judge_cast(ddl_judgement* judgement, TypeCast* cast)
{
    return is_literal(cast->arg)
               ? judge_type(judgement, cast->typeName)
               : refuse(judgement,
                        "it casts something other than a literal, which calls a function");
}

// SCHEMA.TABLE.COLUMN has a schema to look at; shorter names have none.
bool judge_column(ddl_judgement* judgement, ColumnRef* column)
{
    ++judgement->columns;
    if (list_length(column->fields) < 3) {
        return true;
    }
    return IsA(linitial(column->fields), String) &&
           judge_relation_names(judgement, column->fields, list_length(column->fields) - 1);
}

// (value).name is how a function can be called, too: only subscripts pass.
bool judge_indirection(ddl_judgement* judgement, List* indirection)
{
    for (int i = 0; i < list_length(indirection); ++i) {
        if (!IsA(list_nth(indirection, i), A_Indices)) {
            return refuse(judgement, "it has (value).name, which can call a function");
        }
    }
    return true;
}

const char* reason_against(Node* node)
{
    switch (nodeTag(node)) {
    case T_RangeFunction:
        return "it calls a function in FROM";
    case T_LockingClause:
        return "it locks rows";
    case T_RangeTableSample:
        return "it samples a table, which calls a function";
    case T_InsertStmt:
    case T_UpdateStmt:
    case T_DeleteStmt:
    case T_MergeStmt:
    case T_IntoClause:
        return "it changes rows";
    default:
        return "it has an expression of a kind that is not tried";
    }
}

bool walk(Node* node, void* context);

bool walk_children(Node* node, ddl_judgement* judgement)
{
    return raw_expression_tree_walker(node, walk, judgement);
}

bool judge_operator(ddl_judgement* judgement, A_Expr* operation)
{
    const int columns_before = judgement->columns;
    return judge_system_name(judgement, "operator", operation->name) &&
           walk_children(reinterpret_cast<Node*>(operation), judgement) == go_on &&
           judge_operation(judgement, operation, judgement->columns == columns_before);
}

// What is not named here is refused: kinds of nodes that another version of the server brings, too.
// Operators are those of pg_catalog, since no other schema of the search_path can have one; the
// functions behind these have no effects.
bool walk(Node* node, void* context)
{
    auto* const judgement = static_cast<ddl_judgement*>(context);
    if (node == nullptr) {
        return go_on;
    }
    if (!count_node(judgement)) {
        return stop;
    }
    switch (nodeTag(node)) {
    case T_A_Const:
        return judge_literal(judgement, castNode(A_Const, node)) ? go_on : stop;
    case T_SQLValueFunction:
    case T_Alias:
    case T_A_Star:
        return go_on;
    case T_List:
    case T_BoolExpr:
    case T_NullTest:
    case T_BooleanTest:
    case T_CoalesceExpr:
    case T_MinMaxExpr:
    case T_CaseExpr:
    case T_CaseWhen:
    case T_RowExpr:
    case T_A_ArrayExpr:
    case T_A_Indices:
    case T_SelectStmt:
    case T_ResTarget:
    case T_JoinExpr:
    case T_RangeSubselect:
    case T_WithClause:
        return walk_children(node, judgement);
    case T_CommonTableExpr:
        // The walker does not look into these clauses.
        if (castNode(CommonTableExpr, node)->search_clause != nullptr ||
            castNode(CommonTableExpr, node)->cycle_clause != nullptr) {
            refuse(judgement, "it has SEARCH or CYCLE");
            return stop;
        }
        return walk_children(node, judgement);
    case T_RangeVar:
        return judge_relation(judgement, castNode(RangeVar, node)) && count_relation(judgement)
                   ? go_on
                   : stop;
    case T_ColumnRef:
        return judge_column(judgement, castNode(ColumnRef, node)) ? go_on : stop;
    case T_FuncCall:
        return judge_call(judgement, castNode(FuncCall, node)) ? go_on : stop;
    case T_TypeCast:
        // The type is judged here, and not as the walker would meet it.
        return judge_cast(judgement, castNode(TypeCast, node))
                   ? walk(castNode(TypeCast, node)->arg, judgement)
                   : stop;
    case T_A_Expr:
        return judge_operator(judgement, castNode(A_Expr, node)) ? go_on : stop;
    case T_SubLink:
        ++judgement->columns;
        return judge_system_name(judgement, "operator", castNode(SubLink, node)->operName)
                   ? walk_children(node, judgement)
                   : stop;
    case T_SortBy:
        return judge_system_name(judgement, "operator", castNode(SortBy, node)->useOp)
                   ? walk_children(node, judgement)
                   : stop;
    case T_CollateClause:
        return judge_system_name(judgement, "collation", castNode(CollateClause, node)->collname)
                   ? walk_children(node, judgement)
                   : stop;
    case T_A_Indirection:
        return judge_indirection(judgement, castNode(A_Indirection, node)->indirection)
                   ? walk_children(node, judgement)
                   : stop;
    default:
        refuse(judgement, reason_against(node));
        return stop;
    }
}

} // namespace

bool judge_expression(ddl_judgement* judgement, Node* expression)
{
    return walk(expression, judgement) == go_on;
}

} // namespace sdp::pg
