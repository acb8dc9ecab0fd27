// JSON Schema over jsonb, by the schema itself or by the name of a registered one.
#include "engine/installed.hpp"
#include "engine/registered_schemas.hpp"
#include "engine/schema_programs.hpp"
#include "pg/arguments.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::api {

namespace {

struct options_given {
    schema_options schema;
    std::size_t most_findings;
};

[[noreturn]] void refuse_option(std::string_view name, std::string_view what)
{
    throw error{sqlstate::invalid_argument, fmt::format("option \"{}\" is not valid", name),
                std::string(what)};
}

options_given options_in(Jsonb* given, const schema_limits& limits)
{
    constexpr std::uint64_t most_findings = 100'000;
    options_given result{.schema = {}, .most_findings = limits.most_findings};
    const pg::jsonb_view options(given);
    if (options.kind() != json_kind::object) {
        throw error{sqlstate::invalid_argument, "options are not an object",
                    "The options are format (a boolean) and max_findings (an integer)."};
    }
    options.for_each_member([&](std::string_view name, const pg::jsonb_view& value) {
        if (name == "format") {
            if (value.kind() != json_kind::boolean) {
                refuse_option(name, "It is a boolean.");
            }
            result.schema.asserts_format = value.boolean();
        } else if (name == "max_findings") {
            const auto count = value.kind() == json_kind::number
                                   ? value.exact().as_count(most_findings)
                                   : std::nullopt;
            if (!count || *count == 0) {
                refuse_option(name, fmt::format("It is an integer from 1 to {}.", most_findings));
            }
            result.most_findings = static_cast<std::size_t>(*count);
        } else {
            refuse_option(name, "The options are format and max_findings.");
        }
    });
    return result;
}

void add_findings(pg::result_set& result, const std::vector<schema_finding>& findings)
{
    for (const auto& one : findings) {
        result.add(one.path, one.schema_path, one.keyword, one.message);
    }
}

// The findings of a validation function's call: its instance is its second argument, its options
// the third. `program_of` gives the program for schema_options.
template <typename ProgramOf> Datum findings_for(const pg::arguments& call, ProgramOf program_of)
{
    auto* const instance = pg::jsonb_of(call.get<pg::jsonb_datum>(1));
    auto limits = engine::server_limits();
    const auto options = options_in(pg::jsonb_of(call.get<pg::jsonb_datum>(2)), limits);
    limits.most_findings = options.most_findings;
    pg::result_set result(call);
    const auto program = program_of(options.schema);
    add_findings(result, schema_run(*program, limits).findings(pg::jsonb_view(instance)));
    return pg::result_set::done();
}

Datum validate_json(const pg::arguments& call)
{
    auto* const schema = pg::jsonb_of(call.get<pg::jsonb_datum>(0));
    return findings_for(
        call, [&](const schema_options& options) { return engine::program_of(schema, options); });
}

// Whether the second argument of a call matches the program of the first; null where one is.
template <typename Key, typename ProgramOf>
Datum match_for(const pg::arguments& call, ProgramOf program_of)
{
    const auto key = call.find<Key>(0);
    const auto instance = call.find<pg::jsonb_datum>(1);
    if (!key || !instance) {
        return call.null_result();
    }
    const auto program = program_of(*key);
    return BoolGetDatum(schema_run(*program, engine::server_limits())
                            .matches(pg::jsonb_view(pg::jsonb_of(*instance))));
}

Datum json_matches_schema(const pg::arguments& call)
{
    return match_for<pg::jsonb_datum>(call, [](const pg::jsonb_datum& schema) {
        return engine::program_of(pg::jsonb_of(schema), {});
    });
}

Datum check_schema(const pg::arguments& call)
{
    auto* const schema = pg::jsonb_of(call.get<pg::jsonb_datum>(0));
    const auto limits = engine::server_limits();
    pg::result_set result(call);
    try {
        const auto meta = engine::meta_program_of(schema);
        const auto findings = schema_run(*meta, limits).findings(pg::jsonb_view(schema));
        add_findings(result, findings);
        // What a meta-schema cannot say: references, regular expressions, cycles.
        if (findings.empty()) {
            engine::program_of(schema, {});
        }
    } catch (const error& fault) {
        if (fault.sqlstate != sqlstate::invalid_schema) {
            throw;
        }
        result.add("", "", "", fmt::format("{}: {}", fault.message, fault.detail));
    }
    return pg::result_set::done();
}

constinit pg::statement upsert_schema{R"(
    INSERT INTO sdp_engine.schemas (name, custom_document)
    VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET custom_document = excluded.custom_document)"_sql,
                                      {TEXTOID, JSONBOID}};

// With the caller's own rights on the table; its trigger judges the schema.
Datum register_schema(const pg::arguments& call)
{
    const auto name = call.get<std::string>(0);
    const auto schema = call.get<pg::jsonb_datum>(1);
    pg::session session;
    engine::require_installation(session);
    session.run(upsert_schema, name, schema);
    return call.null_result();
}

Datum validate_registered_json(const pg::arguments& call)
{
    const auto name = call.get<std::string>(0);
    return findings_for(call, [&](const schema_options& options) {
        return engine::registered_program(name, options);
    });
}

Datum json_matches_registered_schema(const pg::arguments& call)
{
    return match_for<std::string>(
        call, [](const std::string& name) { return engine::registered_program(name, {}); });
}

error value_not_valid(const pg::trigger_event& event, const char* column, const char* schema,
                      const std::vector<schema_finding>& findings)
{
    std::string detail;
    for (const auto& one : findings) {
        detail += fmt::format("{}\"{}\": {}.", detail.empty() ? "" : "\n", one.path, one.message);
    }
    return {sqlstate::value_not_valid,
            fmt::format("value of column \"{}\" of table \"{}\" does not match schema \"{}\"",
                        column, event.table(), schema),
            detail};
}

// A trigger that whoever owns a table puts there, with a column and a schema's name.
Datum enforce_schema(const pg::arguments& call)
{
    constexpr std::size_t most_findings = 10;
    const pg::trigger_event event(call, "sdp.enforce_schema");
    const auto given = event.given();
    if (given.size() != 2) {
        throw error{sqlstate::trigger_misused,
                    fmt::format("trigger \"{}\" on table \"{}\" needs a column and a schema",
                                event.name(), event.table()),
                    {},
                    "CREATE TRIGGER ... EXECUTE FUNCTION sdp.enforce_schema('column', 'schema')."};
    }
    const char* const column = given[0];
    const char* const schema = given[1];
    if (event.type_of(column) != JSONBOID) {
        throw error{sqlstate::trigger_misused,
                    fmt::format("trigger \"{}\" on table \"{}\" names column \"{}\"", event.name(),
                                event.table(), column),
                    "The table has no column of that name and type jsonb."};
    }
    // A restore brings rows before the schemas, where triggers are there first.
    if (event.remove() || event.load_mode()) {
        return event.unchanged();
    }
    const auto row = event.new_row();
    // What was stored under an earlier schema stays, until it is changed.
    const auto value = row.find<pg::jsonb_datum>(column);
    if (!value || (event.update() && !row.differs(event.old_row(), column))) {
        return event.unchanged();
    }
    auto limits = engine::server_limits();
    limits.most_findings = most_findings;
    const auto program = engine::registered_program(schema, {});
    const auto findings =
        schema_run(*program, limits).findings(pg::jsonb_view(pg::jsonb_of(*value)));
    if (!findings.empty()) {
        throw value_not_valid(event, column, schema, findings);
    }
    return event.unchanged();
}

} // namespace

SDP_FUNCTION(sdp_validate_json, validate_json)
SDP_FUNCTION(sdp_json_matches_schema, json_matches_schema)
SDP_FUNCTION(sdp_check_schema, check_schema)
SDP_FUNCTION(sdp_register_schema, register_schema)
SDP_FUNCTION(sdp_validate_registered_json, validate_registered_json)
SDP_FUNCTION(sdp_json_matches_registered_schema, json_matches_registered_schema)
SDP_FUNCTION(sdp_enforce_schema, enforce_schema)

} // namespace sdp::api
