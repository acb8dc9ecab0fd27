// The trigger of sdp_engine.rules: built-in rules keep what they are, own ones can be run.
#include "core/rules/own_rule.hpp"
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "pg/json_path.hpp"
#include "pg/spi.hpp"
#include "pg/subtransaction.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement load_override{R"(
    UPDATE sdp_engine.rules
    SET custom_severity = $2, enabled = $3
    WHERE name {=} $1 AND is_built_in)"_sql,
                                      {TEXTOID, TEXTOID, BOOLOID}};

constinit pg::statement load_own{
    R"(
    UPDATE sdp_engine.rules
    SET stage_number = $2, severity = $3, description = $4, predicate = $5, function_name = $6,
        message = $7, is_built_in = false, custom_severity = $8, enabled = $9
    WHERE name {=} $1 AND is_built_in)"_sql,
    {TEXTOID, INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID}};

// A dump's row takes the place of a built-in one that is here: of a built-in rule with what was
// overridden; of an own one, which is older than our rule of its name, whole, as it would have
// stayed had the database been updated.
Datum load(const pg::trigger_event& event)
{
    if (!event.insert()) {
        return event.unchanged();
    }
    const auto row = event.new_row();
    pg::session session(pg::session::access::loading);
    const auto name = row.find<std::string>("name");
    const auto custom = row.find<std::string>("custom_severity");
    const auto enabled = row.find<bool>("enabled");
    const auto updated =
        row.find<bool>("is_built_in").value_or(false)
            ? session.run(load_override, name, custom, enabled)
            : session.run(load_own, name, row.find<std::int32_t>("stage_number"),
                          row.find<std::string>("severity"), row.find<std::string>("description"),
                          row.find<std::string>("predicate"),
                          row.find<std::string>("function_name"), row.find<std::string>("message"),
                          custom, enabled);
    return updated.empty() ? event.unchanged() : pg::trigger_event::skip();
}

error invalid_rule(std::string_view name, std::string detail, std::string hint = {})
{
    return {sqlstate::invalid_rule, fmt::format("rule \"{}\" is not valid", name),
            std::move(detail), std::move(hint)};
}

rule_given given_in(const pg::trigger_row& row)
{
    return {.name = row.get<std::string>("name"),
            .stage = row.find<std::int32_t>("stage_number"),
            .level = row.get<std::string>("severity"),
            .predicate = row.find<std::string>("predicate"),
            .function = row.find<std::string>("function_name"),
            .message = row.find<std::string>("message"),
            .custom_level = row.find<std::string>("custom_severity")};
}

void require_valid(const rule_given& row)
{
    if (const auto fault = fault_in_rule(row)) {
        throw invalid_rule(row.name, *fault);
    }
    if (row.predicate) {
        if (const auto refused =
                pg::subtransaction([&row] { pg::jsonpath_from(*row.predicate); })) {
            throw invalid_rule(row.name,
                               fmt::format("Its predicate is no jsonpath: {}.", refused->message));
        }
    }
    if (row.function) {
        try {
            static_cast<void>(pg::function_named(*row.function));
        } catch (const error& fault) {
            throw invalid_rule(
                row.name,
                fmt::format("Its function_name is refused: {}. {}", fault.message, fault.detail),
                "Write it like app.check_names.");
        }
    }
}

void require_override(const pg::trigger_row& row)
{
    const auto custom = row.find<std::string>("custom_severity");
    if (custom && !severity_named(*custom)) {
        throw invalid_rule(
            row.get<std::string>("name"),
            fmt::format("There is no severity \"{}\"; it is error, warning or info.", *custom));
    }
}

error built_in_rule_kept(std::string_view name)
{
    return {sqlstate::built_in_row, fmt::format("built-in rule \"{}\" is read-only", name),
            "Built-in rows are brought by the extension.",
            "Change custom_severity (null goes back to the built-in one), or set enabled to "
            "false."};
}

Datum enforce_rules(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp_engine", "rules");
    if (event.load_mode()) {
        return load(event);
    }
    if (engine::is_installing()) {
        return event.unchanged();
    }
    const bool was_built_in = !event.insert() && event.old_row().get<bool>("is_built_in");
    if (event.remove()) {
        if (was_built_in) {
            throw built_in_rule_kept(event.old_row().get<std::string>("name"));
        }
        return event.unchanged();
    }
    const auto row = event.new_row();
    const auto name = row.get<std::string>("name");
    if (was_built_in) {
        if (row.differs_besides(event.old_row(), {"custom_severity", "enabled"})) {
            throw built_in_rule_kept(event.old_row().get<std::string>("name"));
        }
        require_override(row);
        return event.unchanged();
    }
    if (row.get<bool>("is_built_in")) {
        throw error{sqlstate::built_in_row,
                    fmt::format("rule \"{}\" cannot be made a built-in one", name),
                    "Built-in rows are brought by the extension.",
                    "Insert a rule of your own with is_built_in = false."};
    }
    require_valid(given_in(row));
    // A rule that is older than ours of its name keeps it.
    const bool is_new_name = event.insert() || row.differs(event.old_row(), "name");
    if (is_new_name && is_name_of_ours(name)) {
        throw invalid_rule(name, "Findings of pg_sdp itself have this name.",
                           "Give it another name; of a built-in rule, UPDATE custom_severity or "
                           "enabled.");
    }
    return event.unchanged();
}

} // namespace

SDP_FUNCTION(sdp_enforce_rules, enforce_rules)

} // namespace sdp::triggers
