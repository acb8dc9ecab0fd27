#pragma once
#include "core/content/content.hpp"
#include "core/uuid.hpp"

#include "pg/jsonb.hpp"
#include "pg/spi.hpp"

// What the engine does with a stage's outputs: under the project's lock, as the system's owner.
namespace sdp::engine {

struct active_output {
    int version = 0;
    output_format format = output_format::json;
    std::string content;
};

// Whether the stage has an active json output and earlier transactions made it that: it equals the
// data that the stage had when this transaction changed them first.
bool active_json_is_from_before(pg::session& session, const uuid& stage_id);

// The active outputs of a stage, by version.
std::vector<active_output> active_outputs(pg::session& session, const uuid& stage_id);

bool has_outputs(pg::session& session, const uuid& stage_id);

// Makes the stage's data its active json output, as a human's, unless the active one among
// `active` equals it.
void write_output_of_data(pg::session& session, const uuid& stage_id, const pg::printed_jsonb& data,
                          const std::vector<active_output>& active);

// Whether `content` is the text of `data`, as stored. While write_output_of_data() stores the text
// of the same, they are neither read nor printed a second time.
bool is_text_of(std::string_view content, pg::jsonb_datum data);

} // namespace sdp::engine
