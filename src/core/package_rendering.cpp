#include "core/package_rendering.hpp"

#include "core/render/compose.hpp"
#include "core/render/overview.hpp"
#include "core/render/schema_sql.hpp"
#include "core/render/stages.hpp"
#include "core/render/value.hpp"
#include "core/rules/reading.hpp"
#include "core/utf8.hpp"

namespace sdp {

namespace {

// As a package has texts: outputs, and texts in the data, may begin with a byte order mark.
std::string as_file(std::string text)
{
    while (text.starts_with(byte_order_mark)) {
        text.erase(0, byte_order_mark.size());
    }
    if (!text.ends_with('\n')) {
        text += '\n';
    }
    return text;
}

void add_file(std::vector<package_file>& files, std::string_view path, std::string content)
{
    if (!content.empty()) {
        files.push_back({std::string(path), as_file(std::move(content))});
    }
}

// An output's text; null where there is none. One that a load brought empty is none.
const std::string* given_text(const std::optional<std::string>& output)
{
    return output && !output->empty() ? &*output : nullptr;
}

// The Markdown twin stands beside the json file.
std::string twin_of(int stage)
{
    const auto json_path = definition_of(stage).package_file;
    return fmt::format("{}.md", json_path.substr(0, json_path.rfind('.')));
}

// One file a section: of a list of objects, or of a map keyed by name. Empty where there is none.
std::vector<package_file> files_of_sections(const any_json_view& data)
{
    std::vector<package_section> sections;
    if (const auto list = member_of(data, "sections")) {
        for_each_entry(*list, [&](std::string_view key, const any_json_view& section) {
            const auto name = text_in(section, {"name"});
            sections.push_back({std::string(name.empty() ? key : name), json_text(section) + "\n"});
        });
    }
    return section_files(std::move(sections));
}

void add_json(std::vector<package_file>& files, const stage_source& stage)
{
    add_file(files, definition_of(stage.number).package_file,
             given_text(stage.json) != nullptr ? *stage.json : json_text(*stage.data));
    if (stage.number == sections_stage) {
        auto sections = files_of_sections(*stage.data);
        std::move(sections.begin(), sections.end(), std::back_inserter(files));
    }
}

std::string sql_of(const stage_source& stage)
{
    if (const auto* const sql = given_text(stage.sql)) {
        return *sql;
    }
    const auto text = text_in(*stage.data, {"schema"});
    return text.empty() ? schema_sql(*stage.data) : std::string(text);
}

} // namespace

std::vector<package_file> files_made_of(const stage_source& stage)
{
    std::vector<package_file> files;
    const auto* const markdown = given_text(stage.markdown);
    add_file(files, twin_of(stage.number),
             markdown != nullptr ? *markdown : render_stage(stage.number, *stage.data));
    if (stage.number == database_stage) {
        add_file(files, "database/schema.sql", sql_of(stage));
    } else if (stage.number == infrastructure_stage) {
        add_file(files, "infrastructure/Dockerfile", dockerfile_in(*stage.data));
        add_file(files, "infrastructure/docker-compose.yml", compose_file_in(*stage.data));
    }
    return files;
}

std::vector<package_file> rendered_files(const package_project& project,
                                         const std::vector<stage_source>& stages,
                                         void (*checkpoint)())
{
    std::vector<package_file> files;
    package_overview overview{.name = project.name, .description = project.description};
    for (const auto& stage : stages) {
        const auto first = files.size();
        if (stage.data) {
            auto made = files_made_of(stage);
            std::move(made.begin(), made.end(), std::back_inserter(files));
            add_json(files, stage);
        }
        overview_stage described{.number = stage.number, .label = stage.label, .data = stage.data};
        const auto twin = twin_of(stage.number);
        for (auto at = first; at < files.size(); ++at) {
            described.paths.push_back(files[at].path);
            if (files[at].path == twin) {
                described.markdown = files[at].content;
            }
        }
        overview.stages.push_back(std::move(described));
        if (checkpoint != nullptr) {
            checkpoint();
        }
    }
    files.push_back({"README.md", render_readme(overview)});
    files.push_back({"index.html", render_page(overview)});
    return files;
}

} // namespace sdp
