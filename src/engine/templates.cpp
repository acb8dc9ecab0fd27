#include "core/sqlstates.hpp"

#include "engine/templates.hpp"

#include "pg/settings.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement usable_template{R"(
    SELECT
    FROM sdp.templates t
    WHERE t.id {=} $1 AND (t.is_built_in OR EXISTS (SELECT FROM sdp_engine.template_owners o
        WHERE o.template_id {=} t.id AND o.user_id {=} $2)))"_sql,
                                        {UUIDOID, UUIDOID}};

// The user's row is locked, so that its deletion waits, and takes the template.
constinit pg::statement insert_owner{R"(
    INSERT INTO sdp_engine.template_owners (template_id, user_id)
    SELECT $1, u.id
    FROM sdp.users u
    WHERE u.id {=} $2
    FOR KEY SHARE
    ON CONFLICT (template_id) DO UPDATE SET user_id = excluded.user_id)"_sql,
                                     {UUIDOID, UUIDOID}};

constinit pg::statement find_actor{R"(
    SELECT u.id
    FROM sdp.users u
    WHERE u.id {=} CASE WHEN pg_catalog.pg_input_is_valid($1, 'pg_catalog.uuid')
        THEN $1::pg_catalog.uuid END OR u.email {=} $1)"_sql,
                                   {TEXTOID}};

} // namespace

bool set_template_owner(pg::session& session, const uuid& id, const uuid& user)
{
    return !session.run(insert_owner, id, user).empty();
}

void set_template_owner_to_actor(pg::session& session, const uuid& id)
{
    const auto actor = pg::acting_user();
    const auto user = actor ? session.run(find_actor, *actor).first<uuid>() : std::nullopt;
    if (user) {
        static_cast<void>(set_template_owner(session, id, *user));
    }
}

bool is_template_usable(pg::session& session, const uuid& id, const uuid& user)
{
    return !session.run(usable_template, id, user).empty();
}

error template_not_found(const uuid& id)
{
    return {sqlstate::template_not_found, fmt::format("template {} cannot be used", id.text()),
            "It does not exist, or is neither built in nor the project owner's.",
            "SELECT id, name FROM sdp.templates WHERE is_built_in lists the built-in ones; "
            "sdp.save_as_template(project) makes one of its owner's, and an INSERT one of the user "
            "whom sdp.user_id names."};
}

} // namespace sdp::engine
