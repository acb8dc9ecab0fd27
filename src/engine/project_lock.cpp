#include "engine/project_lock.hpp"

#include "pg/identity.hpp"
#include "pg/transaction_memory.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement take_lock{R"(
    UPDATE sdp_engine.project_state
    SET lock_count = lock_count {+} 1
    WHERE project_id {=} $1)"_sql,
                                  {UUIDOID}};

constinit pg::statement make_and_take_lock{R"(
    INSERT INTO sdp_engine.project_state AS s (project_id, lock_count) SELECT p.id, 1
    FROM sdp.projects p
    WHERE p.id {=} $1
    ON CONFLICT (project_id) DO UPDATE SET lock_count = s.lock_count {+} 1)"_sql,
                                           {UUIDOID}};

} // namespace

bool lock_project(pg::session& session, const uuid& project)
{
    if (pg::holds_lock(project)) {
        return true;
    }
    const pg::as_system_owner owner;
    if (session.run(take_lock, project).empty() &&
        session.run(make_and_take_lock, project).empty()) {
        return false;
    }
    pg::remember_lock(project);
    return true;
}

} // namespace sdp::engine
