#include "pg/ddl_names.hpp"

#include "pg/ddl_cost.hpp"
#include "pg/ddl_expressions.hpp"

extern "C" {
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "nodes/value.h"
}

namespace sdp::pg {

namespace {

constexpr const char* system_schema = "pg_catalog";

bool is_system_schema(const char* name)
{
    return strcmp(name, system_schema) == 0;
}

// Unqualified names are looked up in pg_catalog, the trial's schema, pg_temp. What the session has
// in pg_temp is the work of somebody who need not be who calls us: it must not be found.
Oid temporary_schema()
{
    return LookupExplicitNamespace("pg_temp", true);
}

bool relation_is_in(Oid schema, const char* name)
{
    return OidIsValid(schema) && OidIsValid(get_relname_relid(name, schema));
}

bool type_is_in(Oid schema, const char* name)
{
    return OidIsValid(schema) &&
           SearchSysCacheExists2(TYPENAMENSP, CStringGetDatum(name), ObjectIdGetDatum(schema));
}

bool judge_unqualified_relation(ddl_judgement* judgement, const char* name)
{
    if (relation_is_in(PG_CATALOG_NAMESPACE, name)) {
        return refuse(judgement,
                      psprintf("it names \"%s\", which is a relation of the server", name));
    }
    if (relation_is_in(temporary_schema(), name)) {
        return refuse(
            judgement,
            psprintf("it names \"%s\", as a temporary relation of this session is called", name));
    }
    return true;
}

bool judge_schema(ddl_judgement* judgement, char** schema)
{
    char* const name = trial_name_of(*judgement->schemas, *schema);
    if (name == nullptr) {
        return refuse(judgement,
                      psprintf("it names schema \"%s\", which this DDL has not made", *schema));
    }
    *schema = name;
    return true;
}

bool judge_schema_of_list(ddl_judgement* judgement, List* names)
{
    return judge_schema(judgement, &castNode(String, linitial(names))->sval);
}

bool refuse_catalog(ddl_judgement* judgement)
{
    return refuse(judgement, "it names a database");
}

// Types whose literals look up what this database has.
bool is_object_identifier(const char* type)
{
    while (*type == '_') {
        ++type;
    }
    constexpr std::array<std::string_view, 11> names = {
        "regclass",    "regcollation", "regconfig",    "regdictionary", "regnamespace", "regoper",
        "regoperator", "regproc",      "regprocedure", "regrole",       "regtype"};
    return std::find(names.begin(), names.end(), type) != names.end();
}

bool judge_type_name(ddl_judgement* judgement, List* names, type_use use)
{
    if (list_length(names) < 1 || list_length(names) > 2) {
        return refuse_catalog(judgement);
    }
    const char* const name = strVal(llast(names));
    if (list_length(names) == 2 && !is_system_schema(strVal(linitial(names)))) {
        return judge_schema_of_list(judgement, names);
    }
    if (is_object_identifier(name)) {
        return refuse(judgement,
                      psprintf("type %s refers to what this database happens to have", name));
    }
    const bool qualified = list_length(names) == 2;
    if (use == type_use::changed && (qualified || type_is_in(PG_CATALOG_NAMESPACE, name))) {
        return refuse(judgement, psprintf("type \"%s\" is the server's", name));
    }
    if (!qualified && type_is_in(temporary_schema(), name)) {
        return refuse(
            judgement,
            psprintf("it names \"%s\", as a temporary type of this session is called", name));
    }
    return true;
}

} // namespace

bool refuse(ddl_judgement* judgement, const char* reason)
{
    if (judgement->refusal == nullptr) {
        judgement->refusal = reason;
    }
    return false;
}

char* trial_name_of(const trial_schemas& schemas, const char* schema)
{
    if (strcmp(schema, "public") == 0) {
        return pstrdup(schemas.prefix);
    }
    for (int i = 0; i < list_length(schemas.made); ++i) {
        if (strcmp(static_cast<const char*>(list_nth(schemas.made, i)), schema) == 0) {
            return psprintf("%s_%d", schemas.prefix, i + 1);
        }
    }
    return nullptr;
}

bool judge_relation(ddl_judgement* judgement, RangeVar* relation)
{
    if (relation->catalogname != nullptr) {
        return refuse_catalog(judgement);
    }
    if (relation->relpersistence == RELPERSISTENCE_TEMP) {
        return refuse(judgement, "temporary relations are not part of a schema");
    }
    return relation->schemaname == nullptr
               ? judge_unqualified_relation(judgement, relation->relname)
               : judge_schema(judgement, &relation->schemaname);
}

bool judge_relation_names(ddl_judgement* judgement, List* names, int count)
{
    switch (count) {
    case 0: // a column without its table, or OWNED BY NONE
        return true;
    case 1:
        return judge_unqualified_relation(judgement, strVal(linitial(names)));
    case 2:
        return judge_schema_of_list(judgement, names);
    default:
        return refuse_catalog(judgement);
    }
}

bool judge_new_type_name(ddl_judgement* judgement, List* names)
{
    return list_length(names) == 1 ||
           (list_length(names) == 2 ? judge_schema_of_list(judgement, names)
                                    : refuse_catalog(judgement));
}

bool judge_type(ddl_judgement* judgement, TypeName* type, type_use use)
{
    if (type == nullptr) {
        return true;
    }
    if (type->setof || type->pct_type || type->names == NIL) {
        return refuse(judgement, "it has a type that no column can have");
    }
    return judge_type_name(judgement, type->names, use) &&
           judge_lengths(judgement, type->typmods) &&
           judge_expression(judgement, reinterpret_cast<Node*>(type->typmods));
}

bool judge_system_name(ddl_judgement* judgement, const char* what, List* names)
{
    if (list_length(names) <= 1 ||
        (list_length(names) == 2 && is_system_schema(strVal(linitial(names))))) {
        return true;
    }
    return refuse(judgement, psprintf("it names %s %s", what, NameListToString(names)));
}

} // namespace sdp::pg
