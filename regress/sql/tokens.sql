-- Tokens of coding agents: at most ten live ones a project, by whatever statement.
\set SHOW_CONTEXT never
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000a1', 'ada@example.com', 'Ada');
\set ada '00000000-0000-4000-8000-0000000000a1'
SELECT sdp.create_project(:'ada', 'Shop') AS shop, sdp.create_project(:'ada', 'Kiosk') AS kiosk \gset
PREPARE make (uuid, integer, integer, timestamptz) AS
    INSERT INTO sdp.mcp_tokens (user_id, project_id, label, token_hash, expires_at)
    SELECT '00000000-0000-4000-8000-0000000000a1', $1, 'Agent ' || n, encode(sha256(n::text::bytea), 'hex'), $4
    FROM generate_series($2, $3) n;

-- Nine, with an end and without; then two at once are one too many, and neither is made.
EXECUTE make(:'shop', 1, 5, NULL);
EXECUTE make(:'shop', 6, 9, '2999-01-01');
EXECUTE make(:'shop', 10, 11, NULL);
\echo :SQLSTATE
EXECUTE make(:'shop', 10, 10, NULL);
EXECUTE make(:'shop', 11, 11, NULL);
\echo :SQLSTATE
SELECT count(*) FROM sdp.mcp_tokens;
-- An upsert of one that is there makes none.
INSERT INTO sdp.mcp_tokens (user_id, project_id, label, token_hash)
    SELECT user_id, project_id, 'Renamed', token_hash FROM sdp.mcp_tokens WHERE label = 'Agent 10'
    ON CONFLICT (token_hash) DO UPDATE SET label = excluded.label RETURNING label;
-- One that is over already does not count, nor do those of another project.
EXECUTE make(:'shop', 12, 12, '2020-01-01');
EXECUTE make(:'kiosk', 13, 13, NULL);
-- Who lets one expire, or deletes one, has room for another; an expired one never comes back.
UPDATE sdp.mcp_tokens SET expires_at = now() WHERE label = 'Agent 1';
EXECUTE make(:'shop', 14, 14, NULL);
DELETE FROM sdp.mcp_tokens WHERE label = 'Agent 2';
EXECUTE make(:'shop', 15, 15, NULL);
EXECUTE make(:'shop', 16, 16, NULL);
\echo :SQLSTATE
UPDATE sdp.mcp_tokens SET expires_at = '2999-01-01' WHERE label = 'Agent 1';
\echo :SQLSTATE
SELECT p.slug, count(*) FILTER (WHERE expires_at IS NULL OR expires_at > now()) AS live, count(*)
    FROM sdp.mcp_tokens t JOIN sdp.projects p ON p.id = t.project_id GROUP BY 1 ORDER BY 1;
DEALLOCATE make;
DELETE FROM sdp.users;
