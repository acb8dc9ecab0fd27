#include "core/rules/message.hpp"

#include "engine/own_rules.hpp"

#include "pg/identity.hpp"
#include "pg/json_path.hpp"
#include "pg/subtransaction.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_all{R"(
    SELECT r.is_built_in, r.name, r.stage_number, coalesce(r.custom_severity, r.severity),
        r.predicate, r.function_name, r.message, r.enabled, NULL::pg_catalog.text,
        NULL::pg_catalog.text, NULL::pg_catalog.text
    FROM sdp_engine.rules r
    WHERE (r.enabled AND NOT r.is_built_in)
        OR (r.is_built_in AND (NOT r.enabled OR r.custom_severity IS NOT NULL))
    UNION ALL
    SELECT NULL::pg_catalog.bool, a.fingerprint, NULL::pg_catalog.int4, NULL::pg_catalog.text,
        NULL::pg_catalog.text, NULL::pg_catalog.text, NULL::pg_catalog.text,
        NULL::pg_catalog.bool, a.reason, a.actor,
        pg_catalog.to_char(a.accepted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    FROM sdp_engine.accepted_findings a
    WHERE a.project_id {=} $1)"_sql,
                                 {UUIDOID}};

constinit pg::statement read_project_data{R"(
    SELECT coalesce(pg_catalog.jsonb_object_agg(s.stage_name, s.data), '{}')
    FROM sdp.stages s
    WHERE s.project_id {=} $1 AND s.stage_number {=} ANY ($2))"_sql,
                                          {UUIDOID, INT4ARRAYOID}};

// What is read of a function's rows: whatever their types, as these.
constexpr pg::sql_text finding_columns = R"(
    f.severity::pg_catalog.text, f.rule::pg_catalog.text, f.stage_number::pg_catalog.int4,
    f.path::pg_catalog.text, f.message::pg_catalog.text, f.detail::pg_catalog.jsonb)"_sql;

constexpr long most_findings = 1'000;

// Whether a rule is looking, in this session.
constinit bool looking = false;

class looking_scope {
public:
    looking_scope() { looking = true; }
    ~looking_scope() { looking = false; }
    looking_scope(const looking_scope&) = delete;
    looking_scope& operator=(const looking_scope&) = delete;
};

std::string text_at(const pg::jsonb_view& data, std::string_view pointer)
{
    const auto found = value_at(data, pointer);
    if (!found) {
        return "null";
    }
    return found->kind() == json_kind::string ? std::string(found->string()) : found->compact();
}

std::vector<finding> found_by_predicate(const project_stages& project, const own_rule& rule,
                                        Jsonb* data)
{
    if (pg::path_matches({JsonbPGetDatum(data)}, pg::jsonpath_from(*rule.predicate)) == true) {
        return {};
    }
    const auto scope = described_scope(rule.stage);
    const pg::jsonb_view view(data);
    auto message = filled_message(
        rule.message, {.project = project.slug,
                       .stage = scope,
                       .rule = rule.name,
                       .at = [&view](std::string_view pointer) { return text_at(view, pointer); }});
    return {{rule.level, rule.name, rule.stage, "", std::move(message)}};
}

std::vector<finding> found_by_function(pg::session& session, const project_stages& project,
                                       const own_rule& rule, Jsonb* data)
{
    const auto rows =
        session.run_function(pg::function_named(*rule.function), finding_columns, most_findings + 1,
                             project.id, pg::jsonb_datum{JsonbPGetDatum(data)});
    if (rows.size() > most_findings) {
        throw error{
            sqlstate::validation_too_costly,
            fmt::format("{} returned more than {} findings", *rule.function, most_findings)};
    }
    std::vector<finding> findings;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto [level, name, stage, path, message, detail] =
            rows.row<std::optional<std::string>, std::optional<std::string>,
                     std::optional<std::int32_t>, std::optional<std::string>,
                     std::optional<std::string>, std::optional<pg::jsonb_datum>>(i);
        rule_answer answer{.level = std::move(level),
                           .rule = std::move(name),
                           .stage = stage,
                           .path = std::move(path),
                           .message = std::move(message)};
        if (detail) {
            Jsonb* const document = pg::jsonb_of(*detail);
            const auto kind = pg::jsonb_view(document).kind();
            if (kind != json_kind::null) {
                answer.detail = pg::text_of(document);
            }
            answer.detail_is_object = kind == json_kind::object;
        }
        findings.push_back(finding_of(rule, std::move(answer)));
    }
    return findings;
}

} // namespace

rules_in_force read_rules(pg::session& session, const uuid& project)
{
    const pg::as_system_owner owner;
    rules_in_force result;
    const auto found = session.run(read_all, project);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [built_in, name, stage, level, predicate, function, message, enabled, reason, actor,
              at] = found.row<std::optional<bool>, std::string, std::optional<pg::stage_number>,
                              std::optional<severity>, std::optional<std::string>,
                              std::optional<std::string>, std::optional<std::string>,
                              std::optional<bool>, std::optional<std::string>,
                              std::optional<std::string>, std::optional<std::string>>(i);
        if (!built_in) {
            result.acceptances.push_back({std::move(name), std::move(reason).value_or(""),
                                          std::move(actor).value_or(""),
                                          std::move(at).value_or("")});
        } else if (*built_in) {
            result.overrides.push_back({std::move(name), enabled.value_or(true), level});
        } else {
            result.own.push_back({.name = std::move(name),
                                  .stage = stage ? int{*stage} : whole_project,
                                  .level = level.value_or(severity::error),
                                  .predicate = std::move(predicate),
                                  .function = std::move(function),
                                  .message = std::move(message).value_or("")});
        }
    }
    std::sort(result.own.begin(), result.own.end(),
              [](const own_rule& one, const own_rule& other) { return one.name < other.name; });
    return result;
}

void add_own_findings(pg::session& session, const project_stages& project,
                      const std::vector<own_rule>& rules, int stage, Jsonb* data,
                      std::vector<finding>& findings)
{
    if (looking) {
        return;
    }
    const looking_scope scope;
    for (const auto& rule : rules) {
        if (rule.stage != stage || (!rule.predicate && !rule.function)) {
            continue;
        }
        std::vector<finding> found;
        const auto failure = pg::look([&] {
            const pg::as_caller caller;
            found = rule.predicate ? found_by_predicate(project, rule, data)
                                   : found_by_function(session, project, rule, data);
        });
        if (failure) {
            findings.push_back(rule_failed(rule, failure->message, failure->sqlstate()));
        } else {
            std::move(found.begin(), found.end(), std::back_inserter(findings));
        }
        pg::check_for_interrupts();
    }
}

void judge_stage(pg::session& session, const project_stages& project, int stage, Jsonb* data,
                 std::vector<finding>& findings)
{
    const auto rules = read_rules(session, project.id);
    apply_overrides(findings, rules.overrides);
    if (data != nullptr) {
        add_own_findings(session, project, rules.own, stage, data, findings);
    }
    apply_acceptances(findings, rules.acceptances);
}

namespace {

// The data of all stages that have some, as one object, for rules that look at the project.
Jsonb* data_of_project(pg::session& session, const project_stages& project,
                       const std::array<Jsonb*, stage_count>& data)
{
    const auto stages = pg::call([&] {
        Datum numbers[stage_count];
        int count = 0;
        for (std::size_t i = 0; i < stage_count; ++i) {
            if (data[i] != nullptr) {
                numbers[count++] = Int32GetDatum(first_stage + static_cast<int>(i));
            }
        }
        return pg::integer_array_datum{
            PointerGetDatum(construct_array_builtin(numbers, count, INT4OID))};
    });
    return pg::jsonb_of(session.run(read_project_data, project.id, stages).one<pg::jsonb_datum>());
}

} // namespace

void judge_project(pg::session& session, const project_stages& project,
                   const std::array<Jsonb*, stage_count>& data, std::vector<finding>& findings)
{
    const auto rules = read_rules(session, project.id);
    apply_overrides(findings, rules.overrides);
    for (int stage = first_stage; stage <= last_stage; ++stage) {
        if (auto* const of_stage = data[static_cast<std::size_t>(stage - first_stage)]) {
            add_own_findings(session, project, rules.own, stage, of_stage, findings);
        }
    }
    const bool any = std::any_of(rules.own.begin(), rules.own.end(),
                                 [](const own_rule& rule) { return rule.stage == whole_project; });
    if (any) {
        add_own_findings(session, project, rules.own, whole_project,
                         data_of_project(session, project, data), findings);
    }
    apply_acceptances(findings, rules.acceptances);
}

} // namespace sdp::engine
