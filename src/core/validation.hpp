#pragma once
#include "core/content/content.hpp"
#include "core/finding.hpp"
#include "core/json/limits.hpp"
#include "core/schema/findings.hpp"
#include "core/stages.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

namespace sdp {

// Why a value may not be a stage's data: it is not an object, or breaks a limit of json_limits.hpp.
template <json_view View> std::optional<broken_limit> fault_in_data(const View& data)
{
    if (data.kind() != json_kind::object) {
        return broken_limit{"", "data-not-object",
                            fmt::format("it is a JSON {}, not an object", name_of(data.kind()))};
    }
    return broken_limit_of(data);
}

// The findings of the rules that stand so far; each rule's name is stable.
[[nodiscard]] finding stage_missing(int stage);
[[nodiscard]] finding data_missing(int stage);
[[nodiscard]] finding data_malformed(int stage, const broken_limit& fault);
// What the stage's JSON Schema refuses in its data.
[[nodiscard]] finding schema_violation(int stage, const schema_finding& found);
// The stage's JSON Schema, which somebody has changed, cannot be used: why, as an error says it.
[[nodiscard]] finding schema_unusable(int stage, const error& why);
[[nodiscard]] finding content_malformed(int stage, int version, output_format format,
                                        const content_fault& fault);
// A Markdown output whose code fence at a line is not closed.
[[nodiscard]] finding code_fence_open(int stage, int version, std::size_t line);
// An active output that was made from another version of a stage before it than is active now
// (null: none).
struct stale_context {
    int stage;
    output_format format;
    int version;
    int made_from_stage;
    std::optional<int> made_from_version;
    std::optional<int> present_version;
};
[[nodiscard]] finding stale_output(const stale_context& context);
[[nodiscard]] finding stage_incomplete(int stage, stage_status status);

} // namespace sdp
