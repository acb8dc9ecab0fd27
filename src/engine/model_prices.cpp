#include "engine/model_prices.hpp"

#include "core/budget.hpp"

namespace sdp::engine {

namespace {

// Operators with a schema are all of one rank: hence the parentheses.
constinit pg::statement read_cost{R"(
    SELECT pg_catalog.round(((p.input_price {*} greatest($3, 0)::pg_catalog.numeric)
        {+} (p.output_price {*} greatest($4, 0)::pg_catalog.numeric)) {/} 1000000, 6)
    FROM sdp_engine.model_prices p
    WHERE p.model {=} $1 AND p.valid_from {<=} $5
        AND ($2 IS NULL OR p.provider {=} ANY (ARRAY['any', $2]))
    ORDER BY (p.provider {=} 'any') {=} ($2 IS NOT NULL), p.valid_from DESC,
        p.input_price {+} p.output_price DESC
    LIMIT 1)"_sql,
                                  {TEXTOID, TEXTOID, INT8OID, INT8OID, TIMESTAMPTZOID}};

constinit pg::statement read_kind{R"(
    SELECT c.provider FROM sdp.ai_provider_configs c WHERE c.id {=} $1)"_sql,
                                  {UUIDOID}};

constinit pg::statement read_context_size{R"(
    SELECT coalesce(pg_catalog.sum(pg_catalog.octet_length(s.data::pg_catalog.text)), 0)
        ::pg_catalog.int8
    FROM sdp.stages s
    WHERE s.project_id {=} $1 AND s.stage_number {=} ANY ((SELECT
        d.context FROM sdp_engine.stage_definitions d WHERE d.number {=} $2)::pg_catalog.int4[]))"_sql,
                                          {UUIDOID, INT4OID}};

} // namespace

std::optional<pg::numeric_datum> cost_of(pg::session& session,
                                         const std::optional<std::string>& provider,
                                         std::string_view model, token_counts tokens,
                                         pg::timestamp at)
{
    return session.run(read_cost, model, provider, tokens.input, tokens.output, at)
        .first<pg::numeric_datum>();
}

std::optional<pg::numeric_datum> cost_now(pg::session& session, const std::optional<uuid>& provider,
                                          std::string_view model, token_counts tokens)
{
    const auto kind = session.run(read_kind, provider).first<std::string>();
    return cost_of(session, kind, model, tokens, pg::timestamp{GetCurrentTimestamp()});
}

std::optional<pg::numeric_datum> expected_cost(pg::session& session, const uuid& provider,
                                               std::string_view model, const uuid& project,
                                               int stage,
                                               const std::optional<std::string>& user_input)
{
    if (!cost_now(session, provider, model, {0, 0})) {
        return std::nullopt;
    }
    const auto context = session.run(read_context_size, project, stage).one<std::int64_t>();
    const auto bytes = context + static_cast<std::int64_t>(user_input.value_or("").size());
    return cost_now(session, provider, model,
                    {expected_input_tokens(bytes), expected_output_tokens});
}

} // namespace sdp::engine
