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

Datum set_default_provider(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::session session;
    engine::require_installation(session);
    const auto owner = session.run(make_default, id).first<uuid>();
    if (!owner) {
        throw error{
            sqlstate::provider_not_found, fmt::format("AI provider {} does not exist", id.text()),
            "There is no such row in sdp.ai_provider_configs, or none that you may change."};
    }
    return pg::uuid_result(*owner);
}

} // namespace

SDP_FUNCTION(sdp_set_default_provider, set_default_provider)

} // namespace sdp::api
