#include "core/sqlstates.hpp"

#include "pg/ddl_trial.hpp"

#include "pg/ddl_judge.hpp"
#include "pg/deadline.hpp"
#include "pg/sql_content.hpp"

extern "C" {
#include "catalog/pg_database.h"
#include "nodes/makefuncs.h"
#include "parser/parser.h"
#include "tcop/cmdtag.h"
#include "tcop/dest.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/snapmgr.h"
}

namespace sdp::pg {

namespace {

void require_right_to_make_schemas()
{
    const bool may = call([] {
        PreventCommandIfReadOnly("sdp.try_ddl()");
        return object_aclcheck(DatabaseRelationId, MyDatabaseId, GetUserId(), ACL_CREATE) ==
               ACLCHECK_OK;
    });
    if (!may) {
        throw error{sqlstate::access_denied, "permission denied to try DDL in this database",
                    "The DDL is run in schemas of its own, which are undone afterwards.",
                    "GRANT CREATE ON DATABASE to the role."};
    }
}

void set_here(const char* name, const char* value)
{
    (void)set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
                            false);
}

// Until the subtransaction around it is rolled back, which restores all of this: no SET ROLE, no
// temporary relation, and settings that decide what SQL means.
void restrict_session()
{
    call([] {
        Oid user = InvalidOid;
        int context = 0;
        GetUserIdAndSecContext(&user, &context);
        SetUserIdAndSecContext(user, context | SECURITY_RESTRICTED_OPERATION);
        set_here("standard_conforming_strings", "on");
        set_here("default_tablespace", "");
        set_here("default_table_access_method", "heap");
        set_here("client_min_messages", "error");
    });
}

// A name that nobody can have made or locked before.
char* random_schema_name()
{
    std::uint32_t numbers[2] = {};
    if (!pg_strong_random(numbers, sizeof numbers)) {
        ereport(ERROR, errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random values"));
    }
    return psprintf("sdp_trial_%08x%08x", numbers[0], numbers[1]);
}

// Runs a utility statement as an extension's script would (execute_sql_string in extension.c).
void run_statement(RawStmt* statement, const char* text)
{
    CommandCounterIncrement();
    PushActiveSnapshot(GetTransactionSnapshot());
    List* const queries = pg_analyze_and_rewrite_fixedparams(statement, text, nullptr, 0, nullptr);
    List* const plans = pg_plan_queries(queries, text, 0, nullptr);
    for (int i = 0; i < list_length(plans); ++i) {
        auto* const plan = list_nth_node(PlannedStmt, plans, i);
        if (plan->utilityStmt == nullptr) {
            elog(ERROR, "a trial runs DDL alone");
        }
        ProcessUtility(plan, text, false, PROCESS_UTILITY_QUERY, nullptr, nullptr, None_Receiver,
                       nullptr);
    }
    PopActiveSnapshot();
    CommandCounterIncrement();
}

// The schema that stands for "public". It is the first in which unqualified names are looked up
// and made, after pg_catalog, as with the search_path of a new database; pg_temp, which is always
// looked into, comes last.
void make_public_schema(const char* name)
{
    auto* const create = makeNode(CreateSchemaStmt);
    create->schemaname = pstrdup(name);
    auto* const statement = makeNode(RawStmt);
    statement->stmt = reinterpret_cast<Node*>(create);
    statement->stmt_location = -1;
    run_statement(statement, "CREATE SCHEMA");
    set_here("search_path", psprintf("%s, pg_temp", name));
}

class trial {
public:
    trial(const std::string& text, const deadline& limit, ddl_trial& result)
        : text_(text), limit_(limit), result_(result)
    {
    }

    void run()
    {
        restrict_session();
        result_.fault = fault_in_sql(text_);
        if (result_.fault) {
            return;
        }
        prepare();
        result_.statements = list_length(statements_);
        const int most = std::min(result_.statements, most_ddl_statements);
        while (result_.reached < most) {
            check_for_interrupts();
            if (limit_.is_over()) {
                result_.timed_out = true;
                return;
            }
            ++result_.reached;
            try_statement(list_nth_node(RawStmt, statements_, result_.reached - 1));
        }
    }

private:
    // Lives as long as the caller's memory: a subtransaction that is rolled back takes its own.
    void prepare()
    {
        memory_ = call([] {
            return AllocSetContextCreate(CurrentMemoryContext, "sdp ddl trial",
                                         ALLOCSET_DEFAULT_SIZES);
        });
        call([&] {
            MemoryContextSwitchTo(memory_);
            statements_ = raw_parser(text_.c_str(), RAW_PARSE_DEFAULT);
            schemas_.prefix = random_schema_name();
            make_public_schema(schemas_.prefix);
        });
    }

    // In a subtransaction of its own, so that one statement's failure is not the next one's.
    void try_statement(RawStmt* statement)
    {
        const char* const command = call([&] { return CreateCommandName(statement->stmt); });
        ddl_judgement judgement{.schemas = &schemas_};
        const auto failure = subtransaction([&] {
            call([&] {
                MemoryContextSwitchTo(memory_);
                if (judge_statement(&judgement, statement->stmt)) {
                    run_statement(statement, text_.c_str());
                }
            });
        });
        if (!failure && judgement.refusal == nullptr) {
            return;
        }
        ddl_problem problem{
            .number = result_.reached,
            .command = command,
            .place = place_of_byte(text_, start_of_statement(text_, offset_of(*statement)))};
        if (failure) {
            describe(problem, *failure);
        } else {
            problem.what =
                judgement.passed_over ? ddl_problem::kind::passed_over : ddl_problem::kind::refused;
            problem.message = judgement.refusal;
        }
        result_.problems.push_back(std::move(problem));
    }

    static std::size_t offset_of(const RawStmt& statement)
    {
        return statement.stmt_location > 0 ? static_cast<std::size_t>(statement.stmt_location) : 0;
    }

    void describe(ddl_problem& problem, const server_error& failure)
    {
        problem.what = ddl_problem::kind::failed;
        problem.sqlstate = failure.sqlstate();
        problem.message = in_own_words(failure.message);
        problem.detail = in_own_words(failure.detail.value_or(""));
        problem.hint = in_own_words(failure.hint.value_or(""));
        // A statement around the call has moved the place to where its own text would be.
        const int position =
            failure.cursor_position > 0 ? failure.cursor_position : failure.internal_position;
        if (position > 0) {
            problem.place = place_of_character(text_, static_cast<std::size_t>(position));
        }
    }

    [[nodiscard]] std::string in_own_words(const std::string& message) const
    {
        std::vector<std::string> made;
        for (int i = 0; i < list_length(schemas_.made); ++i) {
            made.emplace_back(static_cast<const char*>(list_nth(schemas_.made, i)));
        }
        return with_own_schema_names(message, schemas_.prefix, made);
    }

    const std::string& text_;
    const deadline& limit_;
    ddl_trial& result_;
    MemoryContext memory_ = nullptr;
    List* statements_ = NIL;
    trial_schemas schemas_;
};

} // namespace

ddl_trial try_ddl(const std::string& text, int milliseconds)
{
    require_right_to_make_schemas();
    ddl_trial result;
    const deadline limit(milliseconds);
    // The clock bounds each statement and all of them together: whatever runs here asks for
    // interrupts, a wait for a lock, too, but the parser, which the length of the text bounds.
    if (!undone(limit, [&] { trial(text, limit, result).run(); })) {
        result.timed_out = true;
    }
    return result;
}

} // namespace sdp::pg
