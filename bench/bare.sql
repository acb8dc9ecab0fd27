-- The limit: one function an operation, which makes the same row changes as pg_sdp's functions and
-- checks nothing. PL/pgSQL, because PostgreSQL 16 plans the statements of an SQL function anew at
-- each call.

CREATE FUNCTION sdp.create_project(owner uuid, name text, description text) RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    number integer;
    made uuid;
BEGIN
    INSERT INTO sdp_engine.slug_counters AS c (user_id, base, last_number)
    VALUES (owner, sdp_engine.slug_of(name), 1)
    ON CONFLICT (user_id, base) DO UPDATE SET last_number = c.last_number + 1
    RETURNING last_number INTO number;
    INSERT INTO sdp.projects (user_id, name, description, slug)
    VALUES (owner, name, description,
            sdp_engine.slug_of(name) || CASE WHEN number > 1 THEN '-' || number ELSE '' END)
    RETURNING id INTO made;
    INSERT INTO sdp_engine.project_state (project_id, lock_count) VALUES (made, 1);
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)
    SELECT made, d.number, d.name, coalesce(d.custom_label, d.label),
           CASE WHEN d.number = 1 THEN 'active' ELSE 'locked' END
    FROM sdp_engine.stage_definitions d;
    RETURN made;
END
$$;

CREATE FUNCTION sdp.save_stage(project uuid, stage integer, data jsonb) RETURNS integer
    LANGUAGE plpgsql
AS $$
DECLARE
    stage_row uuid;
    old_status text;
    output uuid;
    new_version integer;
BEGIN
    UPDATE sdp_engine.project_state s SET lock_count = s.lock_count + 1
    WHERE s.project_id = project;
    UPDATE sdp.stages s SET data = save_stage.data, status = 'review', updated_at = now()
    FROM sdp.stages o
    WHERE s.project_id = project AND s.stage_number = stage AND o.id = s.id
    RETURNING s.id, o.status INTO stage_row, old_status;
    IF old_status <> 'review' THEN
        INSERT INTO sdp_engine.stage_events
            (project_id, seq, stage_id, stage_number, from_status, to_status, actor)
        SELECT project, coalesce(max(e.seq), 0) + 1, stage_row, stage, old_status, 'review',
               current_user
        FROM sdp_engine.stage_events e WHERE e.project_id = project;
    END IF;
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    SELECT stage_row, coalesce(max(o.version), 0) + 1, 'json', save_stage.data::text, 'human'
    FROM sdp.stage_outputs o WHERE o.stage_id = stage_row
    RETURNING id, version INTO output, new_version;
    IF new_version > 1 THEN
        UPDATE sdp.stage_outputs o SET is_active = false
        WHERE o.stage_id = stage_row AND o.format = 'json' AND o.is_active AND o.id <> output;
    END IF;
    IF stage > 1 THEN
        INSERT INTO sdp_engine.output_context (output_id, stages, versions)
        SELECT output, array_agg(s.stage_number ORDER BY s.stage_number),
               array_agg(o.version ORDER BY s.stage_number)
        FROM sdp.stages s
        LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.format = 'json' AND o.is_active
        WHERE s.project_id = project AND s.stage_number = ANY (
            SELECT unnest(d.context) FROM sdp_engine.stage_definitions d WHERE d.number = stage);
    END IF;
    RETURN new_version;
END
$$;

CREATE FUNCTION sdp.complete_stage(project uuid, stage integer) RETURNS integer
    LANGUAGE plpgsql
AS $$
DECLARE
    stage_row uuid;
    next_row uuid;
    old_status text;
BEGIN
    UPDATE sdp_engine.project_state s SET lock_count = s.lock_count + 1
    WHERE s.project_id = project;
    UPDATE sdp.stages s
    SET status = 'complete', validated_at = now(), completed_at = now(), updated_at = now()
    FROM sdp.stages o
    WHERE s.project_id = project AND s.stage_number = stage AND o.id = s.id
    RETURNING s.id, o.status INTO stage_row, old_status;
    IF stage < 9 THEN
        UPDATE sdp.stages s SET status = 'active', updated_at = now()
        WHERE s.project_id = project AND s.stage_number = stage + 1
        RETURNING s.id INTO next_row;
        UPDATE sdp.projects SET current_stage = stage + 1, updated_at = now() WHERE id = project;
    END IF;
    INSERT INTO sdp_engine.stage_events
        (project_id, seq, stage_id, stage_number, from_status, to_status, actor)
    SELECT project, m.last + v.n, v.stage_id, v.stage_number, v.from_status, v.to_status,
           current_user
    FROM (SELECT coalesce(max(e.seq), 0) AS last FROM sdp_engine.stage_events e
          WHERE e.project_id = project) m,
         (VALUES (1, stage_row, stage, old_status, 'complete'),
                 (2, next_row, stage + 1, 'locked', 'active'))
             v (n, stage_id, stage_number, from_status, to_status)
    WHERE v.stage_id IS NOT NULL;
    RETURN least(stage + 1, 9);
END
$$;

CREATE FUNCTION sdp.register_export(project uuid, format text, path text, size bigint) RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    made uuid;
BEGIN
    UPDATE sdp_engine.project_state p
    SET lock_count = p.lock_count + 1,
        exported_state = (SELECT encode(sha256(convert_to(concat_ws(E'\n', q.name, q.slug, coalesce(q.description, E'\n'),
        (SELECT string_agg(concat_ws(' ', s.stage_number, s.status, s.stage_label,
             (SELECT string_agg(concat(o.format, ':', o.version), ' ' ORDER BY o.version)
              FROM sdp.stage_outputs o WHERE o.stage_id = s.id AND o.is_active)),
             E'\n' ORDER BY s.stage_number)
         FROM sdp.stages s WHERE s.project_id = q.id AND s.stage_number < 9)), 'UTF8')), 'hex')
     FROM sdp.projects q WHERE q.id = project)
    WHERE p.project_id = project;
    INSERT INTO sdp.export_packages
        (project_id, format, validation_status, validation_messages, file_path, file_size_bytes)
    VALUES (project, format, 'valid', '[]', path, size)
    RETURNING id INTO made;
    RETURN made;
END
$$;

CREATE FUNCTION sdp.export_manifest(project uuid) RETURNS json
    LANGUAGE sql STABLE
    RETURN sdp_engine.manifest(project, '{"status": "valid", "errors": 0, "warnings": 0}');
