#pragma once
#include "core/error.hpp"
#include "core/uuid.hpp"

#include "pg/spi.hpp"

// Row security and BEFORE triggers of the application can keep a row from being written without an
// error. What the engine goes on to do rests on its own writes: one that was kept is refused.
namespace sdp::engine {

// SD406 for a row of ours that was kept; `what` names it.
error kept_row(std::string_view what);

// SD406 where `written`, of an INSERT or UPDATE of one row that is there, has none.
void require_written(const pg::rows& written, std::string_view what);
// What an INSERT or UPDATE of one row RETURNs; SD406 where it has none.
template <typename... Types>
[[nodiscard]] auto returned(const pg::rows& written, std::string_view what)
{
    require_written(written, what);
    return written.one<Types...>();
}
// SD406 for a row of sdp.stages, or one of its outputs.
void require_stage_written(pg::session& session, const pg::rows& written, const uuid& stage_id);
void require_output_written(pg::session& session, const pg::rows& written, const uuid& stage_id);

} // namespace sdp::engine
