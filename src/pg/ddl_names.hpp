#pragma once
#include "pg/call.hpp"

// Judging DDL on its parse tree before a trial runs it: what it may name. All of ddl_names,
// ddl_cost, ddl_expressions, ddl_parts and ddl_judge runs inside one call() of ddl_trial.cpp and is
// called back from C, so it has trivial locals alone and throws nothing; texts are palloc'ed.
namespace sdp::pg {

// What schemas are called during a trial: "public" is `prefix`, and those that the DDL makes are
// `prefix`_1, `prefix`_2 and so on, so that it can neither meet nor miss what this database has.
struct trial_schemas {
    const char* prefix = nullptr;
    // Of char*: the DDL's own names of those that it makes.
    List* made = NIL;
};

struct ddl_judgement {
    trial_schemas* schemas = nullptr;
    // Why the statement may not run, as a clause; null while nothing speaks against it.
    const char* refusal = nullptr;
    // It is not run, but nothing of the DDL's own is missing without it.
    bool passed_over = false;
    // Functions that may be called may be so here. Not in a partition's bounds, which are evaluated
    // at once.
    bool calls_allowed = true;
    bool in_domain = false;
    // What ddl_cost.hpp counts.
    int nodes = 0;
    int relations = 0;
    int operations = 0;
    std::int64_t lengths = 0;
    // Columns and queries that were met: what has one is not constant.
    int columns = 0;
};

// Each of these returns false where it has refused, and rewrites schemas to what the trial calls
// them.
bool refuse(ddl_judgement* judgement, const char* reason);

// The trial's name for a schema; null for one that is neither public nor made by the DDL.
char* trial_name_of(const trial_schemas& schemas, const char* schema);

bool judge_relation(ddl_judgement* judgement, RangeVar* relation);
// The same for a list of String whose first `count` name a relation.
bool judge_relation_names(ddl_judgement* judgement, List* names, int count);

// The name of a type that is made: one or two String.
bool judge_new_type_name(ddl_judgement* judgement, List* names);
// `changed`: it is not only used, so it must not be one of the server's.
enum class type_use { named, changed };
bool judge_type(ddl_judgement* judgement, TypeName* type, type_use use = type_use::named);

// The name of something that the DDL cannot make (an operator, a collation, an operator class): one
// of pg_catalog's.
bool judge_system_name(ddl_judgement* judgement, const char* what, List* names);

} // namespace sdp::pg
