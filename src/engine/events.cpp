#include "engine/events.hpp"

#include "pg/call.hpp"
#include "pg/settings.hpp"

namespace sdp::engine {

void send_event(std::string_view name, std::initializer_list<std::pair<std::string_view, uuid>> ids)
{
    if (!pg::notifies()) {
        return;
    }
    auto payload = fmt::format("{{\"event\": \"{}\"", name);
    for (const auto& [key, id] : ids) {
        payload += fmt::format(", \"{}\": \"{}\"", key, id.text());
    }
    payload += '}';
    pg::call([&] { Async_Notify("sdp_events", payload.c_str()); });
}

} // namespace sdp::engine
