-- What is broken of the invariants I1 to I7 (docs/lifecycle.md), in project $1 or (null) in all:
-- (project_id, invariant, stage_number, message). In SQL, apart from the C++ rules on purpose: what
-- checks the rules must not share their mistakes. Run with search_path = pg_catalog alone.
WITH chosen AS (
    SELECT p.* FROM sdp.projects p WHERE $1 IS NULL OR p.id = $1
), stage AS (
    SELECT s.* FROM sdp.stages s JOIN chosen c ON c.id = s.project_id
), walk AS (
    SELECT s.project_id, count(*) AS stages,
           string_agg(left(s.status, 1), '' ORDER BY s.stage_number) AS statuses
    FROM stage s GROUP BY s.project_id
), output AS (
    SELECT s.project_id, s.stage_number, s.data, o.*
    FROM stage s JOIN sdp.stage_outputs o ON o.stage_id = s.id
), event AS (
    SELECT e.*, lag(e.to_status) OVER (PARTITION BY e.stage_id ORDER BY e.seq) AS previous_status,
           row_number() OVER (PARTITION BY e.stage_id ORDER BY e.seq DESC) AS from_last
    FROM sdp_engine.stage_events e JOIN chosen c ON c.id = e.project_id
)
SELECT w.project_id, 'I1', NULL::integer,
       format('the stages read %s, not complete ones, an open one, locked ones', w.statuses)
FROM walk w
WHERE w.stages = 9 AND w.statuses !~ '^c{0,8}[agr]l*$' AND w.statuses <> 'ccccccccc'
UNION ALL
SELECT c.id, 'I2', NULL,
       format('current_stage is %s, but the stages read %s', c.current_stage, w.statuses)
FROM chosen c JOIN walk w ON w.project_id = c.id
WHERE w.stages = 9 AND c.current_stage <> least(9, 1 + length(substring(w.statuses FROM '^c*')))
UNION ALL
SELECT s.project_id, 'I3', s.stage_number,
       format('the stage is %s, but validated_at or completed_at says otherwise', s.status)
FROM stage s
WHERE (s.status = 'complete') <> (s.validated_at IS NOT NULL)
   OR (s.status = 'complete') <> (s.completed_at IS NOT NULL)
UNION ALL
SELECT o.project_id, 'I4', o.stage_number,
       format('versions %s to %s are %s outputs', min(o.version), max(o.version), count(*))
FROM output o GROUP BY o.project_id, o.stage_number
HAVING max(o.version) - min(o.version) + 1 <> count(*)
UNION ALL
SELECT o.project_id, 'I4', o.stage_number, format('%s %s outputs are active', count(*), o.format)
FROM output o WHERE o.is_active GROUP BY o.project_id, o.stage_number, o.format
HAVING count(*) > 1
UNION ALL
SELECT o.project_id, 'I4', o.stage_number,
       format('the active json output, version %s, differs from the stage''s data', o.version)
FROM output o
WHERE o.is_active AND o.format = 'json'
  AND CASE WHEN pg_input_is_valid(o.content, 'jsonb') THEN o.content::jsonb IS DISTINCT FROM o.data
           ELSE true END
UNION ALL
SELECT s.project_id, 'I5', s.stage_number,
       format('the stage is %s, but %s ticket is open', s.status,
              CASE WHEN s.status = 'generating' THEN 'no' ELSE 'a' END)
FROM stage s
WHERE (s.status = 'generating') <> EXISTS (
    SELECT FROM sdp_engine.generation_tickets t WHERE t.stage_id = s.id AND t.closed_at IS NULL)
UNION ALL
SELECT c.id, 'I6', NULL,
       format('the status is %s, but deleted_at is %s', c.status, coalesce(c.deleted_at::text, 'null'))
FROM chosen c WHERE (c.status = 'deleted') <> (c.deleted_at IS NOT NULL)
UNION ALL
SELECT e.project_id, 'I7', NULL, format('events %s to %s are %s', min(e.seq), max(e.seq), count(*))
FROM event e GROUP BY e.project_id HAVING min(e.seq) <> 1 OR max(e.seq) <> count(*)
UNION ALL
SELECT e.project_id, 'I7', e.stage_number,
       format('event %s leaves %s, but the stage was %s', e.seq, e.from_status,
              coalesce(e.previous_status, 'new'))
FROM event e
WHERE e.from_status <> coalesce(e.previous_status,
                                CASE e.stage_number WHEN 1 THEN 'active' ELSE 'locked' END)
UNION ALL
SELECT s.project_id, 'I7', s.stage_number,
       format('the stage is %s, but its last event led to %s', s.status, coalesce(e.to_status, 'none'))
FROM stage s LEFT JOIN event e ON e.stage_id = s.id AND e.from_last = 1
WHERE s.status <> coalesce(e.to_status, CASE s.stage_number WHEN 1 THEN 'active' ELSE 'locked' END)
