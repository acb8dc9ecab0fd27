#include "core/generation_queue.hpp"

#include "core/sqlstates.hpp"

namespace sdp {

std::optional<error> refusal_of_lease(std::int64_t length)
{
    if (length > 0 && length <= longest_lease) {
        return std::nullopt;
    }
    return error{
        sqlstate::invalid_argument, "the lease of a generation is not valid",
        "It is more than nothing and at most 30 days.",
        "Give what a call of the model may take, e.g. '5 minutes', and extend it meanwhile "
        "by sdp.extend_lease(ticket, lease)."};
}

} // namespace sdp
