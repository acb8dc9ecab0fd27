#include "core/rules/stack.hpp"

#include "core/rules/engines.hpp"

namespace sdp {

void add_stack_findings(const tech_stack& stack, const database_design* database,
                        rule_findings& findings)
{
    if (database == nullptr) {
        return;
    }
    const auto designed = engine_in(database->engine);
    const auto chosen = engine_in(stack.database);
    if (!designed.empty() && !chosen.empty() && !mentions_engine(stack.database, designed)) {
        findings.add("stack-database-differs", stack_stage, stack.database_path,
                     fmt::format("the database is {}, but the engine of stage {} is {}",
                                 in_quotes(stack.database), described_stage(database_stage),
                                 in_quotes(database->engine)));
    }
}

} // namespace sdp
