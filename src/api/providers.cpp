// Operations on AI providers.
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "pg/arguments.hpp"
#include "pg/spi.hpp"

namespace sdp::api {

namespace {

// The table's trigger takes the mark from the one that had it.
constinit pg::statement make_default{R"(
    UPDATE sdp.ai_provider_configs SET is_default = true WHERE id {=} $1
    RETURNING user_id)"_sql,
                                     {UUIDOID}};

// Whether it had a key: of the row as it was before.
constinit pg::statement forget_key{R"(
    UPDATE sdp.ai_provider_configs c SET api_key_encrypted = 'none:'
    FROM (SELECT o.id, o.api_key_encrypted {<>} 'none:' AS had_key
          FROM sdp.ai_provider_configs o WHERE o.id {=} $1 FOR UPDATE) AS o
    WHERE c.id {=} o.id
    RETURNING o.had_key)"_sql,
                                   {UUIDOID}};

error unknown_provider(const uuid& id)
{
    return {sqlstate::provider_not_found, fmt::format("AI provider {} does not exist", id.text()),
            "There is no such row in sdp.ai_provider_configs, or none that you may change."};
}

Datum set_default_provider(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session;
    engine::require_installation(session);
    const auto owner = session.run(make_default, id).first<uuid>();
    if (!owner) {
        throw unknown_provider(id);
    }
    return pg::uuid_result(*owner);
}

Datum forget_provider_key(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session;
    engine::require_installation(session);
    const auto had_key = session.run(forget_key, id).first<bool>();
    if (!had_key) {
        throw unknown_provider(id);
    }
    return BoolGetDatum(*had_key);
}

} // namespace

SDP_FUNCTION(sdp_set_default_provider, set_default_provider)
SDP_FUNCTION(sdp_forget_provider_key, forget_provider_key)

} // namespace sdp::api
