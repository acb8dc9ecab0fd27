-- The trigger functions: one a table, for all its triggers. SECURITY INVOKER: they look who changes
-- the row (load mode) and switch to the system's owner inside, for what the role may not do itself.
CREATE FUNCTION sdp.enforce_users() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_users';
COMMENT ON FUNCTION sdp.enforce_users() IS 'The rules of sdp.users; called by its triggers.';

CREATE FUNCTION sdp.enforce_ai_provider_configs() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_ai_provider_configs';
COMMENT ON FUNCTION sdp.enforce_ai_provider_configs() IS
    'The rules of sdp.ai_provider_configs; called by its triggers.';

CREATE FUNCTION sdp.enforce_templates() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_templates';
COMMENT ON FUNCTION sdp.enforce_templates() IS 'The rules of sdp.templates; called by its triggers.';

CREATE FUNCTION sdp.enforce_projects() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_projects';
COMMENT ON FUNCTION sdp.enforce_projects() IS 'The rules of sdp.projects; called by its triggers.';

CREATE FUNCTION sdp.enforce_stages() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_stages';
COMMENT ON FUNCTION sdp.enforce_stages() IS
    'The rules of sdp.stages, above all the lifecycle; called by its triggers.';

CREATE FUNCTION sdp.enforce_ai_generations() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_ai_generations';
COMMENT ON FUNCTION sdp.enforce_ai_generations() IS
    'The rules of sdp.ai_generations; called by its triggers.';

CREATE FUNCTION sdp.enforce_stage_outputs() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_stage_outputs';
COMMENT ON FUNCTION sdp.enforce_stage_outputs() IS
    'The rules of sdp.stage_outputs; called by its triggers.';

CREATE FUNCTION sdp.enforce_export_packages() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_export_packages';
COMMENT ON FUNCTION sdp.enforce_export_packages() IS
    'The rules of sdp.export_packages; called by its triggers.';

CREATE FUNCTION sdp.enforce_mcp_tokens() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_mcp_tokens';
COMMENT ON FUNCTION sdp.enforce_mcp_tokens() IS
    'The rules of sdp.mcp_tokens; called by its triggers.';

CREATE FUNCTION sdp.enforce_migrations() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_migrations';
COMMENT ON FUNCTION sdp.enforce_migrations() IS
    'Passes over the migrations of a dump; called by the trigger of sdp_engine.migrations.';

CREATE FUNCTION sdp.enforce_schemas() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_schemas';
COMMENT ON FUNCTION sdp.enforce_schemas() IS
    'Keeps built-in schemas read-only; called by the triggers of sdp_engine.schemas.';

CREATE FUNCTION sdp.enforce_stage_definitions() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_stage_definitions';
COMMENT ON FUNCTION sdp.enforce_stage_definitions() IS
    'Keeps built-in definitions read-only; called by the triggers of sdp_engine.stage_definitions.';

CREATE FUNCTION sdp.enforce_rules() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_rules';
COMMENT ON FUNCTION sdp.enforce_rules() IS
    'Keeps built-in rules read-only and looks at your own; called by the triggers of sdp_engine.rules.';

CREATE FUNCTION sdp.enforce_accepted_findings() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_enforce_accepted_findings';
COMMENT ON FUNCTION sdp.enforce_accepted_findings() IS
    'Puts acceptances into the log; called by the triggers of sdp_engine.accepted_findings.';

CREATE FUNCTION sdp.refuse_truncate() RETURNS trigger
    LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'sdp_refuse_truncate';
COMMENT ON FUNCTION sdp.refuse_truncate() IS
    'Refuses TRUNCATE (SD305); called by a trigger of every table.';
