-- Rows that an ORM writes back as it read them: every column, and times as JavaScript's Date has
-- them, to the millisecond.
\set SHOW_CONTEXT never
INSERT INTO sdp.users (email, name) VALUES ('ada@example.com', 'Ada') RETURNING id AS ada \gset
INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted, default_model)
    VALUES (:'ada', 'openai', 'Work', 'none:', 'gpt') RETURNING id AS work \gset
INSERT INTO sdp.projects (user_id, name, created_at) VALUES (:'ada', 'Shop', '2026-01-02 03:04:05.678901Z') RETURNING id AS shop \gset
SELECT sdp.create_stages(:'shop');
SELECT id AS stage FROM sdp.stages WHERE project_id = :'shop' AND stage_number = 1 \gset
SELECT sdp.save_stage(:'shop', 1, '{"name": "Shop"}');
SELECT sdp.add_output(:'shop', 1, 'md', '# Shop');
INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, estimated_cost, duration_ms, status)
    VALUES (:'stage', :'work', 'm', 'p', 3, 4, 0, 1, 'success');
INSERT INTO sdp.templates (name, description, category, stage_defaults) VALUES ('Own', '', 'other', '{}');
INSERT INTO sdp.export_packages (project_id, format, file_path, file_size_bytes, validation_status)
    VALUES (:'shop', 'zip', '/tmp/shop.zip', 1, 'valid');
INSERT INTO sdp.mcp_tokens (user_id, project_id, token_hash, label) VALUES (:'ada', :'shop', repeat('a', 64), 'laptop');

-- Each row with its times cut to the millisecond, and something else that may change.
CREATE FUNCTION write_back(which regclass, key text, changing text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    times text;
    are_kept text;
    kept boolean;
BEGIN
    SELECT string_agg(format('%1$I = date_trunc(''milliseconds'', t.%1$I)', attname), ', '),
           string_agg(format('o.%1$I IS NOT DISTINCT FROM t.%1$I', attname), ' AND ')
    INTO times, are_kept
    FROM pg_attribute
    WHERE attrelid = which AND atttypid = 'timestamptz'::regtype AND attname NOT IN ('updated_at', 'last_used_at', 'expires_at');
    EXECUTE format('CREATE TEMP TABLE old ON COMMIT DROP AS SELECT * FROM %s', which);
    EXECUTE format('UPDATE %s t SET %s, %s WHERE %s', which, times, changing, key);
    EXECUTE format('SELECT bool_and(%s) FROM old o JOIN %s t USING (id)', are_kept, which) INTO kept;
    DROP TABLE old;
    RETURN format('%s: %s', which, CASE WHEN kept THEN 'kept' ELSE 'changed' END);
EXCEPTION WHEN OTHERS THEN
    RETURN format('%s: %s %s', which, SQLSTATE, SQLERRM);
END
$$;
SELECT write_back('sdp.projects', 'true', $$name = 'Corner Shop'$$);
SELECT write_back('sdp.stages', 'stage_number = 1', $$user_input = 'x'$$);
UPDATE sdp.stages SET status = 'complete' WHERE stage_number = 1;
SELECT write_back('sdp.stages', 'stage_number = 1', $$user_input = 'y'$$);
SELECT write_back('sdp.stage_outputs', $$format = 'md'$$, 'is_active = false');
SELECT write_back('sdp.ai_generations', 'true', 'model = model');
SELECT write_back('sdp.templates', 'true', 'category = category');
SELECT write_back('sdp.export_packages', 'true', 'format = format');
SELECT write_back('sdp.mcp_tokens', 'true', $$label = 'desk'$$);
-- Deleted, and restored by such a row.
UPDATE sdp.projects SET status = 'deleted', deleted_at = '2026-02-03 04:05:06.789012Z' WHERE id = :'shop';
SELECT write_back('sdp.projects', 'true', 'status = status');
UPDATE sdp.projects SET status = 'active', deleted_at = date_trunc('milliseconds', deleted_at), created_at = '2026-01-02 03:04:05.678Z'
    WHERE id = :'shop' RETURNING status, deleted_at, to_char(created_at, 'US') AS microseconds;

-- Upserts of the same rows.
INSERT INTO sdp.projects AS p (id, user_id, name, slug, created_at)
    SELECT id, user_id, 'Baker', slug, date_trunc('milliseconds', created_at) FROM sdp.projects
    ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name, slug = excluded.slug, created_at = excluded.created_at
    RETURNING name, to_char(created_at, 'US') AS microseconds;
INSERT INTO sdp.stage_outputs AS o SELECT id, stage_id, version, format, content, generated_by, ai_generation_id, true,
        date_trunc('milliseconds', created_at) FROM sdp.stage_outputs WHERE format = 'md'
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, content = excluded.content, is_active = excluded.is_active, created_at = excluded.created_at
    RETURNING version, format, is_active;

-- Any other time is a change, and the message says of what.
SELECT refused($$UPDATE sdp.projects SET created_at = '2026-01-02 03:04:05.677Z'$$);
SELECT refused($$UPDATE sdp.projects SET created_at = '2026-01-02 03:04:05.679Z'$$);
SELECT refused($$UPDATE sdp.projects SET created_at = '2026-01-02 03:04:05.6789Z'$$);
SELECT refused($$UPDATE sdp.projects SET created_at = '2026-01-02 03:04:05Z'$$);
SELECT refused($$UPDATE sdp.stages SET created_at = now() - interval '1 day' WHERE stage_number = 1$$);
SELECT refused($$UPDATE sdp.stages SET stage_name = 'x' WHERE stage_number = 1$$);
SELECT refused($$UPDATE sdp.stage_outputs SET content = '# Other' WHERE format = 'md'$$);
SELECT refused($$UPDATE sdp.mcp_tokens SET token_hash = repeat('b', 64)$$);
UPDATE sdp.mcp_tokens SET expires_at = '2126-01-01 00:00Z';
SELECT refused($$UPDATE sdp.mcp_tokens SET expires_at = NULL$$);
SELECT refused($$UPDATE sdp.ai_generations SET created_at = now() - interval '1 day', id = '00000000-0000-4000-8000-0000000000a1'$$) ~ '^ERROR SD302:  id of generation .* cannot be changed\n' AS generation,
       refused($$UPDATE sdp.export_packages SET exported_at = now() - interval '1 day'$$) ~ '^ERROR SD302:  exported_at of export .* cannot be changed\n' AS export;
SELECT refused($$UPDATE sdp.ai_provider_configs SET user_id = id$$);

DROP FUNCTION write_back;
DELETE FROM sdp.templates WHERE name = 'Own';
DELETE FROM sdp.users;
