#include "pg/ddl_parts.hpp"

#include "pg/ddl_expressions.hpp"

extern "C" {
#include "nodes/pg_list.h"
#include "nodes/value.h"
}

namespace sdp::pg {

bool judge_options(ddl_judgement* judgement, List* options)
{
    return each_of(judgement, options, [=](Node* option) {
        const Node* const value = castNode(DefElem, option)->arg;
        if (value == nullptr || IsA(value, Integer) || IsA(value, Float) || IsA(value, Boolean) ||
            IsA(value, String) || IsA(value, TypeName)) {
            return true;
        }
        return refuse(judgement, unknown_part);
    });
}

bool judge_sequence_options(ddl_judgement* judgement, List* options)
{
    return each_of(judgement, options, [=](Node* node) {
        const auto* const option = castNode(DefElem, node);
        const Node* const value = option->arg;
        if (value == nullptr || IsA(value, Integer) || IsA(value, Float) || IsA(value, Boolean)) {
            return true;
        }
        if (IsA(value, TypeName)) {
            return judge_type(judgement, castNode(TypeName, option->arg));
        }
        if (IsA(value, List) && strcmp(option->defname, "sequence_name") == 0) {
            auto* const names = castNode(List, option->arg);
            return judge_relation_names(judgement, names, list_length(names));
        }
        if (IsA(value, List) && strcmp(option->defname, "owned_by") == 0) {
            auto* const names = castNode(List, option->arg);
            return judge_relation_names(judgement, names, list_length(names) - 1);
        }
        return refuse(judgement, unknown_part);
    });
}

bool judge_tablespace(ddl_judgement* judgement, const char* name)
{
    return name == nullptr || refuse(judgement, "it names a tablespace");
}

bool judge_index_method(ddl_judgement* judgement, const char* name)
{
    constexpr std::array<std::string_view, 6> methods = {"btree", "hash",   "gin",
                                                         "gist",  "spgist", "brin"};
    return name == nullptr || std::find(methods.begin(), methods.end(), name) != methods.end() ||
           refuse(judgement, psprintf("it names access method \"%s\"", name));
}

bool judge_index_element(ddl_judgement* judgement, Node* node)
{
    const auto* const element = castNode(IndexElem, node);
    if (element->opclassopts != NIL) {
        return refuse(judgement, unknown_part);
    }
    return judge_expression(judgement, element->expr) &&
           judge_system_name(judgement, "collation", element->collation) &&
           judge_system_name(judgement, "operator class", element->opclass);
}

namespace {

bool judge_exclusion(ddl_judgement* judgement, const Constraint* constraint)
{
    return judge_index_method(judgement, constraint->access_method) &&
           judge_expression(judgement, constraint->where_clause) &&
           each_of(judgement, constraint->exclusions, [=](Node* node) {
               // A pair of what is compared and the operator.
               auto* const pair = castNode(List, node);
               return judge_index_element(judgement, static_cast<Node*>(linitial(pair))) &&
                      judge_system_name(judgement, "operator", castNode(List, lsecond(pair)));
           });
}

} // namespace

bool judge_constraint(ddl_judgement* judgement, Node* node)
{
    const auto* const constraint = castNode(Constraint, node);
    switch (constraint->contype) {
    case CONSTR_NULL:
    case CONSTR_NOTNULL:
    case CONSTR_ATTR_DEFERRABLE:
    case CONSTR_ATTR_NOT_DEFERRABLE:
    case CONSTR_ATTR_DEFERRED:
    case CONSTR_ATTR_IMMEDIATE:
#if PG_VERSION_NUM >= 180000
    case CONSTR_ATTR_ENFORCED:
    case CONSTR_ATTR_NOT_ENFORCED:
#endif
        return true;
    case CONSTR_DEFAULT:
    case CONSTR_CHECK:
    case CONSTR_GENERATED:
        return judge_expression(judgement, constraint->raw_expr);
    case CONSTR_IDENTITY:
        return judge_sequence_options(judgement, constraint->options);
    case CONSTR_PRIMARY:
    case CONSTR_UNIQUE:
        return judge_options(judgement, constraint->options) &&
               judge_tablespace(judgement, constraint->indexspace);
    case CONSTR_EXCLUSION:
        return judge_options(judgement, constraint->options) &&
               judge_tablespace(judgement, constraint->indexspace) &&
               judge_exclusion(judgement, constraint);
    case CONSTR_FOREIGN:
        return judge_relation(judgement, constraint->pktable);
    default:
        return refuse(judgement, unknown_part);
    }
}

bool judge_collation(ddl_judgement* judgement, const CollateClause* clause)
{
    return clause == nullptr || (judge_system_name(judgement, "collation", clause->collname) &&
                                 judge_expression(judgement, clause->arg));
}

bool judge_column(ddl_judgement* judgement, Node* node)
{
    const auto* const column = castNode(ColumnDef, node);
    return judge_type(judgement, column->typeName) &&
           judge_expression(judgement, column->raw_default) &&
           judge_collation(judgement, column->collClause) &&
           (column->fdwoptions == NIL || refuse(judgement, unknown_part)) &&
           each_of(judgement, column->constraints,
                   [=](Node* each) { return judge_constraint(judgement, each); });
}

} // namespace sdp::pg
