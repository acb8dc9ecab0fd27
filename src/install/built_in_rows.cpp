#include "core/rules/catalog.hpp"
#include "core/stages.hpp"

#include "install/built_in_rows.hpp"

#include "engine/embedded_files.hpp"
#include "install/notices.hpp"
#include "pg/jsonb.hpp"

namespace sdp::install {

namespace {

constinit pg::statement count_rows{R"(
    SELECT (SELECT pg_catalog.count(*) FROM sdp.templates)
        {+} (SELECT pg_catalog.count(*) FROM sdp_engine.schemas)
        {+} (SELECT pg_catalog.count(*) FROM sdp_engine.stage_definitions)
        {+} (SELECT pg_catalog.count(*) FROM sdp_engine.rules))"_sql,
                                   {}};

constinit pg::statement bring_schema{R"(
    INSERT INTO sdp_engine.schemas (name, document)
    VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET document = excluded.document)"_sql,
                                     {TEXTOID, JSONBOID}};

constinit pg::statement bring_definition{
    R"(
    INSERT INTO sdp_engine.stage_definitions (number, name, label, description, context,
        schema_name, can_generate)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (number) DO UPDATE SET name = excluded.name, label = excluded.label,
        description = excluded.description, context = excluded.context, schema_name =
        excluded.schema_name, can_generate = excluded.can_generate)"_sql,
    {INT4OID, TEXTOID, TEXTOID, TEXTOID, INT4ARRAYOID, TEXTOID, BOOLOID}};

// An organisation's own rule of that name stays, and runs, as it did before we had one: the
// built-in one then runs with its own severity, until the other is renamed.
constinit pg::statement bring_rule{R"(
    INSERT INTO sdp_engine.rules AS r (name, stage_number, severity, description, is_built_in)
    VALUES ($1, $2, $3, $4, true)
    ON CONFLICT (name) DO UPDATE SET stage_number = excluded.stage_number, severity =
        excluded.severity, description = excluded.description
    WHERE r.is_built_in)"_sql,
                                   {TEXTOID, INT4OID, TEXTOID, TEXTOID}};

constinit pg::statement bring_template{R"(
    INSERT INTO sdp.templates (id, name, description, category, icon, stage_defaults,
        is_built_in) SELECT t.id, t.name, t.description, t.category, t.icon, t.stage_defaults,
        true
    FROM pg_catalog.jsonb_to_record($1) AS t(id uuid, name text, description text, category
        text, icon text, stage_defaults jsonb)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
        category = excluded.category, icon = excluded.icon, stage_defaults =
        excluded.stage_defaults, is_built_in = true)"_sql,
                                       {JSONBOID}};

pg::integer_array_datum context_of(const stage_definition& definition)
{
    return pg::call([&] {
        Datum elements[std::tuple_size_v<decltype(stage_definition::context)>];
        int count = 0;
        for (const int stage : definition.context) {
            if (stage != 0) {
                elements[count++] = Int32GetDatum(stage);
            }
        }
        return pg::integer_array_datum{
            PointerGetDatum(construct_array_builtin(elements, count, INT4OID))};
    });
}

// "schemas/data-model.schema.json" is the schema "data-model".
std::optional<std::string_view> name_within(std::string_view path, std::string_view folder,
                                            std::string_view suffix)
{
    if (!path.starts_with(folder) || !path.ends_with(suffix)) {
        return std::nullopt;
    }
    path.remove_prefix(folder.size());
    path.remove_suffix(suffix.size());
    return path;
}

void bring_rules(pg::session& session)
{
    for (const auto& rule : built_in_rules) {
        const auto stage = rule.stage == 0 ? std::nullopt : std::optional(rule.stage);
        const auto brought =
            session.run(bring_rule, rule.name, stage, name_of(rule.level), rule.finds);
        if (brought.empty()) {
            give_warning(
                fmt::format("rule \"{}\" of your own has the name of a built-in one", rule.name),
                "Both run; the built-in one cannot be given another severity or switched off.",
                fmt::format("Rename yours: UPDATE sdp_engine.rules SET name = 'other-name' WHERE "
                            "name = '{}', then SELECT sdp.install().",
                            rule.name));
        }
    }
}

} // namespace

std::int64_t bring_built_in_rows(pg::session& session)
{
    const auto before = session.run(count_rows).one<std::int64_t>();
    for (std::size_t i = 0; i < engine::embedded_file_count; ++i) {
        if (const auto name =
                name_within(engine::embedded_files[i].name, "schemas/", ".schema.json")) {
            session.run(bring_schema, *name,
                        pg::jsonb_from(std::string(engine::embedded_files[i].content)));
        }
    }
    for (const auto& definition : stage_definitions) {
        session.run(bring_definition, definition.number, definition.name, definition.label,
                    definition.description, context_of(definition), definition.schema,
                    definition.can_generate);
    }
    bring_rules(session);
    for (std::size_t i = 0; i < engine::embedded_file_count; ++i) {
        if (name_within(engine::embedded_files[i].name, "templates/", ".json")) {
            session.run(bring_template,
                        pg::jsonb_from(std::string(engine::embedded_files[i].content)));
        }
    }
    return session.run(count_rows).one<std::int64_t>() - before;
}

} // namespace sdp::install
