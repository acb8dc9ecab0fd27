#include "engine/lifecycle_facts.hpp"

#include "engine/budgets.hpp"
#include "engine/package_state.hpp"
#include "engine/tickets.hpp"
#include "pg/identity.hpp"

namespace sdp::engine {

lifecycle_facts base_facts(const project_stages& project, bool has_data)
{
    return {.project = project.slug, .statuses = project.statuses, .has_data = has_data};
}

lifecycle_facts load_facts(pg::session& session, const project_stages& project, int number,
                           stage_status from, const transition* row, bool has_data,
                           bool provider_resolves)
{
    auto facts = base_facts(project, has_data);
    facts.provider_resolves = provider_resolves;
    const pg::as_system_owner owner;
    if (from == stage_status::generating) {
        if (const auto ticket = latest_ticket(session, project.stage(number)->id)) {
            facts.ticket_is_open = ticket->open;
            facts.ticket_is_direct = ticket->kind == ticket_kind::direct;
            facts.ticket_from = ticket->from;
            facts.ticket_leads_to = ticket->leads_to;
        }
    } else if (row != nullptr && row->needs == guard::generation_requested) {
        facts.owners_budget = find_budget(session, project.owner);
    } else if (row != nullptr && row->needs == guard::valid && number == last_stage) {
        facts.package_is_current = package_is_current(session, project.id);
    }
    return facts;
}

} // namespace sdp::engine
