#include "core/lifecycle.hpp"

#include "engine/package.hpp"

#include "engine/project_stages.hpp"
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
    SELECT s.stage_number, s.stage_label, s.status, s.data, o.version, o.content
    FROM sdp.stages s
    LEFT JOIN sdp.stage_outputs o ON o.stage_id {=} s.id AND o.format {=} 'json' AND o.is_active
    WHERE s.project_id {=} $1 AND s.stage_number {<} 9
    ORDER BY s.stage_number)"_sql,
                                    {UUIDOID}};

std::string section_name(std::string_view key, const pg::jsonb_view& section)
{
    const auto name = section.member("name");
    if (name && name->kind() == json_kind::string) {
        return std::string(name->string());
    }
    return std::string(key);
}

// One file a section: of a list of objects, or of a map keyed by name. Empty where there is none.
std::vector<package_file> files_of_sections(Jsonb* data)
{
    std::vector<package_section> sections;
    const auto list = pg::jsonb_view(data).member("sections");
    if (list) {
        const auto add = [&sections](std::string_view key, const pg::jsonb_view& section) {
            sections.push_back({section_name(key, section), section.pretty() + "\n"});
        };
        list->for_each_element([&](const pg::jsonb_view& section) { add("", section); });
        list->for_each_member(add);
    }
    return section_files(std::move(sections));
}

std::vector<package_file> files_of_stage(int stage, const std::optional<pg::jsonb_datum>& data,
                                         const std::optional<std::string>& content)
{
    if (!data) {
        return {};
    }
    Jsonb* const document = pg::jsonb_of(*data);
    if (stage == sections_stage) {
        if (auto files = files_of_sections(document); !files.empty()) {
            return files;
        }
    }
    std::string text = content ? *content : pg::jsonb_view(document).pretty();
    if (!content || !text.ends_with('\n')) {
        text += '\n';
    }
    return {{std::string(definition_of(stage).package_file), std::move(text)}};
}

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
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [number, label, status, data, version, content] =
            found.row<pg::stage_number, std::string, stage_status, std::optional<pg::jsonb_datum>,
                      std::optional<std::int32_t>, std::optional<std::string>>(i);
        result.stages.push_back(
            {.number = number, .label = std::move(label), .status = status, .version = version});
        auto files = files_of_stage(number, data, content);
        std::move(files.begin(), files.end(), std::back_inserter(result.files));
        pg::check_for_interrupts();
    }
    result.manifest = manifest_of(result.project, result.stages, result.files,
                                  project_findings(session, stages));
    return result;
}

} // namespace sdp::engine
