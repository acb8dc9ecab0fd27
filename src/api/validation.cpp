// The validation functions.
#include "core/content/content.hpp"
#include "core/finding.hpp"
#include "core/lifecycle.hpp"
#include "core/rules/own_rule.hpp"
#include "core/sqlstates.hpp"

#include "engine/ddl_trial.hpp"
#include "engine/installed.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_validation.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"
#include "pg/jsonb.hpp"

namespace sdp::api {

namespace {

// As the caller: whoever may change the stage may judge what is found in it.
constinit pg::statement lock_stage{R"(
    SELECT FROM sdp.stages s
    WHERE s.project_id {=} $1 AND s.stage_number {=} $2
    FOR NO KEY UPDATE)"_sql,
                                   {UUIDOID, INT4OID}};

constinit pg::statement insert_acceptance{R"(
    INSERT INTO sdp_engine.accepted_findings (project_id, fingerprint, stage_number, rule, path,
        message, reason, actor)
    VALUES ($1, '', $2, $3, $4, $5, $6, '')
    ON CONFLICT (project_id, fingerprint) DO NOTHING)"_sql,
                                          {UUIDOID, INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID}};

constinit pg::statement delete_acceptance{R"(
    DELETE FROM sdp_engine.accepted_findings a
    WHERE a.project_id {=} $1 AND coalesce(a.stage_number, 0) {=} coalesce($2, 0) AND a.rule {=} $3
        AND a.path {=} $4)"_sql,
                                          {UUIDOID, INT4OID, TEXTOID, TEXTOID}};

void add_findings(pg::result_set& result, const std::vector<finding>& findings)
{
    for (const auto& one : findings) {
        std::optional<pg::jsonb_datum> detail;
        if (!one.detail.empty()) {
            detail = pg::jsonb_from(one.detail);
        }
        const auto stage = one.stage == whole_project ? std::nullopt : std::optional(one.stage);
        result.add(name_of(one.level), one.rule, stage, one.path, one.message, detail);
    }
}

Datum validate_stage(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    require_stage_number(number);
    const auto project = engine::require_project_stages(session, id);
    add_findings(result, engine::stored_stage_findings(session, project, number));
    return pg::result_set::done();
}

Datum validate_project(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    const auto project = engine::require_project_stages(session, id);
    add_findings(result, engine::project_findings(session, project));
    return pg::result_set::done();
}

Datum validation_summary(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    const auto findings =
        engine::project_findings(session, engine::require_project_stages(session, id));
    const auto counts = counts_of(findings);
    return pg::record_of(call, counts.errors, counts.warnings, counts.infos, counts.accepted,
                         validation_status_of(findings));
}

// Where a finding is, as a client names it.
struct finding_place {
    uuid project;
    std::optional<std::int32_t> stage;
    std::string rule;
    std::string path;

    explicit finding_place(const pg::arguments& call)
        : project(call.get<uuid>(0)), stage(call.find<std::int32_t>(1)),
          rule(call.get<std::string>(2)), path(call.get<std::string>(3))
    {
    }
    [[nodiscard]] bool is_of(const finding& one) const
    {
        return one.stage == stage.value_or(whole_project) && one.rule == rule && one.path == path;
    }
    // "rule "x" at "/name" in stage 1 (product) of project "shop"".
    [[nodiscard]] std::string described(std::string_view slug) const
    {
        return fmt::format("rule \"{}\"{} in {} of project \"{}\"", rule,
                           path.empty() ? "" : fmt::format(" at \"{}\"", path),
                           stage ? fmt::format("stage {}", described_stage(*stage)) : "all stages",
                           slug);
    }
};

// The stage's row before the project, as plain DML has them. What is about the whole project
// belongs to the last stage, which exports it.
engine::project_stages open_place(pg::session& session, const finding_place& place)
{
    engine::require_installation(session);
    if (place.stage) {
        require_stage_number(*place.stage);
    }
    const auto found = session.run(lock_stage, place.project, place.stage.value_or(last_stage));
    auto project = engine::open_project(session, place.project);
    if (found.empty()) {
        throw stages_missing(project.slug);
    }
    return project;
}

error finding_not_found(const finding_place& place, std::string_view slug,
                        const std::vector<finding>& found)
{
    const auto detail =
        found.empty() ? std::string("Validation finds nothing of that rule at that place.")
        : found.front().accepted
            ? std::string("It is accepted already.")
            : fmt::format("It is an {}; only warnings are accepted.", name_of(found.front().level));
    return {sqlstate::finding_not_found,
            fmt::format("there is no warning of {}", place.described(slug)), detail,
            "SELECT * FROM sdp.validate_project(project) lists all findings."};
}

Datum accept_finding(const pg::arguments& call)
{
    const finding_place place(call);
    const auto reason = call.get<std::string>(4);
    if (is_blank(reason)) {
        throw error{sqlstate::blank_value, "reason for accepting a finding must not be blank",
                    "The value is empty or has nothing but white space."};
    }
    pg::session session;
    const auto project = open_place(session, place);
    auto found = engine::project_findings(session, project);
    std::erase_if(found, [&place](const finding& one) { return !place.is_of(one); });
    if (std::none_of(found.begin(), found.end(),
                     [](const finding& one) { return one.level == severity::warning; })) {
        throw finding_not_found(place, project.slug, found);
    }
    const pg::as_system_owner owner;
    for (const auto& one : found) {
        if (one.level == severity::warning) {
            session.run(insert_acceptance, place.project, place.stage, place.rule, place.path,
                        one.message, reason);
        }
    }
    return call.null_result();
}

Datum withdraw_acceptance(const pg::arguments& call)
{
    const finding_place place(call);
    pg::session session;
    const auto project = open_place(session, place);
    const pg::as_system_owner owner;
    if (session.run(delete_acceptance, place.project, place.stage, place.rule, place.path)
            .empty()) {
        throw error{sqlstate::finding_not_found,
                    fmt::format("no finding of {} is accepted", place.described(project.slug)),
                    {},
                    "SELECT * FROM sdp.validate_project(project) shows accepted warnings as infos, "
                    "and in their detail who accepted them."};
    }
    return call.null_result();
}

Datum try_ddl(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::result_set result(call);
    add_findings(result, engine::ddl_findings(id));
    return pg::result_set::done();
}

} // namespace

SDP_FUNCTION(sdp_validation_summary, validation_summary)
SDP_FUNCTION(sdp_accept_finding, accept_finding)
SDP_FUNCTION(sdp_withdraw_acceptance, withdraw_acceptance)
SDP_FUNCTION(sdp_try_ddl, try_ddl)
SDP_FUNCTION(sdp_validate_stage, validate_stage)
SDP_FUNCTION(sdp_validate_project, validate_project)

} // namespace sdp::api
