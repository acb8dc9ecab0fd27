#include "core/ledger.hpp"

#include "core/sqlstates.hpp"

#include <fmt/format.h>

namespace sdp {

std::optional<error> contradiction_in(const ledger_entry& entry, std::string_view where)
{
    const auto refused = [where](std::string detail, std::string hint = {}) {
        return error{sqlstate::invalid_generation,
                     fmt::format("ledger row for {} contradicts itself", where), std::move(detail),
                     std::move(hint)};
    };
    if (entry.input_tokens < 0 || entry.output_tokens < 0 || entry.duration_ms < 0) {
        return refused("Token counts and durations are not negative.");
    }
    const auto total = total_tokens_of(entry.input_tokens, entry.output_tokens);
    if (entry.total_tokens != total) {
        return refused(fmt::format("total_tokens is {}, not input_tokens + output_tokens = {}.",
                                   entry.total_tokens, total),
                       "Leave total_tokens null and it is filled in.");
    }
    if (!entry.cost_is_acceptable) {
        return refused("estimated_cost is negative or not a number.");
    }
    if (entry.succeeded == entry.has_error_message) {
        return refused(entry.succeeded
                           ? "Its status is success, but error_message is set."
                           : "Its status is error or timeout, but error_message is null.");
    }
    return std::nullopt;
}

} // namespace sdp
