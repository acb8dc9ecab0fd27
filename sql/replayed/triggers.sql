-- The triggers, made by every install(): the first, an update, and one after DROP EXTENSION
-- CASCADE took them. Their names come before those of foreign keys (RI_…) and of applications.

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.users
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_users();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE OR DELETE ON sdp.users
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_users();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.ai_provider_configs
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_ai_provider_configs();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE ON sdp.ai_provider_configs
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_ai_provider_configs();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.templates
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_templates();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE OR DELETE ON sdp.templates
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_templates();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.projects
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_projects();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE ON sdp.projects
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_projects();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.stages
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_stages();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE OR DELETE ON sdp.stages
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_stages();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.ai_generations
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_ai_generations();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE OR DELETE ON sdp.ai_generations
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_ai_generations();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.stage_outputs
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_stage_outputs();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE OR DELETE ON sdp.stage_outputs
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_stage_outputs();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.export_packages
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_export_packages();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE OR DELETE ON sdp.export_packages
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_export_packages();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.mcp_tokens
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_mcp_tokens();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE ON sdp.mcp_tokens
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_mcp_tokens();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT ON sdp_engine.migrations
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_migrations();
CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE OR DELETE ON sdp_engine.schemas
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_schemas();
CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE OR DELETE
    ON sdp_engine.stage_definitions
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_stage_definitions();
CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE OR DELETE ON sdp_engine.rules
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_rules();

CREATE OR REPLACE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp_engine.accepted_findings
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_accepted_findings();
CREATE OR REPLACE TRIGGER "00_sdp_after" AFTER INSERT OR DELETE ON sdp_engine.accepted_findings
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_accepted_findings();

CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.users
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.model_prices
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.budgets
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.ai_provider_configs
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.templates
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.projects
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.stages
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.ai_generations
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.stage_outputs
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.export_packages
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp.mcp_tokens
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.migrations
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.schemas
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.stage_definitions
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.template_owners
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.slug_counters
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.project_state
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.stage_events
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.generation_tickets
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.output_context
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.rules
    EXECUTE FUNCTION sdp.refuse_truncate();
CREATE OR REPLACE TRIGGER "00_sdp_truncate" BEFORE TRUNCATE ON sdp_engine.accepted_findings
    EXECUTE FUNCTION sdp.refuse_truncate();
