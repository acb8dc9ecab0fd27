#pragma once
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// What models cost (sdp_engine.model_prices). As the system's owner.
namespace sdp::engine {

struct token_counts {
    std::int64_t input;
    std::int64_t output;
};

// In dollars, by the price that holds at that time: the provider's own, else the one for any
// provider. Without a provider named the one for any, else the dearest. Nothing where no price is
// known.
std::optional<pg::numeric_datum> cost_of(pg::session& session,
                                         const std::optional<std::string>& provider,
                                         std::string_view model, token_counts tokens,
                                         pg::timestamp at);

// The same, now, for a provider by its id.
std::optional<pg::numeric_datum> cost_now(pg::session& session, const std::optional<uuid>& provider,
                                          std::string_view model, token_counts tokens);

// What a generation of a stage may cost, before it is known: nothing where no price is.
std::optional<pg::numeric_datum> expected_cost(pg::session& session, const uuid& provider,
                                               std::string_view model, const uuid& project,
                                               int stage,
                                               const std::optional<std::string>& user_input);

} // namespace sdp::engine
