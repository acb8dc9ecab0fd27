#include "core/finding.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sdp {

namespace {

severity worst_of(std::span<const finding> findings)
{
    severity worst = severity::info;
    for (const auto& one : findings) {
        worst = std::max(worst, one.level);
    }
    return worst;
}

} // namespace

std::string_view validation_status_of(std::span<const finding> findings)
{
    switch (worst_of(findings)) {
    case severity::error:
        return "errors";
    case severity::warning:
        return "warnings";
    case severity::info:
        break;
    }
    return "valid";
}

void sort_findings(std::vector<finding>& findings)
{
    std::stable_sort(
        findings.begin(), findings.end(),
        [](const finding& one, const finding& other) { return one.level > other.level; });
}

finding_counts counts_of(std::span<const finding> findings)
{
    finding_counts counts;
    for (const auto& one : findings) {
        auto& count = one.level == severity::error     ? counts.errors
                      : one.level == severity::warning ? counts.warnings
                                                       : counts.infos;
        ++count;
        counts.accepted += one.accepted ? 1 : 0;
    }
    return counts;
}

const finding* first_error(std::span<const finding> findings)
{
    const auto found = std::find_if(findings.begin(), findings.end(), [](const finding& one) {
        return one.level == severity::error;
    });
    return found == findings.end() ? nullptr : &*found;
}

std::string findings_as_json(std::span<const finding> findings, std::size_t most)
{
    auto list = nlohmann::ordered_json::array();
    for (const auto& one : findings.first(std::min(most, findings.size()))) {
        nlohmann::ordered_json entry;
        entry["severity"] = name_of(one.level);
        entry["rule"] = one.rule;
        entry["stage_number"] =
            one.stage == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(one.stage);
        entry["path"] = one.path;
        entry["message"] = one.message;
        entry["detail"] = one.detail.empty() ? nlohmann::ordered_json()
                                             : nlohmann::ordered_json::parse(one.detail);
        list.push_back(std::move(entry));
    }
    return list.dump();
}

} // namespace sdp
