-- The views that people read in psql. Replaced by every install(): columns are only ever added, at
-- the end.

CREATE OR REPLACE VIEW sdp.stage_overview WITH (security_invoker = true) AS
SELECT p.id AS project_id,
       p.slug AS project,
       s.stage_number,
       s.stage_name,
       s.stage_label,
       s.status,
       o.version,
       o.formats,
       s.validated_at,
       s.completed_at,
       s.updated_at,
       p.user_id AS owner_id,
       u.email AS owner,
       coalesce(o.json_version, 0) AS json_version
FROM sdp.projects p
JOIN sdp.users u ON u.id = p.user_id
JOIN sdp.stages s ON s.project_id = p.id
LEFT JOIN LATERAL (
    SELECT max(so.version) AS version,
           max(so.version) FILTER (WHERE so.format = 'json' AND so.is_active) AS json_version,
           string_agg(so.format::text, ', ' ORDER BY so.format::text)
               FILTER (WHERE so.is_active) AS formats
    FROM sdp.stage_outputs so
    WHERE so.stage_id = s.id
) o ON true;
COMMENT ON VIEW sdp.stage_overview IS
    'One row a stage: its status, the highest version of its outputs, the formats that are active, and in '
    'json_version the version of the active json output (0: none), which save_stage''s expected_version is '
    'compared with. Slugs repeat between users: order by project, project_id, stage_number.';

CREATE OR REPLACE VIEW sdp.project_overview WITH (security_invoker = true) AS
SELECT p.id AS project_id,
       p.slug AS project,
       p.name,
       u.email AS owner,
       p.status,
       p.current_stage,
       s.stage_name AS current_stage_name,
       s.status AS current_stage_status,
       c.completed AS completed_stages,
       p.updated_at,
       p.user_id AS owner_id,
       greatest(p.updated_at, c.changed_at) AS last_change
FROM sdp.projects p
JOIN sdp.users u ON u.id = p.user_id
LEFT JOIN sdp.stages s ON s.project_id = p.id AND s.stage_number = p.current_stage
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE ps.status = 'complete')::integer AS completed,
           max(ps.updated_at) AS changed_at
    FROM sdp.stages ps
    WHERE ps.project_id = p.id
) c ON true;
COMMENT ON VIEW sdp.project_overview IS
    'One row a project: whose it is, where it stands and how many of its nine stages are complete.';

CREATE OR REPLACE VIEW sdp.generation_queue WITH (security_invoker = true) AS
SELECT q.state,
       p.id AS project_id,
       p.slug AS project,
       p.user_id AS owner_id,
       s.stage_number,
       s.stage_name,
       q.worker,
       q.attempt,
       q.opened_at,
       q.claimed_at,
       q.due_at,
       q.provider_id,
       q.model,
       q.reserved_cost,
       q.id AS ticket,
       coalesce(q.request_id, q.id) AS request
FROM (
    SELECT t.*,
           CASE WHEN t.waiting THEN 'waiting'
                WHEN t.due_at <= clock_timestamp() THEN 'overdue'
                WHEN t.kind = 'direct' THEN 'direct'
                ELSE 'claimed' END AS state
    FROM sdp_engine.generation_tickets t
    WHERE t.closed_at IS NULL
) q
JOIN sdp.projects p ON p.id = q.project_id
JOIN sdp.stages s ON s.id = q.stage_id
ORDER BY q.state <> 'overdue', q.state = 'waiting', q.due_at, q.id;
COMMENT ON VIEW sdp.generation_queue IS
    'What is generating or waits for a worker: first what is overdue, then what runs, then what waits, in the '
    'order in which it will be claimed. For who may read sdp_engine.generation_tickets: a ticket is the right to '
    'report.';

CREATE OR REPLACE VIEW sdp.usage_by_project WITH (security_invoker = true) AS
SELECT p.id AS project_id,
       p.slug AS project,
       p.user_id AS owner_id,
       count(g.id) AS generations,
       count(g.id) FILTER (WHERE g.status <> 'success') AS failed,
       coalesce(sum(g.input_tokens), 0)::bigint AS input_tokens,
       coalesce(sum(g.output_tokens), 0)::bigint AS output_tokens,
       coalesce(sum(g.estimated_cost), 0) AS estimated_cost,
       max(g.created_at) AS last_at
FROM sdp.projects p
LEFT JOIN sdp.stages s ON s.project_id = p.id
LEFT JOIN sdp.ai_generations g ON g.stage_id = s.id
GROUP BY p.id;
COMMENT ON VIEW sdp.usage_by_project IS 'One row a project: what its generations have used.';

CREATE OR REPLACE VIEW sdp.usage_by_user WITH (security_invoker = true) AS
SELECT u.id AS user_id,
       u.email,
       count(g.id) AS generations,
       count(g.id) FILTER (WHERE g.status <> 'success') AS failed,
       coalesce(sum(g.input_tokens), 0)::bigint AS input_tokens,
       coalesce(sum(g.output_tokens), 0)::bigint AS output_tokens,
       coalesce(sum(g.estimated_cost), 0) AS estimated_cost,
       coalesce(sum(g.estimated_cost) FILTER (
           WHERE g.created_at >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'), 0)
           AS estimated_cost_this_month,
       max(g.created_at) AS last_at
FROM sdp.users u
LEFT JOIN sdp.projects p ON p.user_id = u.id
LEFT JOIN sdp.stages s ON s.project_id = p.id
LEFT JOIN sdp.ai_generations g ON g.stage_id = s.id
GROUP BY u.id;
COMMENT ON VIEW sdp.usage_by_user IS
    'One row a user: what the generations of the user''s projects have used, in all and in this month (UTC).';

CREATE OR REPLACE VIEW sdp.usage_by_model WITH (security_invoker = true) AS
SELECT c.provider,
       g.model,
       count(*) AS generations,
       count(*) FILTER (WHERE g.status <> 'success') AS failed,
       sum(g.input_tokens)::bigint AS input_tokens,
       sum(g.output_tokens)::bigint AS output_tokens,
       sum(g.estimated_cost) AS estimated_cost,
       avg(g.duration_ms)::bigint AS average_duration_ms,
       max(g.created_at) AS last_at
FROM sdp.ai_generations g
JOIN sdp.ai_provider_configs c ON c.id = g.provider_id
GROUP BY c.provider, g.model;
COMMENT ON VIEW sdp.usage_by_model IS 'One row a kind of provider and model: what its generations have used.';

CREATE OR REPLACE VIEW sdp.usage_by_day WITH (security_invoker = true) AS
SELECT (g.created_at AT TIME ZONE 'UTC')::date AS day,
       count(*) AS generations,
       count(*) FILTER (WHERE g.status <> 'success') AS failed,
       sum(g.input_tokens)::bigint AS input_tokens,
       sum(g.output_tokens)::bigint AS output_tokens,
       sum(g.estimated_cost) AS estimated_cost
FROM sdp.ai_generations g
GROUP BY 1;
COMMENT ON VIEW sdp.usage_by_day IS 'One row a day (UTC) on which there was a generation: what was used.';
