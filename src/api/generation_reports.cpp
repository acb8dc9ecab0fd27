// A worker's report under its ticket.
#include "core/content/content.hpp"
#include "core/content/model_answer.hpp"
#include "core/ledger.hpp"
#include "core/lifecycle.hpp"
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "engine/kept_rows.hpp"
#include "engine/model_prices.hpp"
#include "engine/project_lock.hpp"
#include "engine/stage_rows.hpp"
#include "engine/tickets.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"
#include "pg/jsonb.hpp"
#include "pg/settings.hpp"

namespace sdp::api {

namespace {

constinit pg::statement insert_ledger_row{R"(
    INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template,
        input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status,
        error_message, id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12,
        pg_catalog.gen_random_uuid()))
    RETURNING id)"_sql,
                                          {UUIDOID, UUIDOID, TEXTOID, TEXTOID, INT4OID, INT4OID,
                                           INT4OID, NUMERICOID, INT4OID, TEXTOID, TEXTOID,
                                           UUIDOID}};

// What does not fit decimal(10,6) goes in at its limit; the true value is the second column.
constinit pg::statement fit_cost{R"(
    SELECT CASE WHEN $1 IS NULL OR $1 {=} 'NaN' OR $1 {<} 0 THEN 0
        WHEN $1 {>} 9999.999999 THEN 9999.999999 ELSE pg_catalog.round($1, 6) END, CASE WHEN $1 {=} 'NaN' OR $1 {<} 0 OR $1 {>} 9999.999999
        THEN $1::pg_catalog.text END)"_sql,
                                 {NUMERICOID}};

constinit pg::statement insert_output{R"(
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by,
        ai_generation_id)
    VALUES ($1, 0, $2, $3, 'ai', $4))"_sql,
                                      {UUIDOID, TEXTOID, TEXTOID, UUIDOID}};

// What a worker reports, as it came.
struct usage {
    std::int64_t input_tokens;
    std::int64_t output_tokens;
    std::int64_t duration_ms;
    std::optional<pg::numeric_datum> estimated_cost;

    // Four arguments from `position` on; null is 0.
    usage(const pg::arguments& call, int position)
        : input_tokens(call.find<std::int64_t>(position).value_or(0)),
          output_tokens(call.find<std::int64_t>(position + 1).value_or(0)),
          duration_ms(call.find<std::int64_t>(position + 2).value_or(0)),
          estimated_cost(call.find<pg::numeric_datum>(position + 3))
    {
    }
};

struct written_row {
    uuid id;
    // A JSON object of what the columns could not hold; nothing when all fitted.
    std::optional<std::string> detail;
};

// By the price of the model, where the worker does not say what the call cost.
std::optional<pg::numeric_datum> known_cost(pg::session& session, const engine::ticket& what,
                                            const usage& used)
{
    if (!what.model) {
        return std::nullopt;
    }
    return engine::cost_now(session, what.provider, *what.model,
                            {used.input_tokens, used.output_tokens});
}

// Writes the ledger's row. It is never lost: what does not fit is stored at the column's limit.
written_row write_ledger_row(pg::session& session, const engine::ticket& what, const usage& used,
                             std::string_view status, const std::optional<std::string>& message)
{
    std::string beyond;
    const auto keep = [&beyond](std::string_view name, std::string_view true_value) {
        beyond += fmt::format("{}\"{}\": \"{}\"", beyond.empty() ? "" : ", ", name, true_value);
    };
    const auto fit = [&keep](std::string_view name, std::int64_t count) {
        const auto stored = stored_count(count);
        if (stored != count) {
            keep(name, std::to_string(count));
        }
        return stored;
    };
    const auto input = fit("input_tokens", used.input_tokens);
    const auto output = fit("output_tokens", used.output_tokens);
    const auto duration = fit("duration_ms", used.duration_ms);
    const auto [stored_cost, true_cost] =
        session
            .run(fit_cost,
                 used.estimated_cost ? used.estimated_cost : known_cost(session, what, used))
            .one<pg::numeric_datum, std::optional<std::string>>();
    if (true_cost) {
        keep("estimated_cost", *true_cost);
    }
    std::optional<uuid> late_id;
    if (!what.open) {
        late_id = engine::name_late_ledger_row(session, what.id);
    }
    const auto id = session
                        .run(insert_ledger_row, what.stage_id, what.provider, what.model,
                             what.prompt_template, input, output, total_tokens_of(input, output),
                             stored_cost, duration, status, message, late_id)
                        .one<uuid>();
    return {id, beyond.empty() ? std::nullopt
                               : std::optional<std::string>(fmt::format("{{{}}}", beyond))};
}

constexpr std::string_view the_answer = "the answer of a model";

// Why a text is too large to be stored; nothing when it is not.
std::optional<error> fault_in_size(std::string_view content)
{
    return content.size() > pg::most_content_bytes()
               ? std::optional(
                     content_too_large(the_answer, content.size(), pg::most_content_bytes()))
               : std::nullopt;
}

// The object in a model's answer, with its text, or why there is none.
struct read_answer {
    std::string content;
    Jsonb* document = nullptr;
    std::optional<error> fault{};
};

read_answer read_object(std::string content)
{
    if (auto fault = fault_in_size(content)) {
        return {std::move(content), nullptr, std::move(fault)};
    }
    const auto parsed = pg::parse_object(content);
    if (parsed.document == nullptr) {
        return {std::move(content), nullptr,
                malformed_content(output_format::json, the_answer, parsed.fault)};
    }
    if (const auto fault = fault_in_data(pg::jsonb_view(parsed.document))) {
        return {std::move(content), nullptr,
                malformed_content(output_format::json, the_answer, {fault->message})};
    }
    return {std::move(content), parsed.document};
}

// A json answer is the one object in what the model said; where none is found the answer itself, of
// which the server says what is wrong with it.
read_answer object_in_answer(std::string answer)
{
    if (answer.size() > pg::most_content_bytes()) {
        return read_object(std::move(answer));
    }
    // Most answers are an object and nothing else: then nothing is searched.
    if (const auto bare = text_in_braces(answer); !bare.empty()) {
        if (auto found = read_object(std::string(bare)); !found.fault) {
            return found;
        }
    }
    auto inside = json_in_answer(answer);
    if (inside.fault) {
        return {std::move(answer), nullptr,
                malformed_content(output_format::json, the_answer, *inside.fault)};
    }
    return read_object(inside.json ? *std::move(inside.json) : std::move(answer));
}

// Why a text cannot be an output of this stage, which is no json one; nothing when it can.
std::optional<error> fault_in_output(pg::session& session, const engine::ticket& what,
                                     output_format format, std::string_view content)
{
    if (auto fault = fault_in_size(content)) {
        return fault;
    }
    if (auto fault = fault_in(format, content, pg::check_for_interrupts)) {
        return malformed_content(format, the_answer, *fault);
    }
    if (!engine::read_data(session, what.stage_id)) {
        return error{sqlstate::stage_without_data, "the stage has no data",
                     "Its first output is a json one."};
    }
    return std::nullopt;
}

// The ticket under its project's lock; SD210 for one that no worker holds.
engine::ticket lock_ticket(pg::session& session, const uuid& id)
{
    const auto seen = engine::require_workers_ticket(session, id);
    engine::lock_project(session, seen.project_id, only_stage(seen.stage));
    return engine::require_workers_ticket(session, id);
}

Datum answer(const pg::arguments& call, const engine::report& what)
{
    return pg::record_of(call, what.applied, what.outcome, what.error_code, what.message);
}

engine::report report_on(const engine::ticket& what)
{
    return {.outcome = what.outcome.value_or(""),
            .generation = what.generation.value_or(uuid{}),
            .applied = what.applied,
            .error_code = what.error_code,
            .message = what.message};
}

// Records the outcome of a worker's ticket: the ledger's row always, the stage's move and output
// where the ticket is still open.
engine::report conclude(pg::session& session, const engine::ticket& what, const usage& used,
                        std::string status, std::optional<std::string> message,
                        std::optional<std::string> code)
{
    const bool success = status == "success";
    const auto row = write_ledger_row(session, what, used, status, message);
    engine::report result{.outcome = std::move(status),
                          .leads_to = status_after_generation(success, what.from),
                          .generation = row.id,
                          .applied = what.open,
                          .error_code = std::move(code),
                          .message = std::move(message),
                          .detail = row.detail};
    if (!what.open) {
        result.outcome = what.outcome.value_or("cancelled");
        result.message = fmt::format("the ticket was closed before: {}", result.outcome);
    }
    engine::record_report(session, what.id, result);
    if (what.open) {
        engine::change_status(session, what.stage_id, result.leads_to);
    }
    return result;
}

read_answer read_output(pg::session& session, const engine::ticket& what, output_format format,
                        std::string content)
{
    if (format == output_format::json) {
        return object_in_answer(std::move(content));
    }
    auto fault = fault_in_output(session, what, format, content);
    return {std::move(content), nullptr, std::move(fault)};
}

engine::report finish(pg::session& session, const engine::ticket& what, const usage& used,
                      output_format format, const read_answer& answer)
{
    if (answer.fault) {
        const auto message =
            answer.fault->detail.empty()
                ? answer.fault->message
                : fmt::format("{}: {}", answer.fault->message, answer.fault->detail);
        return conclude(session, what, used, "error", message, std::string(answer.fault->sqlstate));
    }
    auto result = conclude(session, what, used, "success", std::nullopt, std::nullopt);
    if (what.open) {
        std::optional<pg::known_object> known;
        if (answer.document != nullptr) {
            known.emplace(answer.content, answer.document);
        }
        engine::require_output_written(session,
                                       session.run(insert_output, what.stage_id, name_of(format),
                                                   answer.content, result.generation),
                                       what.stage_id);
    }
    return result;
}

Datum finish_with(const pg::arguments& call, std::string content, std::optional<error> fault)
{
    const auto id = call.get<uuid>(0);
    const auto format = require_output_format(call.find<std::string>(2).value_or("json"));
    const usage used(call, 3);

    pg::session session;
    engine::require_installation(session);
    const pg::as_system_owner owner;
    const auto what = lock_ticket(session, id);
    if (what.generation) {
        return answer(call, report_on(what));
    }
    const auto read = fault ? read_answer{std::move(content), nullptr, std::move(fault)}
                            : read_output(session, what, format, std::move(content));
    return answer(call, finish(session, what, used, format, read));
}

Datum finish_generation(const pg::arguments& call)
{
    return finish_with(call, call.get<std::string>(1), std::nullopt);
}

// The answer as bytes: what is not UTF-8 is a bad answer, not an error that loses the ledger's row.
Datum finish_generation_bytes(const pg::arguments& call)
{
    const auto bytes = call.get<std::string>(1);
    const bool valid = pg::call([&] {
        return pg_verify_mbstr(PG_UTF8, bytes.data(), static_cast<int>(bytes.size()), true);
    });
    if (valid) {
        return finish_with(call, bytes, std::nullopt);
    }
    return finish_with(call, "",
                       error{sqlstate::malformed_content,
                             "content is not well-formed for the answer of a model",
                             "The content is refused because it is not UTF-8."});
}

Datum fail_generation(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto status = call.get<std::string>(1);
    const auto message = call.get<std::string>(2);
    const usage used(call, 3);
    if (status != "error" && status != "timeout") {
        throw error{sqlstate::invalid_argument,
                    fmt::format("a generation cannot fail by \"{}\"", status),
                    "The failure is error or timeout.",
                    "sdp.finish_generation(ticket, content) reports success."};
    }
    pg::session session;
    engine::require_installation(session);
    const pg::as_system_owner owner;
    const auto what = lock_ticket(session, id);
    if (what.generation) {
        return answer(call, report_on(what));
    }
    return answer(call, conclude(session, what, used, status, message, std::nullopt));
}

Datum extract_json(const pg::arguments& call)
{
    auto answer = object_in_answer(call.get<std::string>(0));
    if (answer.fault) {
        throw *std::move(answer.fault);
    }
    return JsonbPGetDatum(answer.document);
}

Datum finish_generation_json(const pg::arguments& call)
{
    return finish_with(call, pg::text_of(pg::jsonb_of(call.get<pg::jsonb_datum>(1))), std::nullopt);
}

} // namespace

SDP_FUNCTION(sdp_finish_generation, finish_generation)
SDP_FUNCTION(sdp_finish_generation_bytes, finish_generation_bytes)
SDP_FUNCTION(sdp_finish_generation_json, finish_generation_json)
SDP_FUNCTION(sdp_fail_generation, fail_generation)
SDP_FUNCTION(sdp_extract_json, extract_json)

} // namespace sdp::api
