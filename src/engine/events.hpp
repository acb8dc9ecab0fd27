#pragma once
#include "core/uuid.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>

namespace sdp::engine {

// Sends an event to the channel sdp_events, where sdp.notify is on: a JSON object of its name and
// of ids. Everybody may listen, so never a ticket, which is a right to report.
void send_event(std::string_view name,
                std::initializer_list<std::pair<std::string_view, uuid>> ids);

} // namespace sdp::engine
