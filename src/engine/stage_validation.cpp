#include "core/content/markdown.hpp"
#include "core/json/limits.hpp"
#include "core/rules/design.hpp"
#include "core/sqlstates.hpp"
#include "core/utf8.hpp"
#include "core/rules/engines.hpp"
#include "core/validation.hpp"

#include "engine/stage_validation.hpp"

#include "engine/own_rules.hpp"
#include "engine/registered_schemas.hpp"
#include "engine/schema_programs.hpp"
#include "engine/stage_rows.hpp"
#include "engine/stale_outputs.hpp"
#include "pg/settings.hpp"
#include "pg/sql_content.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_others{R"(
    SELECT s.stage_number, s.data
    FROM sdp.stages s
    WHERE s.project_id {=} $1 AND s.stage_number {=} ANY (ARRAY[$2, $3, $4]) AND s.data IS NOT NULL)"_sql,
                                    {UUIDOID, INT4OID, INT4OID, INT4OID}};

constinit pg::statement read_all{R"(
    SELECT s.stage_number, s.data, o.version, o.format, o.content
    FROM sdp.stages s
    LEFT JOIN sdp.stage_outputs o ON o.stage_id {=} s.id AND o.is_active
    WHERE s.project_id {=} $1
    ORDER BY s.stage_number, o.version)"_sql,
                                 {UUIDOID}};

// SQL in the stage that describes the database, which is one of PostgreSQL.
bool is_for_postgresql(int stage, const pg::printed_jsonb* data)
{
    if (stage != database_stage || data == nullptr) {
        return false;
    }
    const auto name = pg::jsonb_view(data->document()).member("engine");
    return name && name->kind() == json_kind::string && is_postgresql(name->string());
}

// A pointer for a message: of a thousand levels the first few tell enough.
std::string shortened(const std::string& path)
{
    constexpr std::size_t longest = 100;
    return fmt::format("{}{}", beginning_of(path, longest), path.size() > longest ? "..." : "");
}

} // namespace

void require_storable_data(std::string_view project, int stage, const pg::printed_jsonb& data)
{
    const pg::jsonb_view view(data.document());
    if (const auto fault = fault_in_data(view)) {
        throw unacceptable_data(
            project, stage,
            fault->path.empty() ? fmt::format("because {}", fault->message)
                                : fmt::format("at {}: {}", shortened(fault->path), fault->message));
    }
    // What counts are the bytes of the text that the server prints, which is an output's mostly.
    const std::size_t most = pg::most_content_bytes();
    if (printed_size_of(view, most_printed_size_of) <= most) {
        return;
    }
    if (const auto size = printed_size_of(view); size > most) {
        throw content_too_large(
            fmt::format("stage {} of project \"{}\"", described_stage(stage), project), size, most);
    }
}

error unacceptable_data(std::string_view project, int stage, std::string_view why)
{
    return {sqlstate::malformed_data,
            fmt::format("data is not acceptable for stage {} of project \"{}\"",
                        described_stage(stage), project),
            fmt::format("The data is refused {}.", why)};
}

namespace {

// The data against the stage's schema. One that cannot be used is a finding: whoever completes the
// stage has not made it.
void add_schema_findings(std::vector<finding>& findings, int stage, const pg::jsonb_view& data)
{
    try {
        const auto program = registered_program(definition_of(stage).schema, {});
        for (const auto& found : schema_run(*program, server_limits()).findings(data)) {
            findings.push_back(schema_violation(stage, found));
        }
    } catch (const error& why) {
        if (why.sqlstate != sqlstate::schema_not_found &&
            why.sqlstate != sqlstate::invalid_schema &&
            why.sqlstate != sqlstate::validation_too_costly) {
            throw;
        }
        findings.push_back(schema_unusable(stage, why));
    }
}

// The data alone: that they are there, that they keep the limits, and the stage's schema. Returns
// whether the rules can read them.
bool add_data_findings(std::vector<finding>& findings, int stage, const pg::printed_jsonb* data)
{
    if (data == nullptr) {
        findings.push_back(data_missing(stage));
        return false;
    }
    const pg::jsonb_view view(data->document());
    if (const auto fault = fault_in_data(view)) {
        findings.push_back(data_malformed(stage, *fault));
        return false;
    }
    add_schema_findings(findings, stage, view);
    return true;
}

void add_content_findings(std::vector<finding>& findings, int stage, const pg::printed_jsonb* data,
                          const std::vector<active_output>& active)
{
    for (const auto& output : active) {
        std::optional<content_fault> fault;
        if (output.format != output_format::json) {
            fault = fault_in(output.format, output.content, pg::check_for_interrupts);
        } else if (output.object().document == nullptr) {
            fault = output.object().fault;
        }
        if (!fault && output.format == output_format::sql && is_for_postgresql(stage, data)) {
            fault = pg::fault_in_sql(output.content);
        }
        if (fault) {
            findings.push_back(content_malformed(stage, output.version, output.format, *fault));
        } else if (output.format == output_format::md) {
            if (const auto line = line_of_open_fence(output.content); line > 0) {
                findings.push_back(code_fence_open(stage, output.version, line));
            }
        }
        pg::check_for_interrupts();
    }
}

void append(std::vector<finding>& findings, std::vector<finding> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(findings));
}

// Data of another stage may have been loaded from anywhere: the rules read what keeps the limits.
void read_other_data(software_design& design, int stage, pg::jsonb_datum datum)
{
    const pg::jsonb_view view(pg::jsonb_of(datum));
    if (!fault_in_data(view)) {
        read_into(design, stage, view);
    }
}

// What the cross-reference rules find in a stage's data, which keep the limits.
std::vector<finding> rule_findings_of(pg::session& session, const project_stages& project,
                                      int stage, const pg::printed_jsonb& data)
{
    software_design design;
    if (const auto others = stages_read_with(stage); others.front() != 0) {
        const auto found = session.run(read_others, project.id, others[0], others[1], others[2]);
        for (std::size_t i = 0; i < found.size(); ++i) {
            const auto [number, other] = found.row<pg::stage_number, pg::jsonb_datum>(i);
            read_other_data(design, number, other);
        }
    }
    read_into(design, stage, pg::jsonb_view(data.document()));
    return cross_reference_findings(stage, design, pg::check_for_interrupts);
}

bool has_context(int stage)
{
    return definition_of(stage).context.front() != 0;
}

} // namespace

std::vector<finding> stage_findings(pg::session& session, const project_stages& project, int stage,
                                    const pg::printed_jsonb* data,
                                    const std::vector<active_output>& active)
{
    std::vector<finding> findings;
    const bool readable = add_data_findings(findings, stage, data);
    add_content_findings(findings, stage, data, active);
    if (has_context(stage) && !active.empty()) {
        append(findings, stale_output_findings(session, project.id, stage));
    }
    if (readable) {
        append(findings, rule_findings_of(session, project, stage, *data));
    }
    judge_stage(session, project, stage, readable ? data->document() : nullptr, findings);
    sort_findings(findings);
    return findings;
}

std::vector<finding> stored_stage_findings(pg::session& session, const project_stages& project,
                                           int stage)
{
    const auto& row = project.stage(stage);
    if (!row) {
        return {stage_missing(stage)};
    }
    const auto active = active_outputs(session, row->id);
    const auto datum = read_data(session, row->id);
    if (!datum) {
        return stage_findings(session, project, stage, nullptr, active);
    }
    const pg::printed_jsonb data(*datum);
    return stage_findings(session, project, stage, &data, active);
}

std::vector<finding> project_findings(pg::session& session, const project_stages& project)
{
    struct stored {
        std::optional<pg::jsonb_datum> data;
        std::vector<active_output> active;
    };
    std::array<stored, stage_count> stages;
    const auto all = session.run(read_all, project.id);
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto [number, data, version, format, content] =
            all.row<pg::stage_number, std::optional<pg::jsonb_datum>, std::optional<std::int32_t>,
                    std::optional<output_format>, std::optional<std::string>>(i);
        auto& stage = stages[static_cast<std::size_t>(number - first_stage)];
        stage.data = data;
        if (version && format && content) {
            stage.active.push_back({*version, *format, *std::move(content)});
        }
    }
    std::vector<finding> findings;
    software_design design;
    std::array<Jsonb*, stage_count> readable{};
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        const auto& row = project.stage(stage);
        if (!row) {
            findings.push_back(stage_missing(stage));
            continue;
        }
        const auto& [datum, active] = stages[static_cast<std::size_t>(stage - first_stage)];
        // The last stage completes after the export whose findings these are: neither its data nor
        // its status is looked for.
        if (datum) {
            const pg::printed_jsonb data(*datum);
            if (add_data_findings(findings, stage, &data)) {
                readable[static_cast<std::size_t>(stage - first_stage)] = data.document();
                read_into(design, stage, pg::jsonb_view(data.document()));
                append(findings, cross_reference_findings(stage, design, pg::check_for_interrupts));
            }
            add_content_findings(findings, stage, &data, active);
        } else if (stage < last_stage) {
            add_data_findings(findings, stage, nullptr);
            add_content_findings(findings, stage, nullptr, active);
        }
        if (stage < last_stage && row->status != stage_status::complete) {
            findings.push_back(stage_incomplete(stage, row->status));
        }
    }
    append(findings, stale_output_findings(session, project.id, std::nullopt));
    judge_project(session, project, readable, findings);
    sort_findings(findings);
    return findings;
}

} // namespace sdp::engine
