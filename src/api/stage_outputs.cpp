#include "api/stage_outputs.hpp"

#include "api/sql_operators.hpp"

namespace sdp::api {

namespace {

constinit pg::statement any_output{
    "SELECT FROM sdp.stage_outputs o WHERE o.stage_id" SDP_EQ "$1 LIMIT 1", {UUIDOID}};

constinit pg::statement read_active_json{"SELECT o.content FROM sdp.stage_outputs o"
                                         " WHERE o.stage_id" SDP_EQ "$1 AND o.format" SDP_EQ
                                         "'json' AND o.is_active",
                                         {UUIDOID}};

// The version is assigned by the table's trigger.
constinit pg::statement insert_output{
    "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
    " VALUES ($1, 0, 'json', $2, 'human')",
    {UUIDOID, TEXTOID}};

} // namespace

bool has_outputs(pg::session& session, const uuid& stage_id)
{
    return !session.run(any_output, stage_id).empty();
}

void write_output_of_data(pg::session& session, const uuid& stage_id, Jsonb* data)
{
    const std::string text = pg::text_of(data);
    const auto active = session.run(read_active_json, stage_id);
    if (!active.empty()) {
        const auto content = active.get<std::string>(0, 1);
        if (content == text) {
            return;
        }
        const auto parsed = pg::parse_object(content);
        if (parsed.document != nullptr && pg::equal(parsed.document, data)) {
            return;
        }
    }
    session.run(insert_output, stage_id, text);
}

} // namespace sdp::api
