#include "core/validation.hpp"

#include "engine/stale_outputs.hpp"

#include "pg/identity.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_stale{R"(
    SELECT s.stage_number, o.format, o.version, c.stage, c.version, a.version
    FROM sdp.stages s
    JOIN sdp.stage_outputs o ON o.stage_id {=} s.id AND o.is_active
    JOIN sdp_engine.output_context m ON m.output_id {=} o.id
    CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(m.stages), pg_catalog.unnest(m.versions))
        AS c (stage, version)
    JOIN sdp.stages b ON b.project_id {=} s.project_id AND b.stage_number {=} c.stage
    LEFT JOIN sdp.stage_outputs a ON a.stage_id {=} b.id AND a.format {=} 'json' AND a.is_active
    WHERE s.project_id {=} $1 AND ($2 IS NULL OR s.stage_number {=} $2)
        AND coalesce(c.version, 0) {<>} coalesce(a.version, 0)
    ORDER BY s.stage_number, o.version, c.stage)"_sql,
                                   {UUIDOID, INT4OID}};

} // namespace

std::vector<finding> stale_output_findings(pg::session& session, const uuid& project,
                                           std::optional<int> stage)
{
    const pg::as_system_owner owner;
    std::vector<finding> findings;
    const auto found = session.run(read_stale, project, stage);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [number, format, version, from_stage, from_version, now] =
            found.row<pg::stage_number, output_format, std::int32_t, pg::stage_number,
                      std::optional<std::int32_t>, std::optional<std::int32_t>>(i);
        findings.push_back(stale_output({.stage = number,
                                         .format = format,
                                         .version = version,
                                         .made_from_stage = from_stage,
                                         .made_from_version = from_version,
                                         .present_version = now}));
    }
    return findings;
}

} // namespace sdp::engine
