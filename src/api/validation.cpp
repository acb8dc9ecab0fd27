// The validation functions.
#include "core/finding.hpp"
#include "core/lifecycle.hpp"

#include "engine/ddl_trial.hpp"
#include "engine/installed.hpp"
#include "engine/project_stages.hpp"
#include "engine/stage_validation.hpp"
#include "pg/arguments.hpp"
#include "pg/jsonb.hpp"

namespace sdp::api {

namespace {

void add_findings(pg::result_set& result, const std::vector<finding>& findings)
{
    for (const auto& one : findings) {
        std::optional<pg::jsonb_datum> detail;
        if (!one.detail.empty()) {
            detail = pg::jsonb_from(one.detail);
        }
        result.add(name_of(one.level), one.rule, one.stage, one.path, one.message, detail);
    }
}

Datum validate_stage(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    const auto number = call.get<std::int32_t>(1);
    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    require_stage_number(number);
    const auto project = engine::require_project_stages(session, id);
    add_findings(result, engine::stored_stage_findings(session, project, number));
    return pg::result_set::done();
}

Datum validate_project(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::result_set result(call);
    pg::session session(pg::session::access::read_only);
    engine::require_installation(session);
    const auto project = engine::require_project_stages(session, id);
    add_findings(result, engine::project_findings(session, project));
    return pg::result_set::done();
}

Datum try_ddl(const pg::arguments& call)
{
    const auto id = call.get<uuid>(0);
    pg::result_set result(call);
    add_findings(result, engine::ddl_findings(id));
    return pg::result_set::done();
}

} // namespace

SDP_FUNCTION(sdp_try_ddl, try_ddl)
SDP_FUNCTION(sdp_validate_stage, validate_stage)
SDP_FUNCTION(sdp_validate_project, validate_project)

} // namespace sdp::api
