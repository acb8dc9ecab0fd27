#include "engine/package_import.hpp"

#include "core/sqlstates.hpp"

#include "engine/new_project.hpp"
#include "engine/package.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_rows.hpp"
#include "engine/stage_validation.hpp"
#include "pg/jsonb.hpp"

namespace sdp::engine {

namespace {

// The version is assigned, and the content checked, by the table's trigger.
constinit pg::statement insert_output{R"(
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES ($1, 0, $2, $3, 'human'))"_sql,
                                      {UUIDOID, TEXTOID, TEXTOID}};

// Puts stages' data together as one object, keyed by the stages' names.
class stages_data {
public:
    stages_data()
    {
        pg::call([&] { (void)pushJsonbValue(&state_, WJB_BEGIN_OBJECT, nullptr); });
    }

    void add(int stage, Jsonb* data)
    {
        const auto name = definition_of(stage).name;
        pg::call([&] {
            JsonbValue key{};
            key.type = jbvString;
            key.val.string.val = const_cast<char*>(name.data());
            key.val.string.len = static_cast<int>(name.size());
            (void)pushJsonbValue(&state_, WJB_KEY, &key);
            JsonbValue value{};
            JsonbToJsonbValue(data, &value);
            (void)pushJsonbValue(&state_, WJB_VALUE, &value);
        });
    }

    pg::jsonb_datum whole()
    {
        return pg::call([&] {
            return pg::jsonb_datum{JsonbPGetDatum(
                JsonbValueToJsonb(pushJsonbValue(&state_, WJB_END_OBJECT, nullptr)))};
        });
    }

private:
    JsonbParseState* state_ = nullptr;
};

// The file's data as it may be stored.
Jsonb* parsed(const stage_contents& stage)
{
    const auto document = pg::parse_object(*stage.data);
    if (document.document == nullptr) {
        throw file_refused(stage.path,
                           fmt::format("It cannot be stored: {}.", document.fault.message));
    }
    return document.document;
}

// By path, the files as the project's data are rendered.
using rendered_files = std::unordered_map<std::string, std::string>;

rendered_files rendered(pg::session& session, const uuid& project)
{
    rendered_files files;
    for (auto& file : put_together(session, project).files) {
        files.emplace(std::move(file.path), std::move(file.content));
    }
    return files;
}

void add_texts(pg::session& session, const uuid& stage_id, const stage_contents& stage,
               const rendered_files& own)
{
    for (const auto& text : stage.texts) {
        const auto found = own.find(text.path);
        if (found != own.end() && found->second == text.content) {
            continue;
        }
        if (const auto fault = fault_in(text.format, text.content, pg::check_for_interrupts)) {
            throw file_refused(text.path,
                               fmt::format("It is not well-formed: {}.", fault->message));
        }
        session.run(insert_output, stage_id, name_of(text.format), text.content);
    }
}

} // namespace

imported_project import_project(pg::session& session, const uuid& owner, const std::string& name,
                                const package_contents& contents)
{
    std::array<Jsonb*, stage_count> documents{};
    stages_data data;
    for (int number = first_stage; number < last_stage; ++number) {
        const auto& stage = contents.stage(number);
        if (stage.data) {
            auto*& document = documents[static_cast<std::size_t>(number - first_stage)];
            document = parsed(stage);
            data.add(number, document);
        }
    }
    imported_project result;
    result.id = create_project(
        session,
        {.owner = owner, .name = name, .description = contents.description, .data = data.whole()});
    const auto own = rendered(session, result.id);
    const auto project = require_project_stages(session, result.id);
    for (int number = first_stage; number < last_stage; ++number) {
        result.open_stage = number;
        const auto& stage = contents.stage(number);
        if (!stage.data) {
            return result;
        }
        const auto& stage_id = project.stage(number)->id;
        // Either is a save: the stage is in review then.
        if (stage.is_one_file) {
            session.run(insert_output, stage_id, name_of(output_format::json), *stage.data);
        } else {
            Jsonb* const document = documents[static_cast<std::size_t>(number - first_stage)];
            save_data(session, result.id, number, {JsonbPGetDatum(document)}, std::nullopt);
        }
        add_texts(session, stage_id, stage, own);
        if (has_errors(stored_stage_findings(session, project, number)) ||
            !complete_if_incomplete(session, result.id, number)) {
            return result;
        }
        result.completed = number;
        pg::check_for_interrupts();
    }
    result.open_stage = last_stage;
    return result;
}

} // namespace sdp::engine
