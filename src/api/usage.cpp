// What generations cost.
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "engine/model_prices.hpp"
#include "pg/arguments.hpp"
#include "pg/identity.hpp"

namespace sdp::api {

namespace {

Datum estimate_cost(const pg::arguments& call)
{
    const auto model = call.get<std::string>(0);
    const engine::token_counts tokens{call.get<std::int64_t>(1), call.get<std::int64_t>(2)};
    const auto at = call.find<pg::timestamp>(3);
    const auto provider = call.find<std::string>(4);

    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    const pg::as_system_owner owner;
    const auto cost =
        engine::cost_of(session, provider, model, tokens,
                        at.value_or(pg::timestamp{GetCurrentTransactionStartTimestamp()}));
    return cost ? pg::numeric_result(*cost) : call.null_result();
}

} // namespace

SDP_FUNCTION(sdp_estimate_cost, estimate_cost)

} // namespace sdp::api
