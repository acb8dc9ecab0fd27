#include "core/slug.hpp"
#include "core/sqlstates.hpp"

#include "engine/new_project.hpp"

#include "engine/installed.hpp"
#include "engine/kept_rows.hpp"
#include "engine/names.hpp"
#include "engine/providers.hpp"
#include "pg/identity.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement find_user{R"(
    SELECT
    FROM sdp.users u
    WHERE u.id {=} $1)"_sql,
                                  {UUIDOID}};

constinit pg::statement lock_user{R"(
    SELECT
    FROM sdp.users u
    WHERE u.id {=} $1
    FOR KEY SHARE)"_sql,
                                  {UUIDOID}};

constinit pg::statement find_provider_owner{R"(
    SELECT c.user_id
    FROM sdp.ai_provider_configs c
    WHERE c.id {=} $1)"_sql,
                                            {UUIDOID}};

error user_not_found(const uuid& user)
{
    return {sqlstate::user_not_found, fmt::format("user {} does not exist", user.text()),
            "There is no such row in sdp.users, or none that you may see."};
}

void hold_named_provider(pg::session& session, const uuid& provider)
{
    if (session.run(find_provider_owner, provider).empty() || !hold_provider(session, provider)) {
        throw error{sqlstate::provider_not_found,
                    fmt::format("AI provider {} does not exist", provider.text()),
                    "There is no such row in sdp.ai_provider_configs, or none that you may see."};
    }
}

// A null slug is made from the name by the table's trigger.
constinit pg::statement insert_project{R"(
    INSERT INTO sdp.projects (user_id, name, description, template_id, ai_provider_id, slug)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id)"_sql,
                                       {UUIDOID, TEXTOID, TEXTOID, UUIDOID, UUIDOID, TEXTOID}};

constinit pg::statement insert_missing_stages{R"(
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status, data)
        SELECT $1, d.number, d.name, coalesce(d.custom_label, d.label), CASE WHEN d.number {=} 1
        THEN 'active' ELSE 'locked' END, coalesce(CASE WHEN d.number {=} 1 THEN $3
        WHEN d.number {=} 2 THEN $4 WHEN d.number {=} 3 THEN $5 WHEN d.number {=} 4 THEN $6
        WHEN d.number {=} 5 THEN $7 WHEN d.number {=} 6 THEN $8 WHEN d.number {=} 7 THEN $9
        WHEN d.number {=} 8 THEN $10 END, (SELECT t.stage_defaults {->}
        d.name FROM sdp.templates t WHERE t.id {=} $2))
    FROM sdp_engine.stage_definitions d
    WHERE NOT EXISTS (SELECT FROM sdp.stages s WHERE s.project_id {=} $1 AND s.stage_number
        {=} d.number)
    ORDER BY d.number)"_sql,
                                              {UUIDOID, UUIDOID, JSONBOID, JSONBOID, JSONBOID,
                                               JSONBOID, JSONBOID, JSONBOID, JSONBOID, JSONBOID}};

} // namespace

void require_user(pg::session& session, const uuid& user)
{
    if (session.run(find_user, user).empty()) {
        throw user_not_found(user);
    }
}

void hold_user(pg::session& session, const uuid& user)
{
    require_user(session, user);
    const pg::as_system_owner owner;
    if (session.run(lock_user, user).empty()) {
        throw user_not_found(user);
    }
}

std::int32_t add_missing_stages(pg::session& session, const uuid& project,
                                const std::optional<uuid>& from_template, const first_data& data)
{
    // The definitions are the engine's; the stages' own trigger checks every row.
    const pg::as_system_owner owner;
    return static_cast<std::int32_t>(session
                                         .run(insert_missing_stages, project, from_template,
                                              data[0], data[1], data[2], data[3], data[4], data[5],
                                              data[6], data[7])
                                         .size());
}

uuid create_project(pg::session& session, const new_project& wanted)
{
    require_installation(session);
    require_project_name(wanted.name);
    // The trigger looks at it as well, but the column does not hold every text.
    if (wanted.slug && !wanted.slug->empty() && !is_slug(*wanted.slug)) {
        throw invalid_slug(*wanted.slug);
    }
    hold_user(session, wanted.owner);
    if (wanted.provider) {
        hold_named_provider(session, *wanted.provider);
    }
    const auto named = fmt::format("project \"{}\"", wanted.name);
    const auto id =
        returned<uuid>(session.run(insert_project, wanted.owner, wanted.name, wanted.description,
                                   wanted.from_template, wanted.provider, wanted.slug),
                       named);
    if (add_missing_stages(session, id, wanted.from_template, wanted.data) != stage_count) {
        throw kept_row(named);
    }
    return id;
}

} // namespace sdp::engine
