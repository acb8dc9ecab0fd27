// Operations on outputs.
#include "core/content/content.hpp"
#include "core/sqlstates.hpp"

#include "engine/project_stages.hpp"
#include "pg/arguments.hpp"

namespace sdp::api {

namespace {

// The version is assigned, and the content checked, by the table's trigger.
constinit pg::statement insert_output{R"(
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES ($1, 0, $2, $3, 'human')
    RETURNING version)"_sql,
                                      {UUIDOID, TEXTOID, TEXTOID}};

constinit pg::statement read_status{R"(
    SELECT s.status FROM sdp.stages s WHERE s.id {=} $1)"_sql,
                                    {UUIDOID}};

constinit pg::statement activate{R"(
    UPDATE sdp.stage_outputs
    SET is_active = true
    WHERE stage_id {=} $1 AND version {=} $2
    RETURNING format)"_sql,
                                 {UUIDOID, INT4OID}};

constinit pg::statement version_range{R"(
    SELECT pg_catalog.min(o.version), pg_catalog.max(o.version)
    FROM sdp.stage_outputs o
    WHERE o.stage_id {=} $1)"_sql,
                                      {UUIDOID}};

std::string_view status_of(pg::session& session, const uuid& stage_id)
{
    return name_of(session.run(read_status, stage_id).one<stage_status>());
}

// An output of a complete stage reverts it.
engine::project_stages open_for_output(pg::session& session, const uuid& project, int stage)
{
    return engine::open_stage(
        session, project, stage,
        stages_moved_with(stage, stage_status::complete, stage_status::review));
}

Datum add_output(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto format = require_output_format(call.get<std::string>(2));
    const auto content = call.get<std::string>(3);

    pg::session session;
    const auto project = open_for_output(session, project_id, number);
    const auto& stage = *project.stage(number);
    const auto version =
        session.run(insert_output, stage.id, name_of(format), content).one<std::int32_t>();
    return pg::record_of(call, version, status_of(session, stage.id));
}

Datum activate_output(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto version = call.get<std::int32_t>(2);

    pg::session session;
    const auto project = open_for_output(session, project_id, number);
    const auto& stage = *project.stage(number);
    const auto format = session.run(activate, stage.id, version).first<output_format>();
    if (!format) {
        const auto [lowest, highest] =
            session.run(version_range, stage.id)
                .one<std::optional<std::int32_t>, std::optional<std::int32_t>>();
        throw error{sqlstate::output_not_found,
                    fmt::format("version {} of stage {} of project \"{}\" does not exist", version,
                                described_stage(number), project.slug),
                    lowest ? fmt::format("The stage has versions {} to {}.", *lowest, *highest)
                           : "The stage has no outputs."};
    }
    return pg::record_of(call, version, name_of(*format), status_of(session, stage.id));
}

} // namespace

SDP_FUNCTION(sdp_add_output, add_output)
SDP_FUNCTION(sdp_activate_output, activate_output)

} // namespace sdp::api
