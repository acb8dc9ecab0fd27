-- Comments on the document's tables: what each row is, and the locking rule where there is one.
COMMENT ON SCHEMA sdp IS
    'pg_sdp: projects on their way through the nine stages of a Software Design Package. Tables, views and '
    'functions for applications.';
COMMENT ON SCHEMA sdp_engine IS
    'The engine of pg_sdp: its own tables. Applications use schema sdp.';
COMMENT ON TABLE sdp_engine.migrations IS
    'What install() did to the tables; locked while it works.';
COMMENT ON TABLE sdp.users IS
    'People who own projects. Deleting one erases everything that is theirs.';
COMMENT ON TABLE sdp.ai_provider_configs IS
    'A user''s access to a provider of language models. One default for each user: making one default '
    'un-defaults the other. The key is stored encrypted.';
COMMENT ON TABLE sdp.templates IS
    'Starting points for projects. Built-in ones have fixed ids and are read-only.';
COMMENT ON TABLE sdp.projects IS
    'One product being designed, owned by one user. current_stage is derived. Whoever changes anything of a '
    'project holds the lock of its row in sdp_engine.project_state.';
COMMENT ON TABLE sdp.stages IS
    'The nine steps of a project. Statuses read: zero or more complete, one open (active, generating or '
    'review), then locked. Changed under the project''s lock.';
COMMENT ON TABLE sdp.stage_outputs IS
    'Versioned artifacts of a stage; only is_active may change. The version is assigned; an active json '
    'output equals the stage''s data. Changed under the project''s lock.';
COMMENT ON TABLE sdp.ai_generations IS
    'The ledger of model calls; append-only.';
COMMENT ON TABLE sdp.export_packages IS
    'Exported packages with what validation found; append-only but for deletion.';
COMMENT ON TABLE sdp.mcp_tokens IS
    'Access of coding agents to one project, by the SHA-256 hash of a token.';
