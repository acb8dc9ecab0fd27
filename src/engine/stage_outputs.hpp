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

    // The object of a json one, or why it has none; parsed when first asked for, into the memory
    // context that is current then.
    [[nodiscard]] const pg::parsed_object& object() const;
    // What object() has found.
    mutable std::optional<pg::parsed_object> parsed{};
};

// Whether the stage has an active json output and earlier transactions made it that: it equals the
// data that the stage had when this transaction changed them first.
bool active_json_is_from_before(pg::session& session, const uuid& stage_id);

// The active outputs of a stage, by version.
std::vector<active_output> active_outputs(pg::session& session, const uuid& stage_id);

bool has_outputs(pg::session& session, const uuid& stage_id);

// While this lives, data that equal `document` are written as `text`, whose object it is: an output
// keeps what its writer wrote, the order of members and the line breaks.
class written_text {
public:
    written_text(const std::string& text, Jsonb* document);
    ~written_text();
    written_text(const written_text&) = delete;
    written_text& operator=(const written_text&) = delete;

    // The text that `data` were written as; nothing where that is not known.
    [[nodiscard]] static const std::string* find(const pg::printed_jsonb& data);

private:
    const std::string& text_;
    Jsonb* document_;
    const written_text* outer_;
};

// Makes the stage's data its active json output, as a human's, unless the active one among
// `active` equals it: as written_text has them, else as the server prints them.
void write_output_of_data(pg::session& session, const uuid& stage_id, const pg::printed_jsonb& data,
                          const std::vector<active_output>& active);

// Whether `content` is the text of `data`, as stored. While write_output_of_data() stores the text
// of the same, they are neither read nor printed a second time.
bool is_text_of(std::string_view content, pg::jsonb_datum data);

// For the table's own triggers, of an output of that id: before it is stored, what its content is;
// and after, whether it was what write_output_of_data() writes of `data`, as stored. Where no other
// trigger came between, it need not be read again.
void see_content(const uuid& output, std::string_view content);
bool was_seen_as_text_of(const uuid& output, pg::jsonb_datum data);

} // namespace sdp::engine
