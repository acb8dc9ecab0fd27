#include "engine/stage_rows.hpp"

#include "engine/kept_rows.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement set_status{R"(
    UPDATE sdp.stages SET status = $2 WHERE id {=} $1)"_sql,
                                   {UUIDOID, TEXTOID}};

constinit pg::statement set_data{R"(
    UPDATE sdp.stages SET data = $2 WHERE id {=} $1)"_sql,
                                 {UUIDOID, JSONBOID}};

constinit pg::statement set_status_of_generating{R"(
    UPDATE sdp.stages SET status = $2 WHERE id {=} $1 AND status {=} 'generating')"_sql,
                                                 {UUIDOID, TEXTOID}};

constinit pg::statement set_generating{R"(
    UPDATE sdp.stages SET status = 'generating', user_input = coalesce($2, user_input)
    WHERE id {=} $1)"_sql,
                                       {UUIDOID, TEXTOID}};

// Saving what a template gave is saving, though the data stays the same.
constinit pg::statement save_editable{R"(
    UPDATE sdp.stages
    SET data = $3, user_input = coalesce($4, user_input),
        status = CASE WHEN status {=} 'active' THEN 'review' ELSE status END
    WHERE project_id {=} $1 AND stage_number {=} $2
        AND status {=} ANY (ARRAY['active', 'review'])
    RETURNING status)"_sql,
                                      {UUIDOID, INT4OID, JSONBOID, TEXTOID}};

constinit pg::statement complete_incomplete{R"(
    UPDATE sdp.stages SET status = 'complete'
    WHERE project_id {=} $1 AND stage_number {=} $2 AND status {<>} 'complete')"_sql,
                                            {UUIDOID, INT4OID}};

constinit pg::statement find_data{R"(
    SELECT s.data FROM sdp.stages s WHERE s.id {=} $1)"_sql,
                                  {UUIDOID}};

constinit pg::statement find_place{R"(
    SELECT s.project_id, s.stage_number FROM sdp.stages s WHERE s.id {=} $1)"_sql,
                                   {UUIDOID}};

} // namespace

void change_status(pg::session& session, const uuid& stage_id, stage_status to)
{
    require_stage_written(session, session.run(set_status, stage_id, name_of(to)), stage_id);
}

void change_data(pg::session& session, const uuid& stage_id, pg::jsonb_datum data)
{
    require_stage_written(session, session.run(set_data, stage_id, data), stage_id);
}

void leave_generating(pg::session& session, const uuid& stage_id, stage_status to)
{
    session.run(set_status_of_generating, stage_id, name_of(to));
}

void begin_generating(pg::session& session, const uuid& stage_id,
                      const std::optional<std::string>& user_input)
{
    require_stage_written(session, session.run(set_generating, stage_id, user_input), stage_id);
}

std::optional<stage_status> save_data(pg::session& session, const uuid& project, int stage,
                                      pg::jsonb_datum data,
                                      const std::optional<std::string>& user_input)
{
    return session.run(save_editable, project, stage, data, user_input).first<stage_status>();
}

bool complete_if_incomplete(pg::session& session, const uuid& project, int stage)
{
    return !session.run(complete_incomplete, project, stage).empty();
}

std::optional<pg::jsonb_datum> read_data(pg::session& session, const uuid& stage_id)
{
    return session.run(find_data, stage_id)
        .first<std::optional<pg::jsonb_datum>>()
        .value_or(std::nullopt);
}

std::optional<stage_place> place_of_stage(pg::session& session, const uuid& stage_id)
{
    const auto found = session.run(find_place, stage_id).first<uuid, pg::stage_number>();
    if (!found) {
        return std::nullopt;
    }
    const auto& [project, number] = *found;
    return stage_place{project, number};
}

} // namespace sdp::engine
