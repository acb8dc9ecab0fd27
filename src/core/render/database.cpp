#include "core/render/diagrams.hpp"
#include "core/render/stages.hpp"
#include "core/render/text.hpp"
#include "core/render/value.hpp"
#include "core/rules/database.hpp"
#include "core/rules/table_names.hpp"

#include <list>

namespace sdp {

namespace {

std::string text_of(const column_reference& reference)
{
    if (reference.table.empty() || reference.column.empty()) {
        return name_of_table(reference);
    }
    return fmt::format("{}({})", name_of_table(reference), reference.column);
}

void render_diagram(markdown& out, const database_design& design)
{
    std::vector<diagram_entity> entities;
    std::vector<diagram_relation> relations;
    // Tables that are not there; a list keeps what it holds where it is.
    std::list<std::string> others;
    table_names names;
    for (std::size_t i = 0; i < design.tables.size(); ++i) {
        names.add(design.tables[i].name, i);
    }
    for (const auto& table : design.tables) {
        diagram_entity entity{.name = table.written};
        for (const auto& column : table.columns) {
            const bool is_key =
                column.primary_key ||
                std::any_of(table.primary_key.begin(), table.primary_key.end(),
                            [&](const auto& key) { return key.name == column.name; });
            const bool refers = !column.references.table.empty();
            entity.attributes.push_back({.name = column.written,
                                         .type = column.type,
                                         .primary_key = is_key,
                                         .foreign_key = refers});
            if (refers) {
                auto reference = column.references;
                const auto target = names.resolve(reference, table.name);
                relations.push_back(
                    {.from = target ? std::string_view(design.tables[*target].written)
                                    : others.emplace_back(name_of_table(column.written_references)),
                     .to = table.written,
                     .ends = column.required ? "||--o{" : "|o--o{",
                     .label = column.written});
            }
        }
        entities.push_back(std::move(entity));
    }
    if (const auto diagram = entity_diagram(entities, relations); !diagram.empty()) {
        out.code("mermaid", diagram);
    } else if (!entities.empty()) {
        out.paragraph("There are too many tables for a diagram.");
    }
}

std::string yes(bool holds)
{
    return holds ? "yes" : "";
}

// A column that is given as SQL: what can be told of it, and the SQL.
void add_defined(markdown_table& table, std::string_view key, std::string_view sql)
{
    const auto definition = column_definition_in(sql);
    table.add({code_span(key), code_span(definition.type), definition.primary_key ? "primary" : "",
               yes(definition.not_null || definition.primary_key), "",
               code_span(text_of(definition.references)), code_span(sql), "", ""});
}

void add_described(markdown_table& table, std::string_view key, const any_json_view& column)
{
    members parts(column);
    const auto name = parts.text({"name"});
    auto type = code_span(parts.scalar({"type"}));
    const bool primary =
        parts.flag({"isPrimaryKey"}).value_or(false) || parts.flag({"primaryKey"}).value_or(false);
    // What these say is in the column beside it, or of no weight.
    const auto foreign = parts.flag({"isForeignKey"});
    const auto nullable = parts.flag({"nullable"});
    const bool required = primary || (nullable && !*nullable) ||
                          parts.flag({"required"}).value_or(false) ||
                          parts.flag({"notNull"}).value_or(false);
    const auto unique =
        parts.flag({"unique"}).value_or(false) || parts.flag({"isUnique"}).value_or(false);
    const auto key_text = primary ? "primary" : foreign && *foreign ? "foreign" : "";
    auto given = parts.scalar({"defaultValue"});
    if (given.empty()) {
        given = parts.scalar({"default"});
    }
    // Of a default what is empty says something, too.
    for (const std::string_view member : {"defaultValue", "default"}) {
        const auto value = member_of(column, member);
        if (given.empty() && value && value->kind() != json_kind::null && !says_something(*value)) {
            given = json_line(*value);
        }
    }
    std::string references;
    if (const auto target = parts.any({"references"})) {
        if (target->kind() == json_kind::object) {
            members to(*target);
            const auto table_name = to.text({"table"});
            const auto column_name = to.text({"column"});
            references =
                code_span(column_name.empty() ? std::string(table_name)
                                              : fmt::format("{}({})", table_name, column_name));
            if (const auto rest = inline_rest(to); !rest.empty()) {
                references += " " + rest;
            }
        } else {
            references = code_value(*target);
        }
    }
    auto description = inline_text(parts.text({"description", "comment"}));
    auto rest = inline_rest(parts);
    if (unique) {
        rest = rest.empty() ? "unique" : "unique; " + rest;
    }
    table.add({code_of_item(key, name), std::move(type), key_text, yes(required), code_span(given),
               std::move(references), "", std::move(description), std::move(rest)});
}

void render_columns(markdown& out, const any_json_view& columns)
{
    markdown_table table({"Column", "Type", "Key", "Required", "Default", "References",
                          "Definition", "Description", "More"});
    for_each_entry(columns, [&](std::string_view key, const any_json_view& column) {
        if (column.kind() == json_kind::string && !key.empty()) {
            add_defined(table, key, column.string());
        } else if (column.kind() == json_kind::object) {
            add_described(table, key, column);
        } else {
            table.add({key.empty() ? inline_value(column) : code_span(key), "", "", "", "", "", "",
                       "", key.empty() ? std::string() : inline_value(column)});
        }
    });
    out.table(table);
}

void render_indexes(markdown& out, const any_json_view& indexes)
{
    std::string statements;
    markdown_table table({"Index", "Table", "Columns", "Unique", "Type", "More"});
    for_each_entry(indexes, [&](std::string_view key, const any_json_view& index) {
        if (index.kind() == json_kind::string) {
            const auto text = trimmed(index.string());
            if (!key.empty()) {
                table.add({code_span(key), "", "", "", "", code_span(text)});
                return;
            }
            statements += fmt::format("{}{}\n", text, text.ends_with(';') ? "" : ";");
            return;
        }
        members parts(index);
        const auto name = parts.text({"name"});
        auto columns = parts.any({"columns"});
        auto on = code_span(parts.text({"table"}));
        const bool unique = parts.flag({"unique"}).value_or(false);
        auto type = inline_text(parts.text({"type"}));
        table.add({code_of_item(key, name), std::move(on), columns ? inline_value(*columns) : "",
                   yes(unique), std::move(type),
                   index.kind() == json_kind::object ? inline_rest(parts) : inline_value(index)});
    });
    out.table(table);
    if (!statements.empty()) {
        out.code("sql", statements);
    }
}

void render_table(markdown& out, std::string_view key, const any_json_view& table)
{
    members parts(table);
    const auto name = parts.text({"name", "table"});
    out.heading(3, title_of_item(key, name));
    if (table.kind() != json_kind::object) {
        render_value(out, table);
        return;
    }
    out.paragraph(paragraph_text(parts.text({"description", "comment"})));
    if (const auto columns = parts.items({"columns"})) {
        render_columns(out, *columns);
    }
    if (const auto primary_key = parts.any({"primaryKey"})) {
        out.paragraph(fmt::format("Primary key: {}", primary_key->kind() == json_kind::string
                                                         ? code_span(primary_key->string())
                                                         : inline_value(*primary_key)));
    }
    if (const auto indexes = parts.items({"indexes"})) {
        out.paragraph("Indexes:");
        render_indexes(out, *indexes);
    }
    render_rest(out, parts);
}

} // namespace

std::string render_database(const any_json_view& data)
{
    markdown out;
    members stage(data);
    out.heading(1, "Database Design");
    const auto say = [&](std::string_view label, const std::string& value) {
        return value.empty() ? std::string() : fmt::format("**{}:** {}", label, inline_text(value));
    };
    std::string head;
    for (const auto& fact :
         {say("Engine", stage.scalar({"engine"})), say("Version", stage.scalar({"version"})),
          say("ORM", stage.scalar({"orm"}))}) {
        head += head.empty() || fact.empty() ? fact : " · " + fact;
    }
    out.paragraph(head);
    out.paragraph(paragraph_text(stage.text({"description"})));
    render_diagram(out, read_database(data));
    for (const std::string_view member : {"tables", "schemas"}) {
        if (const auto tables = stage.items({member})) {
            out.heading(2, "Tables");
            for_each_entry(*tables, [&](std::string_view key, const any_json_view& table) {
                render_table(out, key, table);
            });
        }
    }
    if (const auto indexes = stage.items({"indexes"})) {
        out.heading(2, "Indexes");
        render_indexes(out, *indexes);
    }
    const auto sql = stage.text({"schema"});
    render_stage_rest(out, stage);
    if (!sql.empty()) {
        out.heading(2, "Definition in SQL");
        out.code("sql", sql);
    }
    return out.take();
}

} // namespace sdp
