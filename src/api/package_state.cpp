#include "api/package_state.hpp"

#include "api/sql_operators.hpp"

namespace sdp::api {

namespace {

// Contents are immutable, so the numbers of what is active say all about stages 1 to 8.
#define SDP_ACTIVE_OUTPUTS                                                                         \
    "(SELECT coalesce(pg_catalog.string_agg(pg_catalog.concat(s.stage_number, ':', o.format,"      \
    " ':', o.version), ' ' ORDER BY s.stage_number, o.version), '')"                               \
    " FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id" SDP_EQ "s.id"                      \
    " WHERE s.project_id" SDP_EQ "$1 AND s.stage_number" SDP_LT "9 AND o.is_active)"

constinit pg::statement is_current{
    "SELECT FROM sdp_engine.project_state p WHERE p.project_id" SDP_EQ "$1"
    " AND p.exported_outputs" SDP_EQ SDP_ACTIVE_OUTPUTS,
    {UUIDOID}};

constinit pg::statement set_exported{
    "UPDATE sdp_engine.project_state SET exported_outputs = " SDP_ACTIVE_OUTPUTS
    " WHERE project_id" SDP_EQ "$1",
    {UUIDOID}};

} // namespace

bool package_is_current(pg::session& session, const uuid& project)
{
    return !session.run(is_current, project).empty();
}

void record_export(pg::session& session, const uuid& project)
{
    session.run(set_exported, project);
}

} // namespace sdp::api
