#pragma once
#include "core/finding.hpp"

#include <array>
#include <string_view>

namespace sdp {

// A rule of ours that an organisation may judge otherwise or switch off (sdp_engine.rules). What
// is not here (no data, malformed contents, ...) is always an error.
struct built_in_rule {
    std::string_view name;
    // The stage that it is looked for with; 0 for all of them.
    int stage;
    severity level;
    // What it finds, for people: a clause.
    std::string_view finds;
};

inline constexpr std::array built_in_rules = {
    built_in_rule{"schema", 0, severity::error, "data that the stage's JSON Schema refuses"},
    built_in_rule{"stale-output", 0, severity::warning,
                  "an active output made from other versions of the stages before than are active "
                  "now"},
    built_in_rule{"code-fence-open", 0, severity::warning,
                  "a code fence in Markdown that is not closed"},
    built_in_rule{"duplicate-feature", 1, severity::warning, "two features of one name"},
    built_in_rule{"duplicate-entity", 2, severity::error, "two entities of one name"},
    built_in_rule{"duplicate-field", 2, severity::error, "two fields of an entity of one name"},
    built_in_rule{"relationship-end-missing", 2, severity::error,
                  "a relationship from or to an entity that is not there"},
    built_in_rule{"unknown-engine", 3, severity::warning, "a database engine that nobody knows"},
    built_in_rule{"duplicate-table", 3, severity::error, "two tables of one name"},
    built_in_rule{"duplicate-column", 3, severity::error, "two columns of a table of one name"},
    built_in_rule{"duplicate-index", 3, severity::warning, "two indexes of one name"},
    built_in_rule{"primary-key-column-missing", 3, severity::error,
                  "a primary key on a column that is not there"},
    built_in_rule{"foreign-key-table-missing", 3, severity::error,
                  "a foreign key to a table that is not there"},
    built_in_rule{"foreign-key-column-missing", 3, severity::error,
                  "a foreign key to a column that is not there"},
    built_in_rule{"foreign-key-type-differs", 3, severity::error,
                  "a foreign key of another type than the column that it refers to"},
    built_in_rule{"foreign-key-cycle", 3, severity::warning,
                  "required foreign keys that lead around in a circle: no first row can be "
                  "inserted"},
    built_in_rule{"index-table-missing", 3, severity::error,
                  "an index on a table that is not there"},
    built_in_rule{"index-column-missing", 3, severity::error,
                  "an index on a column that is not there"},
    built_in_rule{"entity-without-table", 3, severity::warning,
                  "an entity of the data model that no table stores"},
    built_in_rule{"table-without-entity", 3, severity::warning,
                  "a table that is no entity of the data model and joins no two tables"},
    built_in_rule{"unknown-method", 4, severity::error, "an HTTP method that does not exist"},
    built_in_rule{"method-case", 4, severity::warning, "an HTTP method in small letters"},
    built_in_rule{"duplicate-endpoint", 4, severity::error,
                  "two endpoints of one method and path, whatever their parameters are called"},
    built_in_rule{"path-parameter-missing", 4, severity::warning,
                  "a path parameter that is described but not in the path"},
    built_in_rule{"unknown-entity-in-path", 4, severity::warning,
                  "a path whose parameter belongs to no entity of the data model"},
    built_in_rule{"unknown-entity-in-body", 4, severity::warning,
                  "a request or response that names no entity of the data model"},
    built_in_rule{"entity-without-endpoint", 4, severity::warning,
                  "an entity of the data model that no endpoint mentions"},
    built_in_rule{"endpoint-without-auth", 4, severity::warning,
                  "an endpoint that changes data for everyone where the API has authentication"},
    built_in_rule{"stack-database-differs", 5, severity::warning,
                  "a database that is not the engine of the database stage"},
    built_in_rule{"colors-missing", 6, severity::error, "a design system without colors"},
    built_in_rule{"typography-missing", 6, severity::error, "a design system without typography"},
    built_in_rule{"spacing-missing", 6, severity::warning, "a design system without spacing"},
    built_in_rule{"duplicate-section", 7, severity::error,
                  "two sections whose names make one file"},
    built_in_rule{"duplicate-route", 7, severity::error, "two sections of one route"},
    built_in_rule{"section-without-route", 7, severity::warning, "a section without a route"},
    built_in_rule{"unknown-data-requirement", 7, severity::warning,
                  "a section that needs data which are no entity of the data model"},
    built_in_rule{"feature-without-section", 7, severity::info,
                  "a feature of the product that neither the API nor a section mentions"},
    built_in_rule{"compose-malformed", 8, severity::error,
                  "a compose file that is not well-formed YAML"},
    built_in_rule{"undefined-variable", 8, severity::error,
                  "a variable that the compose file uses and nobody declares"},
    built_in_rule{"duplicate-variable", 8, severity::warning,
                  "an environment variable that is declared twice"},
};

// The rule of that name; null where there is none.
[[nodiscard]] constexpr const built_in_rule* find_built_in_rule(std::string_view name)
{
    for (const auto& rule : built_in_rules) {
        if (rule.name == name) {
            return &rule;
        }
    }
    return nullptr;
}

} // namespace sdp
