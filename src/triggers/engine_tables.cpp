// The triggers of the engine's own tables with built-in rows, and the one against TRUNCATE.
#include "core/sqlstates.hpp"

#include "engine/installed.hpp"
#include "engine/registered_schemas.hpp"
#include "pg/spi.hpp"
#include "pg/trigger_event.hpp"

namespace sdp::triggers {

namespace {

constinit pg::statement migration_exists{R"(
    SELECT FROM sdp_engine.migrations m WHERE m.number {=} $1)"_sql,
                                         {INT4OID}};

// A dump's rows of migrations are passed over where they are there: its data come into tables that
// install() made. Into a schema that came from a dump alone they are loaded.
Datum enforce_migrations(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp_engine", "migrations");
    if (!event.load_mode() || !event.insert()) {
        return event.unchanged();
    }
    pg::session session(pg::session::access::loading);
    const auto number = event.new_row().find<std::int32_t>("number");
    return session.run(migration_exists, number).empty() ? event.unchanged()
                                                         : pg::trigger_event::skip();
}

error built_in(std::string_view what, std::string_view custom, bool inserted)
{
    if (inserted) {
        return {sqlstate::built_in_row, fmt::format("{} cannot be added", what),
                "All rows of the table are brought by the extension."};
    }
    return {sqlstate::built_in_row, fmt::format("built-in {} is read-only", what),
            "Built-in rows are brought by the extension.",
            fmt::format("Override it by {}; null goes back to the built-in one.", custom)};
}

constinit pg::statement load_schema{R"(
    UPDATE sdp_engine.schemas
    SET custom_document = $2
    WHERE name {=} $1)"_sql,
                                    {TEXTOID, JSONBOID}};

Datum enforce_schemas(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp_engine", "schemas");
    if (event.load_mode()) {
        if (!event.insert()) {
            return event.unchanged();
        }
        const auto row = event.new_row();
        pg::session session(pg::session::access::loading);
        const auto updated = session.run(load_schema, row.find<std::string>("name"),
                                         row.find<pg::jsonb_datum>("custom_document"));
        return updated.empty() ? event.unchanged() : pg::trigger_event::skip();
    }
    if (engine::is_installing()) {
        return event.unchanged();
    }
    // A registered schema has no built-in document.
    const auto row = event.insert() ? event.new_row() : event.old_row();
    const auto name = row.get<std::string>("name");
    if (event.insert() && !row.is_null("document")) {
        throw error{sqlstate::built_in_row, fmt::format("schema \"{}\" cannot be built in", name),
                    "The column document is for schemas that are brought by the extension.",
                    fmt::format("SELECT sdp.register_schema('{}', schema) registers one.", name)};
    }
    const bool is_changed =
        event.update() && event.new_row().differs_besides(event.old_row(), {"custom_document"});
    if (is_changed && row.is_null("document")) {
        throw error{sqlstate::immutable_value, fmt::format("schema \"{}\" keeps its name", name),
                    "Of a registered schema only custom_document changes.",
                    "Register it under the other name, and DELETE this row."};
    }
    if (is_changed || (event.remove() && !row.is_null("document"))) {
        throw built_in(fmt::format("schema \"{}\"", name), "sdp_engine.schemas.custom_document",
                       false);
    }
    if (event.remove()) {
        return event.unchanged();
    }
    if (const auto document = event.new_row().find<pg::jsonb_datum>("custom_document")) {
        pg::session session(pg::session::access::read_only);
        engine::require_registrable(session, name, *document);
    }
    return event.unchanged();
}

constinit pg::statement load_definition{R"(
    UPDATE sdp_engine.stage_definitions
    SET custom_label = $2, custom_description = $3
    WHERE number {=} $1)"_sql,
                                        {INT4OID, TEXTOID, TEXTOID}};

Datum enforce_stage_definitions(const pg::arguments& call)
{
    const pg::trigger_event event(call, "sdp_engine", "stage_definitions");
    if (event.load_mode()) {
        if (!event.insert()) {
            return event.unchanged();
        }
        const auto row = event.new_row();
        pg::session session(pg::session::access::loading);
        const auto updated = session.run(load_definition, row.find<std::int32_t>("number"),
                                         row.find<std::string>("custom_label"),
                                         row.find<std::string>("custom_description"));
        return updated.empty() ? event.unchanged() : pg::trigger_event::skip();
    }
    if (engine::is_installing()) {
        return event.unchanged();
    }
    if (!event.update() ||
        event.new_row().differs_besides(event.old_row(), {"custom_label", "custom_description"})) {
        const auto row = event.insert() ? event.new_row() : event.old_row();
        throw built_in(fmt::format("definition of stage {}", row.get<std::int32_t>("number")),
                       "custom_label or custom_description of sdp_engine.stage_definitions",
                       event.insert());
    }
    return event.unchanged();
}

Datum refuse_truncate(const pg::arguments& call)
{
    if (!CALLED_AS_TRIGGER(call.info())) {
        throw error{sqlstate::trigger_misused,
                    "trigger function sdp.refuse_truncate was not called by a trigger"};
    }
    const auto* const data = reinterpret_cast<TriggerData*>(call.info()->context);
    Relation const relation = data->tg_relation;
    const char* const schema =
        pg::call([&] { return get_namespace_name(RelationGetNamespace(relation)); });
    throw error{sqlstate::truncate_refused,
                fmt::format("table {}.{} cannot be truncated", schema == nullptr ? "?" : schema,
                            RelationGetRelationName(relation)),
                "TRUNCATE goes round the rules that every row obeys.",
                "DELETE goes by them; DELETE FROM sdp.projects takes all that is a project's."};
}

} // namespace

SDP_FUNCTION(sdp_enforce_migrations, enforce_migrations)
SDP_FUNCTION(sdp_enforce_schemas, enforce_schemas)
SDP_FUNCTION(sdp_enforce_stage_definitions, enforce_stage_definitions)
SDP_FUNCTION(sdp_refuse_truncate, refuse_truncate)

} // namespace sdp::triggers
