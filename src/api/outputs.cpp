// Operations on outputs.
#include "core/content/content.hpp"
#include "core/content/line_diff.hpp"
#include "core/json/patch.hpp"
#include "core/sqlstates.hpp"

#include "engine/kept_rows.hpp"
#include "engine/project_stages.hpp"
#include "pg/arguments.hpp"
#include "pg/jsonb.hpp"

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
    const auto version = engine::returned<std::int32_t>(
        session.run(insert_output, stage.id, name_of(format), content),
        fmt::format("an output of stage {} of project \"{}\"", described_stage(number),
                    project.slug));
    return pg::record_of(call, version, status_of(session, stage.id));
}

error output_not_found(pg::session& session, const engine::project_stages& project, int number,
                       std::int32_t version)
{
    const auto [lowest, highest] =
        session.run(version_range, project.stage(number)->id)
            .one<std::optional<std::int32_t>, std::optional<std::int32_t>>();
    return {sqlstate::output_not_found,
            fmt::format("version {} of stage {} of project \"{}\" does not exist", version,
                        described_stage(number), project.slug),
            lowest ? fmt::format("The stage has versions {} to {}.", *lowest, *highest)
                   : "The stage has no outputs."};
}

constinit pg::statement read_output{R"(
    SELECT o.format, o.content FROM sdp.stage_outputs o
    WHERE o.stage_id {=} $1 AND o.version {=} $2)"_sql,
                                    {UUIDOID, INT4OID}};

struct stored_output {
    output_format format;
    std::string content;
};

stored_output require_output(pg::session& session, const engine::project_stages& project,
                             int number, std::int32_t version)
{
    auto found = session.run(read_output, project.stage(number)->id, version)
                     .first<output_format, std::string>();
    if (!found) {
        throw output_not_found(session, project, number, version);
    }
    auto& [format, content] = *found;
    return {format, std::move(content)};
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
        static_cast<void>(require_output(session, project, number, version));
        throw engine::kept_row(fmt::format("version {} of stage {} of project \"{}\"", version,
                                           described_stage(number), project.slug));
    }
    return pg::record_of(call, version, name_of(*format), status_of(session, stage.id));
}

Datum diff_outputs(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    const auto from_version = call.get<std::int32_t>(2);
    const auto to_version = call.get<std::int32_t>(3);
    pg::session session(pg::session::access::read_only);
    const auto project = engine::look_at_stage(session, project_id, number);
    const auto from = require_output(session, project, number, from_version);
    const auto to = require_output(session, project, number, to_version);
    if (from.format != to.format) {
        throw error{
            sqlstate::invalid_argument,
            fmt::format("versions {} and {} of stage {} of project \"{}\" cannot be compared",
                        from_version, to_version, described_stage(number), project.slug),
            fmt::format("One is {}, the other {}.", name_of(from.format), name_of(to.format))};
    }
    if (from.format == output_format::json) {
        const auto before = parsed_tree(from.content);
        const auto after = parsed_tree(to.content);
        if (before != nullptr && after != nullptr) {
            return pg::record_of(call, name_of(from.format),
                                 pg::jsonb_from(text_of(patch_between(*before, *after))),
                                 std::optional<std::string>());
        }
    }
    return pg::record_of(call, name_of(from.format), std::optional<pg::jsonb_datum>(),
                         line_diff(from.content, to.content));
}

// Versions stay without gaps: those go that come before the first active one and before the newest
// `keep` of each stage.
constinit pg::statement prune{R"(
    DELETE FROM sdp.stage_outputs o
    USING (
        SELECT v.stage_id, least(pg_catalog.min(v.version) FILTER (WHERE v.is_active),
            pg_catalog.max(v.version) {-} greatest($2, 1) {+} 1) AS first_kept
        FROM sdp.stage_outputs v JOIN sdp.stages s ON s.id {=} v.stage_id
        WHERE s.project_id {=} $1 GROUP BY v.stage_id) k
    WHERE o.stage_id {=} k.stage_id AND o.version {<} k.first_kept)"_sql,
                              {UUIDOID, INT4OID}};

Datum prune_outputs(const pg::arguments& call)
{
    const auto project_id = call.get<uuid>(0);
    const auto keep = call.get<std::int32_t>(1);
    if (keep < 0) {
        throw error{sqlstate::invalid_argument, fmt::format("{} outputs cannot be kept", keep),
                    "At least 0 are; the newest one and active ones always stay."};
    }
    pg::session session;
    engine::open_stage(session, project_id, first_stage, all_stages);
    return Int32GetDatum(static_cast<std::int32_t>(session.run(prune, project_id, keep).size()));
}

} // namespace

SDP_FUNCTION(sdp_diff_outputs, diff_outputs)
SDP_FUNCTION(sdp_prune_outputs, prune_outputs)
SDP_FUNCTION(sdp_add_output, add_output)
SDP_FUNCTION(sdp_activate_output, activate_output)

} // namespace sdp::api
