# The one list of sources. make includes it and CMake reads it, so each list is
# `NAME = \` with one file on each line, and an empty line after the last.

# The rules: plain C++20, no PostgreSQL header.
CORE_SOURCES = \
    src/core/archive/entry_names.cpp \
    src/core/archive/zip_reader.cpp \
    src/core/archive/zip_writer.cpp \
    src/core/budget.cpp \
    src/core/content/content.cpp \
    src/core/content/line_diff.cpp \
    src/core/content/markdown.cpp \
    src/core/content/model_answer.cpp \
    src/core/content/place.cpp \
    src/core/content/yaml.cpp \
    src/core/ddl_trial.cpp \
    src/core/finding.cpp \
    src/core/generation_queue.cpp \
    src/core/json/canonical.cpp \
    src/core/json/decimal.cpp \
    src/core/json/limits.cpp \
    src/core/json/members.cpp \
    src/core/json/patch.cpp \
    src/core/json/tree.cpp \
    src/core/json/written_tree.cpp \
    src/core/ledger.cpp \
    src/core/lifecycle.cpp \
    src/core/package.cpp \
    src/core/package_check.cpp \
    src/core/package_contents.cpp \
    src/core/package_difference.cpp \
    src/core/package_rendering.cpp \
    src/core/package_sections.cpp \
    src/core/progress.cpp \
    src/core/provider.cpp \
    src/core/render/api.cpp \
    src/core/render/compose.cpp \
    src/core/render/data_model.cpp \
    src/core/render/database.cpp \
    src/core/render/design.cpp \
    src/core/render/diagrams.cpp \
    src/core/render/html.cpp \
    src/core/render/infrastructure.cpp \
    src/core/render/json_text.cpp \
    src/core/render/markdown.cpp \
    src/core/render/page.cpp \
    src/core/render/pipeline.cpp \
    src/core/render/product.cpp \
    src/core/render/readme.cpp \
    src/core/render/schema_sql.cpp \
    src/core/render/sections.cpp \
    src/core/render/sql_clauses.cpp \
    src/core/render/sql_column_writer.cpp \
    src/core/render/sql_columns.cpp \
    src/core/render/sql_conditions.cpp \
    src/core/render/sql_constraint_texts.cpp \
    src/core/render/sql_constraints.cpp \
    src/core/render/sql_defaults.cpp \
    src/core/render/sql_enums.cpp \
    src/core/render/sql_expression.cpp \
    src/core/render/sql_extensions.cpp \
    src/core/render/sql_functions.cpp \
    src/core/render/sql_index_elements.cpp \
    src/core/render/sql_indexes.cpp \
    src/core/render/sql_keys.cpp \
    src/core/render/sql_literals.cpp \
    src/core/render/sql_names.cpp \
    src/core/render/sql_references.cpp \
    src/core/render/sql_table_order.cpp \
    src/core/render/sql_tables.cpp \
    src/core/render/sql_taken_names.cpp \
    src/core/render/sql_tokens.cpp \
    src/core/render/sql_type_names.cpp \
    src/core/render/sql_types.cpp \
    src/core/render/stack.cpp \
    src/core/render/stages.cpp \
    src/core/render/text.cpp \
    src/core/render/value.cpp \
    src/core/rules/api.cpp \
    src/core/rules/column_text.cpp \
    src/core/rules/data_model.cpp \
    src/core/rules/database.cpp \
    src/core/rules/design.cpp \
    src/core/rules/design_system.cpp \
    src/core/rules/engines.cpp \
    src/core/rules/infrastructure.cpp \
    src/core/rules/judgement.cpp \
    src/core/rules/message.cpp \
    src/core/rules/names.cpp \
    src/core/rules/own_rule.cpp \
    src/core/rules/product.cpp \
    src/core/rules/sections.cpp \
    src/core/rules/sql_definition.cpp \
    src/core/rules/stack.cpp \
    src/core/rules/type_names.cpp \
    src/core/schema/compiler.cpp \
    src/core/schema/cycles.cpp \
    src/core/schema/format.cpp \
    src/core/schema/pattern.cpp \
    src/core/schema/resources.cpp \
    src/core/schema/uri.cpp \
    src/core/sha256.cpp \
    src/core/slug.cpp \
    src/core/stages.cpp \
    src/core/token.cpp \
    src/core/utf8.cpp \
    src/core/uuid.cpp \
    src/core/validation.cpp

# The shim: the only part that knows about longjmp.
PG_SOURCES = \
    src/pg/arguments.cpp \
    src/pg/boundary.cpp \
    src/pg/bytes.cpp \
    src/pg/cage.cpp \
    src/pg/ddl_cost.cpp \
    src/pg/ddl_expressions.cpp \
    src/pg/ddl_judge.cpp \
    src/pg/ddl_names.cpp \
    src/pg/ddl_parts.cpp \
    src/pg/ddl_trial.cpp \
    src/pg/deadline.cpp \
    src/pg/export_directory.cpp \
    src/pg/export_journal.cpp \
    src/pg/export_reading.cpp \
    src/pg/export_writing.cpp \
    src/pg/identity.cpp \
    src/pg/json_path.cpp \
    src/pg/jsonb.cpp \
    src/pg/server_error.cpp \
    src/pg/settings.cpp \
    src/pg/snapshot.cpp \
    src/pg/spi.cpp \
    src/pg/sql_content.cpp \
    src/pg/subtransaction.cpp \
    src/pg/transaction_memory.cpp \
    src/pg/trigger_event.cpp \
    src/pg/value.cpp

# What triggers and functions stand on.
ENGINE_SOURCES = \
    src/engine/budgets.cpp \
    src/engine/current_stage.cpp \
    src/engine/ddl_trial.cpp \
    src/engine/events.cpp \
    src/engine/generation_queue.cpp \
    src/engine/export_rights.cpp \
    src/engine/exports.cpp \
    src/engine/installed.cpp \
    src/engine/kept_rows.cpp \
    src/engine/lifecycle_facts.cpp \
    src/engine/model_prices.cpp \
    src/engine/names.cpp \
    src/engine/new_project.cpp \
    src/engine/own_rules.cpp \
    src/engine/package.cpp \
    src/engine/package_findings.cpp \
    src/engine/package_import.cpp \
    src/engine/package_state.cpp \
    src/engine/project_lock.cpp \
    src/engine/project_stages.cpp \
    src/engine/providers.cpp \
    src/engine/recorded_exports.cpp \
    src/engine/registered_schemas.cpp \
    src/engine/schema_programs.cpp \
    src/engine/slugs.cpp \
    src/engine/stage_events.cpp \
    src/engine/stage_outputs.cpp \
    src/engine/stage_rows.cpp \
    src/engine/stage_sources.cpp \
    src/engine/stage_validation.cpp \
    src/engine/stale_outputs.cpp \
    src/engine/templates.cpp \
    src/engine/tickets.cpp \
    src/engine/updated_at.cpp

# The triggers: one file a table.
TRIGGER_SOURCES = \
    src/triggers/accepted_findings.cpp \
    src/triggers/ai_generations.cpp \
    src/triggers/ai_provider_configs.cpp \
    src/triggers/engine_tables.cpp \
    src/triggers/export_packages.cpp \
    src/triggers/mcp_tokens.cpp \
    src/triggers/projects.cpp \
    src/triggers/row_rules.cpp \
    src/triggers/rules.cpp \
    src/triggers/stage_outputs.cpp \
    src/triggers/stages.cpp \
    src/triggers/templates.cpp \
    src/triggers/users.cpp

# Making the tables, and bringing them up to date.
INSTALL_SOURCES = \
    src/install/built_in_rows.cpp \
    src/install/functions.cpp \
    src/install/health.cpp \
    src/install/installation.cpp \
    src/install/migrations.cpp \
    src/install/notices.cpp \
    src/install/preconditions.cpp \
    src/install/repairs.cpp

# What SQL calls: one file a family.
API_SOURCES = \
    src/api/generation_queue.cpp \
    src/api/generation_reports.cpp \
    src/api/installation.cpp \
    src/api/module.cpp \
    src/api/outputs.cpp \
    src/api/package.cpp \
    src/api/package_archive.cpp \
    src/api/package_export.cpp \
    src/api/package_import.cpp \
    src/api/project_copies.cpp \
    src/api/project_status.cpp \
    src/api/projects.cpp \
    src/api/providers.cpp \
    src/api/schemas.cpp \
    src/api/stages.cpp \
    src/api/templates.cpp \
    src/api/usage.cpp \
    src/api/validation.cpp

# The install script, in this order; the first part begins with the \echo guard.
SQL_PARTS = \
    sql/script/create.sql \
    sql/script/begin.sql \
    sql/functions/installation.sql \
    sql/functions/triggers.sql \
    sql/functions/projects.sql \
    sql/functions/providers.sql \
    sql/functions/templates.sql \
    sql/functions/stages.sql \
    sql/functions/outputs.sql \
    sql/functions/generations.sql \
    sql/functions/usage.sql \
    sql/functions/validation.sql \
    sql/functions/package.sql \
    sql/functions/package_archive.sql \
    sql/functions/schemas.sql \
    sql/functions/integrity.sql \
    sql/script/end.sql

# What is new in a version, sql/upgrades/FROM--TO.sql: new functions by plain CREATE, changed ones by
# CREATE OR REPLACE. The Makefile puts sql/script/update.sql and begin.sql before it and end.sql after it.
UPDATE_PARTS = \
    sql/script/update.sql \
    sql/script/begin.sql

UPGRADES = \

# Files that are compiled into the library.
MIGRATIONS = \
    sql/migrations/0001_document_tables.sql \
    sql/migrations/0002_engine_tables.sql \
    sql/migrations/0003_compression.sql \
    sql/migrations/0004_erased_times.sql \
    sql/migrations/0005_registered_schemas.sql \
    sql/migrations/0006_rules.sql \
    sql/migrations/0007_generation_queue.sql \
    sql/migrations/0008_event_transactions.sql \
    sql/health/catalog.sql \
    sql/health/expected.tsv \
    sql/health/invariants.sql \
    sql/health/owners.sql \
    sql/replayed/triggers.sql \
    sql/replayed/views.sql \
    sql/replayed/comments.sql \
    sql/replayed/column_comments.sql

SCHEMAS = \
    schemas/api.schema.json \
    schemas/data-model.schema.json \
    schemas/database.schema.json \
    schemas/design.schema.json \
    schemas/export.schema.json \
    schemas/infrastructure.schema.json \
    schemas/manifest.schema.json \
    schemas/product.schema.json \
    schemas/sections.schema.json \
    schemas/stack.schema.json

# The meta-schemas of JSON Schema, as their drafts publish them.
META_SCHEMAS = \
    meta-schemas/draft-07.json \
    meta-schemas/draft-2020-12-applicator.json \
    meta-schemas/draft-2020-12-content.json \
    meta-schemas/draft-2020-12-core.json \
    meta-schemas/draft-2020-12-format-annotation.json \
    meta-schemas/draft-2020-12-format-assertion.json \
    meta-schemas/draft-2020-12-meta-data.json \
    meta-schemas/draft-2020-12-unevaluated.json \
    meta-schemas/draft-2020-12-validation.json \
    meta-schemas/draft-2020-12.json

# The example that sdp.create_demo_project() makes.
EXAMPLES = \
    examples/project/1-product.json \
    examples/project/2-dataModel.json \
    examples/project/3-database.json \
    examples/project/4-api.json \
    examples/project/5-stack.json \
    examples/project/6-design.json \
    examples/project/7-sections.json \
    examples/project/8-infrastructure.json \
    examples/project/9-export.json \

TEMPLATES = \
    templates/api.json \
    templates/cli.json \
    templates/fullstack.json \
    templates/landing.json \
    templates/mobile.json \
    templates/other.json \
    templates/saas.json

