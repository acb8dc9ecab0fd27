#include "core/json_limits.hpp"
#include "core/sqlstates.hpp"
#include "core/validation.hpp"

#include "api/stage_validation.hpp"

#include "api/sql_operators.hpp"
#include "pg/settings.hpp"

namespace sdp::api {

namespace {

constinit pg::statement read_data{"SELECT s.data FROM sdp.stages s WHERE s.id" SDP_EQ "$1",
                                  {UUIDOID}};

constinit pg::statement read_active_outputs{
    "SELECT o.version, o.format, o.content FROM sdp.stage_outputs o"
    " WHERE o.stage_id" SDP_EQ "$1 AND o.is_active ORDER BY o.version",
    {UUIDOID}};

std::optional<content_fault> fault_in_json(std::string_view content, Jsonb* data)
{
    // What the engine wrote from the data needs no second parse.
    if (data != nullptr && content == pg::text_of(data)) {
        return std::nullopt;
    }
    if (auto fault = fault_in(output_format::json, content)) {
        return fault;
    }
    const auto parsed = pg::parse_object(content);
    if (parsed.document == nullptr) {
        return parsed.fault;
    }
    return std::nullopt;
}

// A pointer for a message: of a thousand levels the first few tell enough. A character is not cut.
std::string shortened(const std::string& path)
{
    std::size_t end = 100;
    if (path.size() <= end) {
        return path;
    }
    while (end > 0 && (static_cast<unsigned char>(path[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return path.substr(0, end) + "...";
}

} // namespace

void require_storable_data(const project_stages& project, int stage, Jsonb* data)
{
    const auto where =
        fmt::format("stage {} of project \"{}\"", described_stage(stage), project.slug);
    if (VARSIZE(data) > pg::most_content_bytes()) {
        throw content_too_large(where, VARSIZE(data), pg::most_content_bytes());
    }
    if (const auto fault = fault_in_data(pg::jsonb_view(data))) {
        throw error{sqlstate::malformed_data, fmt::format("data is not acceptable for {}", where),
                    fault->path.empty()
                        ? fmt::format("The data is refused because {}.", fault->message)
                        : fmt::format("The data is refused at {}: {}.", shortened(fault->path),
                                      fault->message)};
    }
}

std::vector<finding> stage_findings(pg::session& session, const uuid& stage_id, int stage,
                                    Jsonb* data)
{
    std::vector<finding> findings;
    if (data == nullptr) {
        findings.push_back(data_missing(stage));
    } else if (const auto fault = fault_in_data(pg::jsonb_view(data))) {
        findings.push_back(data_malformed(stage, *fault));
    }
    const auto outputs = session.run(read_active_outputs, stage_id);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const int version = outputs.get<std::int32_t>(i, 1);
        const auto format = require_output_format(outputs.get<std::string>(i, 2));
        const auto content = outputs.get<std::string>(i, 3);
        const auto fault = format == output_format::json ? fault_in_json(content, data)
                                                         : fault_in(format, content);
        if (fault) {
            findings.push_back(content_malformed(stage, version, format, *fault));
        }
        pg::check_for_interrupts();
    }
    return findings;
}

std::vector<finding> stored_stage_findings(pg::session& session, const project_stages& project,
                                           int stage)
{
    const auto& row = project.stage(stage);
    if (!row) {
        return {stage_missing(stage)};
    }
    const auto stored = session.run(read_data, row->id);
    const auto datum = stored.empty() ? std::nullopt : stored.find<pg::raw_datum>(0, 1);
    return stage_findings(session, row->id, stage, datum ? pg::jsonb_of(*datum) : nullptr);
}

std::vector<finding> project_findings(pg::session& session, const project_stages& project)
{
    std::vector<finding> findings;
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        auto of_stage = stored_stage_findings(session, project, stage);
        const auto& row = project.stage(stage);
        // The last stage completes after the export whose findings these are: neither its data nor
        // its status is looked for.
        if (stage == last_stage && row && !row->has_data) {
            of_stage.clear();
        }
        if (stage < last_stage && row && row->status != stage_status::complete) {
            of_stage.push_back(stage_incomplete(stage, row->status));
        }
        findings.insert(findings.end(), of_stage.begin(), of_stage.end());
    }
    return findings;
}

} // namespace sdp::api
