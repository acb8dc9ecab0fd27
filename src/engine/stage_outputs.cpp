#include "engine/stage_outputs.hpp"

#include "engine/kept_rows.hpp"

#include "pg/snapshot.hpp"

namespace sdp::engine {

namespace {

constinit pg::statement any_output{R"(
    SELECT
    FROM sdp.stage_outputs o
    WHERE o.stage_id {=} $1 LIMIT 1)"_sql,
                                   {UUIDOID}};

constinit pg::statement read_active_outputs{R"(
    SELECT o.version, o.format, o.content
    FROM sdp.stage_outputs o
    WHERE o.stage_id {=} $1 AND o.is_active
    ORDER BY o.version)"_sql,
                                            {UUIDOID}};

constinit pg::statement read_writer{R"(
    SELECT o.xmin
    FROM sdp.stage_outputs o
    WHERE o.stage_id {=} $1 AND o.format {=} 'json' AND o.is_active)"_sql,
                                    {UUIDOID}};

// The version is assigned by the table's trigger.
constinit pg::statement insert_output{R"(
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    VALUES ($1, 0, 'json', $2, 'human'))"_sql,
                                      {UUIDOID, TEXTOID}};

constinit const written_text* innermost_written = nullptr;

// What write_output_of_data() is storing: the data, and the text of them that the output gets.
struct written_output {
    pg::jsonb_datum data;
    std::string_view text;
    // The row that was seen to have it.
    std::optional<uuid> seen{};
};
constinit written_output* being_written = nullptr;

class writing {
public:
    explicit writing(written_output& what) : outer_(being_written) { being_written = &what; }
    ~writing() { being_written = outer_; }
    writing(const writing&) = delete;
    writing& operator=(const writing&) = delete;

private:
    written_output* outer_;
};

bool equals(const active_output& output, const pg::printed_jsonb& data)
{
    auto* const object = output.object().document;
    return object != nullptr && pg::equal(object, data.document());
}

} // namespace

const pg::parsed_object& active_output::object() const
{
    if (!parsed) {
        parsed = pg::parse_object(content);
    }
    return *parsed;
}

written_text::written_text(const std::string& text, Jsonb* document)
    : text_(text), document_(document), outer_(innermost_written)
{
    innermost_written = this;
}

written_text::~written_text()
{
    innermost_written = outer_;
}

const std::string* written_text::find(const pg::printed_jsonb& data)
{
    for (const auto* written = innermost_written; written != nullptr; written = written->outer_) {
        if (pg::equal(written->document_, data.document())) {
            return &written->text_;
        }
    }
    return nullptr;
}

std::vector<active_output> active_outputs(pg::session& session, const uuid& stage_id)
{
    std::vector<active_output> outputs;
    const auto found = session.run(read_active_outputs, stage_id);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto [version, format, content] = found.row<std::int32_t, output_format, std::string>(i);
        outputs.push_back({version, format, std::move(content)});
    }
    return outputs;
}

bool active_json_is_from_before(pg::session& session, const uuid& stage_id)
{
    const auto writer = session.run(read_writer, stage_id).first<pg::transaction_id>();
    return writer && !pg::is_current(*writer);
}

bool has_outputs(pg::session& session, const uuid& stage_id)
{
    return !session.run(any_output, stage_id).empty();
}

void write_output_of_data(pg::session& session, const uuid& stage_id, const pg::printed_jsonb& data,
                          const std::vector<active_output>& active)
{
    for (const auto& output : active) {
        if (output.format == output_format::json && equals(output, data)) {
            return;
        }
    }
    const auto* const own = written_text::find(data);
    written_output what{data.stored(), own == nullptr ? data.text() : *own};
    const pg::value content = own == nullptr ? pg::value(data.text_value()) : pg::value(*own);
    const writing scope(what);
    require_output_written(session, session.run(insert_output, stage_id, content), stage_id);
}

bool is_text_of(std::string_view content, pg::jsonb_datum data)
{
    return being_written != nullptr && pg::is_same_stored(being_written->data, data)
               ? content == being_written->text
               : content == pg::text_of(pg::jsonb_of(data));
}

void see_content(const uuid& output, std::string_view content)
{
    if (being_written != nullptr && content == being_written->text) {
        being_written->seen = output;
    }
}

bool was_seen_as_text_of(const uuid& output, pg::jsonb_datum data)
{
    return being_written != nullptr && being_written->seen == output &&
           pg::is_same_stored(being_written->data, data);
}

} // namespace sdp::engine
