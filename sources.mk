# The one list of sources. make includes it and CMake reads it, so each list is
# `NAME = \` with one file on each line, and an empty line after the last.

# The rules: plain C++20, no PostgreSQL header.
CORE_SOURCES = \
    src/core/canonical_json.cpp \
    src/core/content.cpp \
    src/core/finding.cpp \
    src/core/json_limits.cpp \
    src/core/lifecycle.cpp \
    src/core/package.cpp \
    src/core/provider.cpp \
    src/core/sha256.cpp \
    src/core/slug.cpp \
    src/core/stages.cpp \
    src/core/uuid.cpp \
    src/core/validation.cpp \
    src/core/yaml_check.cpp

# The shim: the only part that knows about longjmp.
PG_SOURCES = \
    src/pg/arguments.cpp \
    src/pg/boundary.cpp \
    src/pg/cage.cpp \
    src/pg/identity.cpp \
    src/pg/jsonb.cpp \
    src/pg/server_error.cpp \
    src/pg/settings.cpp \
    src/pg/spi.cpp \
    src/pg/subtransaction.cpp \
    src/pg/transaction_memory.cpp \
    src/pg/trigger_event.cpp \
    src/pg/value.cpp

# What PostgreSQL calls: one file a family.
API_SOURCES = \
    src/api/built_in_rows.cpp \
    src/api/enforce_ai_generations.cpp \
    src/api/enforce_ai_provider_configs.cpp \
    src/api/enforce_engine_tables.cpp \
    src/api/enforce_export_packages.cpp \
    src/api/enforce_mcp_tokens.cpp \
    src/api/enforce_projects.cpp \
    src/api/enforce_stage_outputs.cpp \
    src/api/enforce_stages.cpp \
    src/api/enforce_templates.cpp \
    src/api/enforce_users.cpp \
    src/api/generations.cpp \
    src/api/installation.cpp \
    src/api/module.cpp \
    src/api/names.cpp \
    src/api/outputs.cpp \
    src/api/package.cpp \
    src/api/package_state.cpp \
    src/api/project_lock.cpp \
    src/api/project_stages.cpp \
    src/api/projects.cpp \
    src/api/providers.cpp \
    src/api/slugs.cpp \
    src/api/stage_events.cpp \
    src/api/stage_outputs.cpp \
    src/api/stage_validation.cpp \
    src/api/stages.cpp \
    src/api/templates.cpp \
    src/api/tickets.cpp \
    src/api/validation.cpp

# The install script, in this order; the first part begins with the \echo guard.
SQL_PARTS = \
    sql/functions/begin.sql \
    sql/functions/installation.sql \
    sql/functions/triggers.sql \
    sql/functions/projects.sql \
    sql/functions/stages.sql \
    sql/functions/outputs.sql \
    sql/functions/generations.sql \
    sql/functions/validation.sql \
    sql/functions/package.sql \
    sql/functions/integrity.sql \
    sql/functions/end.sql

# Scripts from one released version to the next.
UPGRADES = \

# Files that are compiled into the library.
MIGRATIONS = \
    sql/migrations/0001_document_tables.sql \
    sql/migrations/0002_engine_tables.sql \
    sql/replayed/triggers.sql \
    sql/replayed/views.sql \
    sql/replayed/comments.sql

SCHEMAS = \
    schemas/api.schema.json \
    schemas/data-model.schema.json \
    schemas/database.schema.json \
    schemas/design.schema.json \
    schemas/export.schema.json \
    schemas/infrastructure.schema.json \
    schemas/product.schema.json \
    schemas/sections.schema.json \
    schemas/stack.schema.json

TEMPLATES = \
    templates/api.json \
    templates/cli.json \
    templates/fullstack.json \
    templates/landing.json \
    templates/mobile.json \
    templates/other.json \
    templates/saas.json

