#include "core/ddl_trial.hpp"

#include "core/stages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sdp {

namespace {

// Something that the statement names is not there: a statement that was not run may be the reason.
bool misses_something(std::string_view state)
{
    constexpr std::array<std::string_view, 4> missing = {"42P01", "42703", "42704", "3F000"};
    return std::find(missing.begin(), missing.end(), state) != missing.end();
}

severity severity_of(const ddl_problem& problem, int refused_before)
{
    switch (problem.what) {
    case ddl_problem::kind::refused:
        return severity::warning;
    case ddl_problem::kind::passed_over:
        return severity::info;
    case ddl_problem::kind::failed:
        break;
    }
    return refused_before > 0 && misses_something(problem.sqlstate) ? severity::warning
                                                                    : severity::error;
}

finding finding_of(const ddl_problem& problem, const ddl_source& source, int refused_before)
{
    const bool failed = problem.what == ddl_problem::kind::failed;
    const auto message =
        failed ? problem.message
               : fmt::format("{} was not tried: {}", problem.command, problem.message);
    nlohmann::ordered_json detail;
    detail["statement"] = problem.number;
    detail["command"] = problem.command;
    detail["line"] = problem.place.line;
    detail["column"] = problem.place.column;
    if (failed) {
        detail["sqlstate"] = problem.sqlstate;
        if (!problem.detail.empty()) {
            detail["detail"] = problem.detail;
        }
        if (!problem.hint.empty()) {
            detail["hint"] = problem.hint;
        }
        if (refused_before > 0) {
            detail["not_tried_before"] = refused_before;
        }
    }
    return {severity_of(problem, refused_before),
            failed ? "ddl-fails" : "ddl-statement-refused",
            database_stage,
            source.path,
            fmt::format("{}, in line {}: {}", message, problem.place.line,
                        excerpt_at(source.text, problem.place)),
            detail.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)};
}

finding unfinished(severity level, std::string rule, const ddl_trial& trial,
                   const ddl_source& source, std::string message)
{
    nlohmann::ordered_json detail;
    detail["reached"] = trial.reached;
    detail["statements"] = trial.statements;
    return {level, std::move(rule), database_stage, source.path, std::move(message), detail.dump()};
}

} // namespace

finding ddl_not_tried(std::string_view why)
{
    return {severity::info, "ddl-not-tried", database_stage, "",
            fmt::format("there is no DDL to try: {}", why)};
}

std::vector<finding> findings_of(const ddl_trial& trial, const ddl_source& source, int milliseconds)
{
    std::vector<finding> findings;
    if (trial.fault) {
        nlohmann::ordered_json detail;
        if (trial.fault->line > 0) {
            detail["line"] = trial.fault->line;
            detail["column"] = trial.fault->column;
        }
        findings.push_back({severity::error, "ddl-syntax", database_stage, source.path,
                            trial.fault->message, detail.empty() ? "" : detail.dump()});
        return findings;
    }
    int refused = 0;
    for (const auto& problem : trial.problems) {
        findings.push_back(finding_of(problem, source, refused));
        refused += problem.what == ddl_problem::kind::refused ? 1 : 0;
    }
    if (trial.timed_out) {
        findings.push_back(unfinished(
            severity::warning, "ddl-timeout", trial, source,
            fmt::format("the time for it, {} ms, was over in statement {} of {}; the rest was not "
                        "tried",
                        milliseconds, trial.reached, trial.statements)));
    } else if (trial.reached < trial.statements) {
        findings.push_back(unfinished(severity::warning, "ddl-not-tried", trial, source,
                                      fmt::format("of {} statements the first {} were tried",
                                                  trial.statements, trial.reached)));
    }
    return findings;
}

std::string with_own_schema_names(std::string_view message, std::string_view prefix,
                                  std::span<const std::string> made)
{
    std::string result;
    while (true) {
        const auto found = message.find(prefix);
        if (prefix.empty() || found == std::string_view::npos) {
            result += message;
            return result;
        }
        result += message.substr(0, found);
        message.remove_prefix(found + prefix.size());
        std::size_t number = 0;
        if (message.starts_with('_')) {
            const auto [end, error] =
                std::from_chars(message.data() + 1, message.data() + message.size(), number);
            if (error == std::errc() && number >= 1 && number <= made.size()) {
                message.remove_prefix(static_cast<std::size_t>(end - message.data()));
                result += made[number - 1];
                continue;
            }
        }
        result += "public";
    }
}

} // namespace sdp
