#include "core/validation.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sdp {

finding stage_missing(int stage)
{
    return {severity::error, "stage-missing", stage, "",
            fmt::format("stage {} does not exist", described_stage(stage))};
}

finding data_missing(int stage)
{
    return {severity::error, "data-missing", stage, "",
            fmt::format("stage {} has no data", described_stage(stage))};
}

finding data_malformed(int stage, const broken_limit& fault)
{
    return {
        severity::error, fault.rule, stage, fault.path,
        fmt::format("data of stage {} is malformed: {}", described_stage(stage), fault.message)};
}

finding schema_violation(int stage, const schema_finding& found)
{
    nlohmann::ordered_json detail;
    detail["keyword"] = found.keyword;
    detail["schema_path"] = found.schema_path;
    return {severity::error, "schema", stage, found.path, found.message, detail.dump()};
}

finding schema_unusable(int stage, const error& why)
{
    nlohmann::ordered_json detail;
    detail["sqlstate"] = why.sqlstate;
    return {severity::error,
            "schema-unusable",
            stage,
            "",
            fmt::format("the schema of stage {} cannot be used: {}{}{}", described_stage(stage),
                        why.message, why.detail.empty() ? "" : ": ", why.detail),
            detail.dump()};
}

finding content_malformed(int stage, int version, output_format format, const content_fault& fault)
{
    nlohmann::ordered_json detail;
    detail["version"] = version;
    detail["format"] = name_of(format);
    if (fault.line > 0) {
        detail["line"] = fault.line;
        detail["column"] = fault.column;
    }
    return {severity::error,
            "content-malformed",
            stage,
            "",
            fmt::format("active {} output of stage {} is malformed: {}", name_of(format),
                        described_stage(stage), fault.message),
            detail.dump()};
}

finding code_fence_open(int stage, int version, std::size_t line)
{
    nlohmann::ordered_json detail;
    detail["version"] = version;
    detail["line"] = line;
    return {severity::warning,
            "code-fence-open",
            stage,
            "",
            fmt::format("active md output of stage {} has a code fence at line {} that is not "
                        "closed",
                        described_stage(stage), line),
            detail.dump()};
}

finding stale_output(const stale_context& context)
{
    const auto json_of = [](const std::optional<int>& version) {
        return version ? nlohmann::ordered_json(*version) : nlohmann::ordered_json();
    };
    const auto named = [](const std::optional<int>& version) {
        return version ? fmt::format("version {}", *version) : std::string("no version");
    };
    nlohmann::ordered_json detail;
    detail["version"] = context.version;
    detail["format"] = name_of(context.format);
    detail["context_stage"] = context.made_from_stage;
    detail["made_from"] = json_of(context.made_from_version);
    detail["active"] = json_of(context.present_version);
    return {severity::warning,
            "stale-output",
            context.stage,
            "",
            fmt::format("active {} output of stage {} was made from {} of stage {}, of which {} is "
                        "active now",
                        name_of(context.format), described_stage(context.stage),
                        named(context.made_from_version), described_stage(context.made_from_stage),
                        named(context.present_version)),
            detail.dump()};
}

finding stage_incomplete(int stage, stage_status status)
{
    nlohmann::ordered_json detail;
    detail["status"] = name_of(status);
    return {
        severity::error,
        "stage-incomplete",
        stage,
        "",
        fmt::format("stage {} is not complete but {}", described_stage(stage), described(status)),
        detail.dump()};
}

} // namespace sdp
