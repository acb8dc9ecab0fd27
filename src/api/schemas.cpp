// JSON Schema over jsonb: functions that know nothing of projects.
#include "engine/schema_programs.hpp"
#include "pg/arguments.hpp"

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

Datum validate_json(const pg::arguments& call)
{
    auto* const schema = pg::jsonb_of(call.get<pg::jsonb_datum>(0));
    auto* const instance = pg::jsonb_of(call.get<pg::jsonb_datum>(1));
    auto limits = engine::server_limits();
    const auto options = options_in(pg::jsonb_of(call.get<pg::jsonb_datum>(2)), limits);
    limits.most_findings = options.most_findings;
    pg::result_set result(call);
    const auto program = engine::program_of(schema, options.schema);
    add_findings(result, schema_run(*program, limits).findings(pg::jsonb_view(instance)));
    return pg::result_set::done();
}

Datum json_matches_schema(const pg::arguments& call)
{
    const auto given = call.find<pg::jsonb_datum>(0);
    const auto value = call.find<pg::jsonb_datum>(1);
    if (!given || !value) {
        return call.null_result();
    }
    auto* const schema = pg::jsonb_of(*given);
    auto* const instance = pg::jsonb_of(*value);
    const auto limits = engine::server_limits();
    const auto program = engine::program_of(schema, {});
    return BoolGetDatum(schema_run(*program, limits).matches(pg::jsonb_view(instance)));
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

} // namespace

SDP_FUNCTION(sdp_validate_json, validate_json)
SDP_FUNCTION(sdp_json_matches_schema, json_matches_schema)
SDP_FUNCTION(sdp_check_schema, check_schema)

} // namespace sdp::api
