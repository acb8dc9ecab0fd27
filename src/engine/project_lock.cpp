#include "engine/project_lock.hpp"

#include "pg/identity.hpp"
#include "pg/subtransaction.hpp"
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

constinit pg::statement lock_rows{R"(
    SELECT 1 FROM sdp.stages
    WHERE project_id {=} $1 AND stage_number {>=} $2 AND stage_number {<=} $3
    ORDER BY stage_number FOR NO KEY UPDATE)"_sql,
                                  {UUIDOID, INT4OID, INT4OID}};

constinit pg::statement lock_rows_without_waiting{R"(
    SELECT 1 FROM sdp.stages
    WHERE project_id {=} $1 AND stage_number {>=} $2 AND stage_number {<=} $3
    ORDER BY stage_number FOR NO KEY UPDATE NOWAIT)"_sql,
                                                  {UUIDOID, INT4OID, INT4OID}};

constinit pg::statement take_row_without_waiting{R"(
    SELECT 1 FROM sdp_engine.project_state WHERE project_id {=} $1 FOR UPDATE NOWAIT)"_sql,
                                                 {UUIDOID}};

} // namespace

void lock_stages(pg::session& session, const uuid& project, stage_range stages)
{
    if (stages.first <= stages.last && !pg::holds_lock(project)) {
        const pg::as_system_owner owner;
        session.run(lock_rows, project, stages.first, stages.last);
    }
}

// Optimistically the project comes first, so that operations wait for each other at the project
// alone, and several in one transaction deadlock no more than one. Where a row is taken, all is
// given back, and the order is that of plain DML.
bool lock_project(pg::session& session, const uuid& project, stage_range stages)
{
    if (pg::holds_lock(project)) {
        return true;
    }
    bool exists = false;
    const auto failure = pg::subtransaction([&] {
        exists = lock_project(session, project);
        if (exists) {
            const pg::as_system_owner owner;
            session.run(lock_rows_without_waiting, project, stages.first, stages.last);
        }
    });
    if (!failure) {
        return exists;
    }
    // 55P03 is also what lock_timeout gives, while waiting for the project.
    if (failure->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE || !exists) {
        throw pg::server_error{*failure};
    }
    lock_stages(session, project, stages);
    return lock_project(session, project);
}

bool lock_project_without_waiting(pg::session& session, const uuid& project, stage_range stages)
{
    if (!pg::holds_lock(project)) {
        const pg::as_system_owner owner;
        session.run(take_row_without_waiting, project);
    }
    if (!lock_project(session, project)) {
        return false;
    }
    const pg::as_system_owner owner;
    session.run(lock_rows_without_waiting, project, stages.first, stages.last);
    return true;
}

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
