#include "pg/ddl_judge.hpp"

#include "pg/ddl_expressions.hpp"
#include "pg/ddl_parts.hpp"

extern "C" {
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "nodes/primnodes.h"
#include "nodes/value.h"
}

namespace sdp::pg {

namespace {

constexpr const char* unknown_kind = "statements of this kind are not run";

Node* node_of(List* list)
{
    return reinterpret_cast<Node*>(list);
}

bool judge_table_element(ddl_judgement* judgement, Node* element)
{
    switch (nodeTag(element)) {
    case T_ColumnDef:
        return judge_column(judgement, element);
    case T_Constraint:
        return judge_constraint(judgement, element);
    case T_TableLikeClause:
        return judge_relation(judgement, castNode(TableLikeClause, element)->relation);
    default:
        return refuse(judgement, unknown_part);
    }
}

bool judge_partition_key(ddl_judgement* judgement, const PartitionSpec* key)
{
    return key == nullptr || each_of(judgement, key->partParams, [=](Node* node) {
               const auto* const element = castNode(PartitionElem, node);
               return judge_expression(judgement, element->expr) &&
                      judge_system_name(judgement, "collation", element->collation) &&
                      judge_system_name(judgement, "operator class", element->opclass);
           });
}

// Evaluated at once; so nothing is called here.
bool judge_partition_bounds(ddl_judgement* judgement, const PartitionBoundSpec* bounds)
{
    if (bounds == nullptr) {
        return true;
    }
    judgement->calls_allowed = false;
    const bool allowed = judge_expression(judgement, node_of(bounds->listdatums)) &&
                         judge_expression(judgement, node_of(bounds->lowerdatums)) &&
                         judge_expression(judgement, node_of(bounds->upperdatums));
    judgement->calls_allowed = true;
    return allowed;
}

bool judge_table(ddl_judgement* judgement, const CreateStmt* table)
{
    if (table->oncommit != ONCOMMIT_NOOP) {
        return refuse(judgement, unknown_part);
    }
    if (table->accessMethod != nullptr && strcmp(table->accessMethod, "heap") != 0) {
        return refuse(judgement, psprintf("it names access method \"%s\"", table->accessMethod));
    }
    return judge_relation(judgement, table->relation) &&
           judge_tablespace(judgement, table->tablespacename) &&
           judge_type(judgement, table->ofTypename) && judge_options(judgement, table->options) &&
           judge_partition_key(judgement, table->partspec) &&
           judge_partition_bounds(judgement, table->partbound) &&
           each_of(judgement, table->inhRelations,
                   [=](Node* parent) {
                       return judge_relation(judgement, castNode(RangeVar, parent));
                   }) &&
           each_of(judgement, table->tableElts,
                   [=](Node* element) { return judge_table_element(judgement, element); }) &&
           each_of(judgement, table->constraints,
                   [=](Node* element) { return judge_constraint(judgement, element); });
}

bool judge_index(ddl_judgement* judgement, const IndexStmt* index)
{
    const auto judge_element = [=](Node* element) {
        return judge_index_element(judgement, element);
    };
    if (index->concurrent) {
        return refuse(judgement, "CONCURRENTLY does not run within a transaction");
    }
    return judge_relation(judgement, index->relation) &&
           judge_tablespace(judgement, index->tableSpace) &&
           judge_index_method(judgement, index->accessMethod) &&
           judge_options(judgement, index->options) &&
           judge_expression(judgement, index->whereClause) &&
           each_of(judgement, index->indexParams, judge_element) &&
           each_of(judgement, index->indexIncludingParams, judge_element);
}

bool judge_alter_table(ddl_judgement* judgement, const AlterTableStmt* alter)
{
    if (alter->objtype != OBJECT_TABLE) {
        return refuse(judgement, unknown_kind);
    }
    return judge_relation(judgement, alter->relation) &&
           each_of(judgement, alter->cmds, [=](Node* node) {
               const auto* const command = castNode(AlterTableCmd, node);
               switch (command->subtype) {
               case AT_AddColumn:
                   return judge_column(judgement, command->def);
               case AT_AddConstraint:
                   return judge_constraint(judgement, command->def);
               default:
                   return refuse(judgement, "only ADD is run of it");
               }
           });
}

bool judge_comment(ddl_judgement* judgement, CommentStmt* comment)
{
    switch (comment->objtype) {
    case OBJECT_TABLE:
    case OBJECT_VIEW:
    case OBJECT_SEQUENCE:
    case OBJECT_INDEX: {
        auto* const names = castNode(List, comment->object);
        return judge_relation_names(judgement, names, list_length(names));
    }
    case OBJECT_COLUMN:
    case OBJECT_TABCONSTRAINT: {
        auto* const names = castNode(List, comment->object);
        return judge_relation_names(judgement, names, list_length(names) - 1);
    }
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
        return judge_type(judgement, castNode(TypeName, comment->object), type_use::changed);
    case OBJECT_DOMCONSTRAINT:
        return judge_type(judgement, castNode(TypeName, linitial(castNode(List, comment->object))),
                          type_use::changed);
    case OBJECT_SCHEMA: {
        auto* const schema = castNode(String, comment->object);
        char* const name = trial_name_of(*judgement->schemas, schema->sval);
        if (name == nullptr) {
            return refuse(judgement, psprintf("it names schema \"%s\", which this DDL has not made",
                                              schema->sval));
        }
        schema->sval = name;
        return true;
    }
    default:
        return refuse(judgement, "comments on objects of this kind are not run");
    }
}

bool judge_schema_element(ddl_judgement* judgement, Node* element)
{
    switch (nodeTag(element)) {
    case T_CreateStmt:
    case T_IndexStmt:
    case T_CreateSeqStmt:
    case T_ViewStmt:
        return judge_statement(judgement, element);
    default:
        return refuse(judgement, unknown_part);
    }
}

// Names that are the server's own stay as they are: the server refuses to make them.
bool is_reserved(const char* schema)
{
    return strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0;
}

bool judge_create_schema(ddl_judgement* judgement, CreateSchemaStmt* create)
{
    if (create->authrole != nullptr || create->schemaname == nullptr) {
        return refuse(judgement, "it names a role");
    }
    if (is_reserved(create->schemaname)) {
        return create->schemaElts == NIL || refuse(judgement, unknown_part);
    }
    List* const made_before = list_copy(judgement->schemas->made);
    if (trial_name_of(*judgement->schemas, create->schemaname) == nullptr) {
        judgement->schemas->made = lappend(judgement->schemas->made, pstrdup(create->schemaname));
    }
    create->schemaname = trial_name_of(*judgement->schemas, create->schemaname);
    if (each_of(judgement, create->schemaElts,
                [=](Node* element) { return judge_schema_element(judgement, element); })) {
        return true;
    }
    judgement->schemas->made = made_before;
    return false;
}

// What a dump or a person puts around the DDL itself.
bool pass_over(ddl_judgement* judgement, const char* reason)
{
    judgement->passed_over = true;
    return refuse(judgement, reason);
}

bool judge_transaction(ddl_judgement* judgement, const TransactionStmt* transaction)
{
    switch (transaction->kind) {
    case TRANS_STMT_BEGIN:
    case TRANS_STMT_START:
    case TRANS_STMT_COMMIT:
        return pass_over(judgement, "the trial is a transaction of its own");
    default:
        return refuse(judgement, unknown_kind);
    }
}

} // namespace

bool judge_statement(ddl_judgement* judgement, Node* statement)
{
    switch (nodeTag(statement)) {
    case T_CreateSchemaStmt:
        return judge_create_schema(judgement, castNode(CreateSchemaStmt, statement));
    case T_CreateStmt:
        return judge_table(judgement, castNode(CreateStmt, statement));
    case T_IndexStmt:
        return judge_index(judgement, castNode(IndexStmt, statement));
    case T_CreateEnumStmt:
        return judge_new_type_name(judgement, castNode(CreateEnumStmt, statement)->typeName) &&
               each_of(judgement, castNode(CreateEnumStmt, statement)->vals,
                       [](Node* /*label*/) { return true; });
    case T_CompositeTypeStmt: {
        const auto* const type = castNode(CompositeTypeStmt, statement);
        return judge_relation(judgement, type->typevar) &&
               each_of(judgement, type->coldeflist,
                       [=](Node* column) { return judge_column(judgement, column); });
    }
    case T_CreateDomainStmt: {
        const auto* const domain = castNode(CreateDomainStmt, statement);
        judgement->in_domain = true;
        return judge_new_type_name(judgement, domain->domainname) &&
               judge_type(judgement, domain->typeName) &&
               judge_collation(judgement, domain->collClause) &&
               each_of(judgement, domain->constraints,
                       [=](Node* each) { return judge_constraint(judgement, each); });
    }
    case T_CreateSeqStmt: {
        const auto* const sequence = castNode(CreateSeqStmt, statement);
        return judge_relation(judgement, sequence->sequence) &&
               judge_sequence_options(judgement, sequence->options);
    }
    case T_ViewStmt: {
        const auto* const view = castNode(ViewStmt, statement);
        return judge_relation(judgement, view->view) && judge_options(judgement, view->options) &&
               judge_expression(judgement, view->query);
    }
    case T_CommentStmt:
        return judge_comment(judgement, castNode(CommentStmt, statement));
    case T_AlterTableStmt:
        return judge_alter_table(judgement, castNode(AlterTableStmt, statement));
    case T_CreateExtensionStmt:
        return pass_over(judgement, "extensions are not made");
    case T_TransactionStmt:
        return judge_transaction(judgement, castNode(TransactionStmt, statement));
    default:
        return refuse(judgement, unknown_kind);
    }
}

} // namespace sdp::pg
