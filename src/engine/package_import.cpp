#include "engine/package_import.hpp"

#include "core/archive/entry_names.hpp"
#include "core/sqlstates.hpp"

#include "engine/new_project.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_outputs.hpp"
#include "engine/stage_rows.hpp"
#include "engine/stage_sources.hpp"
#include "engine/stage_validation.hpp"
#include "pg/jsonb.hpp"
#include "pg/memory_scope.hpp"
#include "pg/settings.hpp"

namespace sdp::engine {

namespace {

// The version is assigned, and the content checked, by the table's trigger.
constinit pg::statement insert_output{R"(
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES ($1, 0, $2, $3, 'human'))"_sql,
                                      {UUIDOID, TEXTOID, TEXTOID}};

// The file's data as it may be stored.
Jsonb* parsed(const stage_contents& stage)
{
    const auto most = pg::most_content_bytes();
    if (stage.data->size() > most) {
        throw content_too_large(fmt::format("{} of the package", quoted_entry_name(stage.path)),
                                stage.data->size(), most);
    }
    const auto document = pg::parse_object(*stage.data);
    if (document.document == nullptr) {
        throw file_refused(stage.path,
                           fmt::format("It cannot be stored: {}.", document.fault.message));
    }
    return document.document;
}

// The files that the stage's own data give, so that nobody has to have written them.
std::vector<package_file> own_files(int stage, const stage_contents& contents, Jsonb* document)
{
    stage_sources sources;
    sources.add({.number = stage, .json = contents.data},
                pg::jsonb_datum{JsonbPGetDatum(document)});
    return files_made_of(sources.stages().front());
}

void add_texts(pg::session& session, const uuid& stage_id, const stage_contents& stage,
               const std::vector<package_file>& own)
{
    for (const auto& text : stage.texts) {
        const bool is_made_again =
            std::any_of(own.begin(), own.end(), [&text](const package_file& file) {
                return file.path == text.path && file.content == text.content;
            });
        if (is_made_again) {
            continue;
        }
        if (const auto fault = fault_in(text.format, text.content, pg::check_for_interrupts)) {
            throw file_refused(text.path,
                               fmt::format("It is not well-formed: {}.", fault->message));
        }
        session.run(insert_output, stage_id, name_of(text.format), text.content);
    }
}

// Saves a stage with what the package has of it, and completes it where it validates; whether it
// did.
bool import_stage(const uuid& project, int number, const stage_contents& stage, Jsonb* document)
{
    // What is read and printed for a stage goes with it.
    const pg::memory_scope memory;
    pg::session session;
    const auto stages = require_project_stages(session, project);
    const auto& stage_id = stages.stage(number)->id;
    const pg::known_object known(*stage.data, document);
    // Either is a save: the stage is in review then.
    if (stage.is_one_file) {
        session.run(insert_output, stage_id, name_of(output_format::json), *stage.data);
    } else {
        const written_text written(*stage.data, document);
        save_data(session, project, number, {JsonbPGetDatum(document)}, std::nullopt);
    }
    if (!stage.texts.empty()) {
        add_texts(session, stage_id, stage, own_files(number, stage, document));
    }
    return !has_errors(stored_stage_findings(session, stages, number)) &&
           complete_if_incomplete(session, project, number);
}

} // namespace

imported_project import_project(pg::session& session, const uuid& owner, const std::string& name,
                                const package_contents& contents)
{
    std::array<Jsonb*, stage_count - 1> documents{};
    first_data data;
    for (int number = first_stage; number < last_stage; ++number) {
        const auto& stage = contents.stage(number);
        if (stage.data) {
            const auto place = static_cast<std::size_t>(number - first_stage);
            documents.at(place) = parsed(stage);
            data.at(place) = pg::jsonb_datum{JsonbPGetDatum(documents.at(place))};
            pg::check_for_interrupts();
        }
    }
    imported_project result;
    result.id = create_project(
        session, {.owner = owner, .name = name, .description = contents.description, .data = data});
    for (int number = first_stage; number < last_stage; ++number) {
        result.open_stage = number;
        const auto& stage = contents.stage(number);
        if (!stage.data ||
            !import_stage(result.id, number, stage,
                          documents.at(static_cast<std::size_t>(number - first_stage)))) {
            return result;
        }
        result.completed = number;
        pg::check_for_interrupts();
    }
    result.open_stage = last_stage;
    return result;
}

} // namespace sdp::engine
