#include "core/provider.hpp"
#include "core/sqlstates.hpp"

#include "engine/providers.hpp"

#include "pg/identity.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_providers{R"(
    SELECT c.id, c.default_model, c.is_default
    FROM sdp.ai_provider_configs c
    WHERE c.user_id {=} $1)"_sql,
                                       {UUIDOID}};

constinit pg::statement lock_provider{R"(
    SELECT
    FROM sdp.ai_provider_configs c
    WHERE c.id {=} $1
    FOR KEY SHARE)"_sql,
                                      {UUIDOID}};

} // namespace

bool hold_provider(pg::session& session, const uuid& provider)
{
    const pg::as_system_owner owner;
    return !session.run(lock_provider, provider).empty();
}

error provider_not_found(const uuid& provider, std::string_view project)
{
    return {
        sqlstate::provider_not_found,
        fmt::format("AI provider {} cannot be used for project \"{}\"", provider.text(), project),
        "It does not exist or belongs to another user than the project.",
        "Use one of the project owner's rows in sdp.ai_provider_configs."};
}

std::optional<provider> find_provider(pg::session& session, const project_stages& project,
                                      const std::optional<uuid>& named)
{
    const auto found = session.run(read_providers, project.owner);
    std::vector<provider> providers;
    std::vector<provider_choice> choices;
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [id, default_model, is_default] = found.row<uuid, std::string, bool>(i);
        providers.push_back({id, std::move(default_model)});
        choices.push_back({id, is_default});
    }
    const auto chosen = chosen_provider(choices, named ? named : project.provider);
    if (named && !chosen) {
        throw provider_not_found(*named, project.slug);
    }
    return chosen ? std::optional<provider>(providers[*chosen]) : std::nullopt;
}

} // namespace sdp::engine
