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
       u.email AS owner
FROM sdp.projects p
JOIN sdp.users u ON u.id = p.user_id
JOIN sdp.stages s ON s.project_id = p.id
LEFT JOIN LATERAL (
    SELECT max(so.version) AS version,
           string_agg(so.format::text, ', ' ORDER BY so.format::text)
               FILTER (WHERE so.is_active) AS formats
    FROM sdp.stage_outputs so
    WHERE so.stage_id = s.id
) o ON true;
COMMENT ON VIEW sdp.stage_overview IS
    'One row a stage: its status, the highest version of its outputs and the formats that are active. Slugs '
    'repeat between users: order by project, project_id, stage_number.';

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
