#include "core/slug.hpp"

#include "engine/slugs.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement slug_taken{R"(
    SELECT
    FROM sdp.projects p
    WHERE p.user_id {=} $1 AND p.slug {=} $2 AND p.deleted_at IS NULL)"_sql,
                                   {UUIDOID, TEXTOID}};

// No row where the user does not exist: the project's own foreign key then says so.
constinit pg::statement take_number{R"(
    INSERT INTO sdp_engine.slug_counters AS c (user_id, base, last_number) SELECT u.id, $2, 1
    FROM sdp.users u
    WHERE u.id {=} $1
    FOR KEY SHARE
    ON CONFLICT (user_id, base) DO UPDATE SET last_number = c.last_number {+} 1
    RETURNING last_number)"_sql,
                                    {UUIDOID, TEXTOID}};

} // namespace

bool is_slug_taken(pg::session& session, const uuid& user, std::string_view slug)
{
    return !session.run(slug_taken, user, slug).empty();
}

std::string new_slug(pg::session& session, const uuid& user, std::string_view name)
{
    std::string base = slug_of(name);
    if (base.empty()) {
        base = "project";
    }
    for (;;) {
        const auto number = session.run(take_number, user, base).first<std::int32_t>();
        if (!number) {
            return base;
        }
        auto slug = numbered_slug(base, *number);
        if (!is_slug_taken(session, user, slug)) {
            return slug;
        }
        pg::check_for_interrupts();
    }
}

} // namespace sdp::engine
