#include "core/ddl_trial.hpp"
#include "core/rules/engines.hpp"
#include "core/validation.hpp"

#include "engine/ddl_trial.hpp"

#include "engine/installed.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_outputs.hpp"
#include "engine/stage_rows.hpp"
#include "pg/ddl_trial.hpp"
#include "pg/jsonb.hpp"
#include "pg/settings.hpp"

namespace sdp::engine {

namespace {

// The DDL, or why there is none.
struct found_ddl {
    std::optional<ddl_source> source{};
    std::string why_not{};
};

std::optional<std::string_view> text_of_member(const pg::jsonb_view& data, std::string_view name)
{
    const auto member = data.member(name);
    if (!member || member->kind() != json_kind::string) {
        return std::nullopt;
    }
    return member->string();
}

// An output is what goes to the customer; only where there is none does the data's text count.
std::optional<ddl_source> source_in(const std::vector<active_output>& active,
                                    const pg::jsonb_view& data)
{
    for (const auto& output : active) {
        if (output.format == output_format::sql) {
            return ddl_source{output.content, ""};
        }
    }
    if (const auto text = text_of_member(data, "schema")) {
        return ddl_source{std::string(*text), "/schema"};
    }
    return std::nullopt;
}

found_ddl find_ddl(pg::session& session, const uuid& id)
{
    const auto project = require_project_stages(session, id);
    const auto& stage = project.stage(database_stage);
    if (!stage) {
        return {.why_not = "the project has no such stage"};
    }
    const auto datum = read_data(session, stage->id);
    if (!datum) {
        return {.why_not = "the stage has no data"};
    }
    const pg::jsonb_view data(pg::jsonb_of(*datum));
    if (const auto engine = text_of_member(data, "engine"); !engine || !is_postgresql(*engine)) {
        return {.why_not = "the stage's data do not name PostgreSQL as the engine"};
    }
    auto source = source_in(active_outputs(session, stage->id), data);
    if (!source || is_blank(source->text)) {
        return {.why_not = "the stage has neither an active sql output nor SQL in its data's "
                           "member \"schema\""};
    }
    if (source->text.size() > pg::most_content_bytes()) {
        return {.why_not = "its text is longer than sdp.max_content_bytes"};
    }
    return {.source = std::move(source)};
}

} // namespace

std::vector<finding> ddl_findings(const uuid& project)
{
    found_ddl found;
    {
        pg::session session;
        require_installation(session);
        found = find_ddl(session, project);
    }
    if (!found.source) {
        return {ddl_not_tried(found.why_not)};
    }
    const int milliseconds = pg::ddl_trial_milliseconds();
    return findings_of(pg::try_ddl(found.source->text, milliseconds), *found.source, milliseconds);
}

} // namespace sdp::engine
