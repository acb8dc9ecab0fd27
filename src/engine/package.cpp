#include "core/lifecycle.hpp"

#include "engine/package.hpp"

#include "engine/project_stages.hpp"
#include "engine/stage_sources.hpp"
#include "engine/stage_validation.hpp"
#include "pg/jsonb.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_project{R"(
    SELECT p.name, p.slug, p.description, pg_catalog.to_char(p.created_at AT TIME ZONE 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    FROM sdp.projects p
    WHERE p.id {=} $1)"_sql,
                                     {UUIDOID}};

constinit pg::statement read_stages{R"(
    SELECT s.stage_number, s.stage_label, s.status, s.data, o.version, o.content, m.content, q.content
    FROM sdp.stages s
    LEFT JOIN sdp.stage_outputs o ON o.stage_id {=} s.id AND o.format {=} 'json' AND o.is_active
    LEFT JOIN sdp.stage_outputs m ON m.stage_id {=} s.id AND m.format {=} 'md' AND m.is_active
    LEFT JOIN sdp.stage_outputs q ON q.stage_id {=} s.id AND q.format {=} 'sql' AND q.is_active
        AND s.stage_number {=} 3
    WHERE s.project_id {=} $1 AND s.stage_number {<} 9
    ORDER BY s.stage_number)"_sql,
                                    {UUIDOID}};

} // namespace

package put_together(pg::session& session, const uuid& id)
{
    const auto stages = require_project_stages(session, id);
    auto [name, slug, description, created_at] =
        session.run(read_project, id)
            .one<std::string, std::string, std::optional<std::string>, std::string>();
    package result;
    result.project = {.id = id.text(),
                      .name = std::move(name),
                      .slug = std::move(slug),
                      .description = std::move(description),
                      .created_at = std::move(created_at)};
    const auto found = session.run(read_stages, id);
    stage_sources sources;
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [number, label, status, data, version, json, markdown, sql] =
            found.row<pg::stage_number, std::string, stage_status, std::optional<pg::jsonb_datum>,
                      std::optional<std::int32_t>, std::optional<std::string>,
                      std::optional<std::string>, std::optional<std::string>>(i);
        result.stages.push_back(
            {.number = number, .label = label, .status = status, .version = version});
        sources.add({.number = number,
                     .label = std::move(label),
                     .json = std::move(json),
                     .markdown = std::move(markdown),
                     .sql = std::move(sql)},
                    data);
        pg::check_for_interrupts();
    }
    result.files = rendered_files(result.project, sources.stages(), pg::check_for_interrupts);
    pg::check_for_interrupts();
    result.manifest =
        manifest_of(result.project, result.stages, result.files, project_findings(session, stages));
    return result;
}

std::vector<package_file> all_files(package whole)
{
    auto files = std::move(whole.files);
    files.push_back({std::string(manifest_path), std::move(whole.manifest)});
    sort_files(files);
    return files;
}

} // namespace sdp::engine
