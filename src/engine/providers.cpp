#include "core/sqlstates.hpp"

#include "engine/providers.hpp"

#include "engine/sql_operators.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement read_providers{
    "SELECT c.id, c.default_model, c.is_default FROM sdp.ai_provider_configs c"
    " WHERE c.user_id" SDP_EQ "$1",
    {UUIDOID}};

} // namespace

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
    std::optional<provider> chosen;
    const auto wanted = named ? named : project.provider;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto id = found.get<uuid>(i, 1);
        const bool fits = wanted ? id == *wanted : found.get<bool>(i, 3) || found.size() == 1;
        if (fits) {
            chosen = provider{id, found.get<std::string>(i, 2)};
        }
    }
    if (named && !chosen) {
        throw provider_not_found(*named, project.slug);
    }
    return chosen;
}

} // namespace sdp::engine
