#pragma once
#include "core/plain.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sdp {

enum class severity : std::uint8_t { info, warning, error };

[[nodiscard]] constexpr std::string_view name_of(severity level)
{
    switch (level) {
    case severity::info:
        return "info";
    case severity::warning:
        return "warning";
    case severity::error:
        break;
    }
    return "error";
}

[[nodiscard]] constexpr std::optional<severity> severity_named(std::string_view name)
{
    for (const auto level : {severity::info, severity::warning, severity::error}) {
        if (name_of(level) == name) {
            return level;
        }
    }
    return std::nullopt;
}

// One result of validation. The first six fields are the six columns of the validation functions
// and stay as they are.
struct finding {
    severity level = severity::error;
    // A stable kebab-case name.
    std::string rule;
    // 0 where it is about the whole project: null for clients.
    int stage = 0;
    // A JSON pointer (RFC 6901) into the stage's data; empty for the whole.
    std::string path;
    std::string message;
    // A JSON object as text with what a program may want; empty for none.
    std::string detail{};
    // A warning that somebody has accepted, and an info now.
    bool accepted = false;
};

// "valid", "warnings" or "errors": what a package with these findings is.
[[nodiscard]] std::string_view validation_status_of(std::span<const finding> findings);

struct finding_counts {
    int errors = 0;
    int warnings = 0;
    int infos = 0;
    // Of the infos.
    int accepted = 0;
};
[[nodiscard]] finding_counts counts_of(std::span<const finding> findings);

// The findings as a JSON array of objects with the six fields, at most `most` of them.
[[nodiscard]] std::string findings_as_json(std::span<const finding> findings, std::size_t most);

// Errors before warnings before infos, each kind in the order in which it was found.
void sort_findings(std::vector<finding>& findings);

// The first finding that is an error; null when none is.
[[nodiscard]] const finding* first_error(std::span<const finding> findings);
[[nodiscard]] inline bool has_errors(std::span<const finding> findings)
{
    return first_error(findings) != nullptr;
}

} // namespace sdp
