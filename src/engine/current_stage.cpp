#include "engine/current_stage.hpp"

#include "engine/kept_rows.hpp"
#include "engine/project_stages.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement store_current_stage{R"(
    UPDATE sdp.projects SET current_stage = $2 WHERE id {=} $1 AND current_stage {<>} $2)"_sql,
                                            {UUIDOID, INT4OID}};

constinit pg::statement is_current_stage{R"(
    SELECT FROM sdp.projects WHERE id {=} $1 AND current_stage {=} $2)"_sql,
                                         {UUIDOID, INT4OID}};

// The project whose current_stage is being set, so that its trigger does not read the stages twice
// to find the same. A change of stages within the statement's own triggers comes with its own
// scope.
struct setting {
    uuid project;
    int stage;
};
constinit const setting* innermost = nullptr;

class setting_scope {
public:
    explicit setting_scope(const setting& what) : outer_(innermost) { innermost = &what; }
    ~setting_scope() { innermost = outer_; }
    setting_scope(const setting_scope&) = delete;
    setting_scope& operator=(const setting_scope&) = delete;

private:
    const setting* outer_;
};

} // namespace

void set_current_stage(pg::session& session, const uuid& project, int stage)
{
    const setting what{project, stage};
    const setting_scope scope(what);
    if (session.run(store_current_stage, project, stage).empty() &&
        session.run(is_current_stage, project, stage).empty()) {
        throw kept_row(
            fmt::format("project \"{}\"", require_project_stages(session, project).slug));
    }
}

int derived_current_stage(pg::session& session, const uuid& project)
{
    if (innermost != nullptr && innermost->project == project) {
        return innermost->stage;
    }
    return find_stage_statuses(session, project).current_stage();
}

} // namespace sdp::engine
