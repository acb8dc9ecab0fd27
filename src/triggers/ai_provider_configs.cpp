// The trigger of sdp.ai_provider_configs.
#include "core/provider.hpp"
#include "core/sqlstates.hpp"

#include "engine/names.hpp"
#include "pg/spi.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::triggers {

namespace {

// A user's default is guarded by the user's row.
constinit pg::statement lock_user{R"(
    UPDATE sdp.users
    SET updated_at = updated_at
    WHERE id {=} $1)"_sql,
                                  {UUIDOID}};

constinit pg::statement undefault_others{R"(
    UPDATE sdp.ai_provider_configs
    SET is_default = false
    WHERE user_id {=} $1 AND is_default AND id {<>} $2)"_sql,
                                         {UUIDOID, UUIDOID}};

constinit pg::statement is_default_now{R"(
    SELECT
    FROM sdp.ai_provider_configs c
    WHERE c.id {=} $1 AND c.is_default)"_sql,
                                       {UUIDOID}};

void require_acceptable(const pg::trigger_row& row)
{
    const auto label = row.get<std::string>("label");
    engine::require_not_blank("label", "ai_provider_configs", label);
    engine::require_not_blank("default_model", "ai_provider_configs",
                              row.get<std::string>("default_model"));
    const auto base_url = row.find<std::string>("base_url");
    if (base_url && !is_http_url(*base_url)) {
        throw error{sqlstate::invalid_provider,
                    fmt::format("base_url of AI provider \"{}\" is not valid", label),
                    "It is not an absolute http or https URL."};
    }
    if (row.get<std::string>("provider") == "custom" && !base_url) {
        throw error{sqlstate::invalid_provider,
                    fmt::format("AI provider \"{}\" needs a base_url", label),
                    "Its provider is custom."};
    }
    if (!is_key_envelope(row.get<std::string>("api_key_encrypted"))) {
        throw error{sqlstate::invalid_provider,
                    fmt::format("api_key_encrypted of AI provider \"{}\" is not encrypted", label),
                    "It is not an envelope: sdp1:..., or parts of base64 or hexadecimal joined by "
                    "\":\", \".\" or \"$\", or none: for a forgotten key.",
                    "Encrypt the key before storing it."};
    }
}

Datum enforce_ai_provider_configs(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp", "ai_provider_configs");
    if (event.load_mode()) {
        return event.unchanged();
    }
    const auto row = event.new_row();
    if (event.update()) {
        const auto old_row = event.old_row();
        if (const auto column = row.first_difference(old_row, {"id", "user_id"})) {
            throw error{sqlstate::immutable_value,
                        fmt::format("{} of AI provider \"{}\" cannot be changed", *column,
                                    old_row.get<std::string>("label")),
                        "Projects and generations refer to it as its user's."};
        }
    }
    require_acceptable(row);
    if (event.before() || !row.get<bool>("is_default") ||
        (event.update() && event.old_row().get<bool>("is_default"))) {
        return event.unchanged();
    }
    const auto user = row.get<uuid>("user_id");
    const auto id = row.get<uuid>("id");
    const pg::as_system_owner owner;
    pg::session session;
    session.run(lock_user, user);
    if (session.run(is_default_now, id).empty()) {
        throw error{sqlstate::several_changes, "one statement makes two AI providers the default",
                    fmt::format("\"{}\" is one of them.", row.get<std::string>("label")),
                    "Make one the default; the other is un-defaulted."};
    }
    session.run(undefault_others, user, id);
    return event.unchanged();
}

} // namespace

SDP_FUNCTION(sdp_enforce_ai_provider_configs, enforce_ai_provider_configs)

} // namespace sdp::triggers
