#include "core/sqlstates.hpp"

#include "engine/templates.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement usable_template{R"(
    SELECT
    FROM sdp.templates t
    WHERE t.id {=} $1 AND (t.is_built_in OR EXISTS (SELECT FROM sdp_engine.template_owners o
        WHERE o.template_id {=} t.id AND o.user_id {=} $2)))"_sql,
                                        {UUIDOID, UUIDOID}};

} // namespace

bool is_template_usable(pg::session& session, const uuid& id, const uuid& user)
{
    return !session.run(usable_template, id, user).empty();
}

error template_not_found(const uuid& id)
{
    return {sqlstate::template_not_found, fmt::format("template {} cannot be used", id.text()),
            "It does not exist, or is neither built in nor the project owner's.",
            "SELECT id, name FROM sdp.templates WHERE is_built_in lists the built-in ones."};
}

} // namespace sdp::engine
