#include "engine/package_state.hpp"

namespace sdp::engine {

namespace {

// All that a package is made of, as a hash. Contents are immutable, so the numbers of what is
// active say all about the outputs of stages 1 to 8.
#define SDP_PACKAGE_STATE                                                                          \
    "(SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat_ws("      \
    " E'\\n', q.name, q.slug, coalesce(q.description, E'\\n'), (SELECT pg_catalog.string_agg("     \
    " pg_catalog.concat_ws(' ', s.stage_number, s.status, s.stage_label,"                          \
    " (SELECT pg_catalog.string_agg(pg_catalog.concat(o.format, ':', o.version), ' '"              \
    " ORDER BY o.version) FROM sdp.stage_outputs o WHERE o.stage_id {=} s.id AND o.is_active)),"   \
    " E'\\n' ORDER BY s.stage_number) FROM sdp.stages s"                                           \
    " WHERE s.project_id {=} q.id AND s.stage_number {<} 9)), 'UTF8')), 'hex')"                    \
    " FROM sdp.projects q WHERE q.id {=} $1)"

constinit pg::statement is_current{
    R"(SELECT FROM sdp_engine.project_state p
    WHERE p.project_id {=} $1 AND p.exported_state {=} )" SDP_PACKAGE_STATE ""_sql,
    {UUIDOID}};

constinit pg::statement set_exported{
    R"(UPDATE sdp_engine.project_state
    SET exported_state = )" SDP_PACKAGE_STATE R"( WHERE project_id {=} $1)"_sql,
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

} // namespace sdp::engine
