-- The rules of sdp.stages: the lifecycle.

CREATE FUNCTION sdp_engine.stages_before_insert() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF current_setting('row_security') = 'off' OR NOT sdp_engine.lock_project(NEW.project_id) THEN
        RETURN NEW;
    END IF;
    IF NEW.stage_number = 1 AND NEW.status = 'locked' OR NEW.validated_at IS NOT NULL
       OR NEW.completed_at IS NOT NULL THEN
        IF EXISTS (SELECT FROM sdp.stages s WHERE s.id = NEW.id
                   OR s.project_id = NEW.project_id AND s.stage_number = NEW.stage_number) THEN
            RETURN NEW;
        END IF;
        IF NEW.stage_number = 1 AND NEW.status = 'locked' THEN
            NEW.status := 'active';
        END IF;
        NEW.validated_at := NULL;
        NEW.completed_at := NULL;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION sdp_engine.stages_after_insert() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    project_status text;
BEGIN
    IF current_setting('row_security') = 'off' THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM sdp_engine.stage_definitions d
                   WHERE d.number = NEW.stage_number AND d.name = NEW.stage_name) THEN
        PERFORM sdp_engine.refuse('SD306', format('stage %s cannot be named "%s"',
                                                  NEW.stage_number, NEW.stage_name));
    END IF;
    IF NEW.status <> (CASE WHEN NEW.stage_number = 1 THEN 'active' ELSE 'locked' END) THEN
        PERFORM sdp_engine.refuse('SD306', format('a new stage %s cannot start as %s',
                                                  NEW.stage_number, NEW.status));
    END IF;
    SELECT p.status INTO project_status FROM sdp.projects p WHERE p.id = NEW.project_id;
    IF project_status <> 'active' THEN
        PERFORM sdp_engine.refuse('SD013', format('the project is %s', project_status));
    END IF;
    IF NEW.data IS NOT NULL
       AND (jsonb_typeof(NEW.data) <> 'object' OR NOT sdp_engine.is_storable(NEW.data)) THEN
        PERFORM sdp_engine.refuse('SD204', 'data is not acceptable');
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION sdp_engine.stages_before_update() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF current_setting('row_security') = 'off' OR NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    PERFORM sdp_engine.lock_project(OLD.project_id);
    IF (NEW.id, NEW.project_id, NEW.stage_number, NEW.stage_name, NEW.created_at) IS DISTINCT FROM
       (OLD.id, OLD.project_id, OLD.stage_number, OLD.stage_name, OLD.created_at) THEN
        PERFORM sdp_engine.refuse('SD301', format('stage %s cannot be given another key',
                                                  OLD.stage_number));
    END IF;
    IF OLD.status = 'active' AND NEW.status = 'active' AND NEW.data IS NOT NULL
       AND NEW.data IS DISTINCT FROM OLD.data THEN
        NEW.status := 'review';
    END IF;
    IF NEW.status <> 'complete' THEN
        NEW.validated_at := NULL;
        NEW.completed_at := NULL;
    ELSIF OLD.status = 'complete' THEN
        NEW.validated_at := OLD.validated_at;
        NEW.completed_at := OLD.completed_at;
    ELSE
        NEW.validated_at := coalesce(NEW.validated_at, now());
        NEW.completed_at := coalesce(NEW.completed_at, now());
    END IF;
    IF NEW.updated_at = OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

-- Refuses a move that the lifecycle does not have. `walk` is the nine statuses, a letter each.
CREATE FUNCTION sdp_engine.check_move(stage sdp.stages, old_status text, walk text) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    number integer := stage.stage_number;
    move text := old_status || '>' || stage.status;
    ticket record;
    allowed boolean;
BEGIN
    IF length(walk) <> 9 THEN
        PERFORM sdp_engine.refuse('SD008', 'the project does not have its nine stages');
    END IF;
    IF move IN ('active>complete', 'review>complete') THEN
        IF number = 9 AND NOT EXISTS (
            SELECT FROM sdp_engine.project_state s WHERE s.project_id = stage.project_id
            AND s.exported_state = sdp_engine.package_state(stage.project_id)) THEN
            PERFORM sdp_engine.refuse('SD007', 'no package was exported after the last change');
        END IF;
        allowed := stage.data IS NOT NULL;
    ELSIF move = 'locked>active' THEN
        allowed := left(walk, number - 1) !~ '[^c]' AND substr(walk, number + 1) !~ '[^l]';
    ELSIF move = 'active>review' THEN
        allowed := stage.data IS NOT NULL;
    ELSIF move = 'review>active' THEN
        allowed := true;
    ELSIF move = 'complete>review' THEN
        allowed := strpos(substr(walk, number + 1), 'g') = 0;
    ELSIF stage.status = 'locked' THEN
        allowed := old_status <> 'generating' AND left(walk, number - 1) ~ '[^c]';
    ELSIF move IN ('active>generating', 'review>generating') THEN
        allowed := number < 9;
    ELSIF move IN ('generating>active', 'generating>review') THEN
        SELECT t.closed_at, t.to_status INTO ticket FROM sdp_engine.generation_tickets t
        WHERE t.stage_id = stage.id ORDER BY t.closed_at DESC NULLS FIRST LIMIT 1;
        allowed := ticket.closed_at IS NOT NULL AND ticket.to_status = stage.status;
    ELSE
        allowed := false;
    END IF;
    IF allowed IS NOT TRUE THEN
        PERFORM sdp_engine.refuse('SD001', format('stage %s cannot go from %s to %s', number,
                                                  old_status, stage.status),
                                  format('The stages read %s.', walk));
    END IF;
END
$$;

-- What follows from a stage's new status.
CREATE FUNCTION sdp_engine.cause_effects(stage sdp.stages, old_status text) RETURNS void
    LANGUAGE plpgsql
AS $$
DECLARE
    number integer := stage.stage_number;
    later uuid;
BEGIN
    IF stage.status = 'complete' THEN
        IF number < 9 THEN
            UPDATE sdp.stages s SET status = 'active'
            WHERE s.project_id = stage.project_id AND s.stage_number = number + 1
              AND s.status = 'locked';
            number := number + 1;
        END IF;
    ELSIF old_status = 'complete' AND stage.status = 'review' THEN
        FOR later IN SELECT s.id FROM sdp.stages s WHERE s.project_id = stage.project_id
                     AND s.stage_number > number AND s.status <> 'locked' ORDER BY s.stage_number
        LOOP
            UPDATE sdp.stages SET status = 'locked' WHERE id = later;
        END LOOP;
    ELSIF stage.status = 'generating' THEN
        INSERT INTO sdp_engine.generation_tickets (stage_id, project_id, kind, from_status)
        SELECT stage.id, stage.project_id, 'direct', old_status
        WHERE NOT EXISTS (SELECT FROM sdp_engine.generation_tickets t
                          WHERE t.stage_id = stage.id AND t.closed_at IS NULL);
        RETURN;
    ELSE
        RETURN;
    END IF;
    UPDATE sdp.projects SET current_stage = number
    WHERE id = stage.project_id AND current_stage <> number;
END
$$;

CREATE FUNCTION sdp_engine.stages_after_update() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    moved boolean := NEW.status <> OLD.status;
    data_changed boolean := NEW.data IS DISTINCT FROM OLD.data;
    present record;
    content text;
BEGIN
    IF current_setting('row_security') = 'off' THEN
        RETURN NULL;
    END IF;
    IF (NEW.validated_at IS NOT NULL) <> (NEW.status = 'complete')
       OR (NEW.completed_at IS NOT NULL) <> (NEW.status = 'complete') THEN
        PERFORM sdp_engine.refuse('SD211', 'validated_at and completed_at belong to complete stages');
    END IF;
    -- One read: the project, its nine statuses, and this row as it is stored now.
    SELECT p.status, p.slug, string_agg(left(s.status, 1), '' ORDER BY s.stage_number) AS walk,
           min(s.cmin::text) FILTER (WHERE s.id = NEW.id) AS command,
           bool_or(s.id = NEW.id AND s.status = NEW.status
                   AND s.data IS NOT DISTINCT FROM NEW.data) AS unchanged
    INTO present
    FROM sdp.projects p JOIN sdp.stages s ON s.project_id = p.id
    WHERE p.id = NEW.project_id GROUP BY p.id;
    IF NOT FOUND THEN
        RETURN NULL; -- Deleted by the same statement.
    END IF;
    IF NOT present.unchanged THEN
        PERFORM sdp_engine.refuse('SD010', format('stage %s was changed again before this change '
                                                  'took effect', NEW.stage_number));
    END IF;
    IF present.status <> 'active' AND (data_changed OR NOT moved OR OLD.status <> 'generating') THEN
        PERFORM sdp_engine.refuse('SD013', format('project "%s" is %s', present.slug, present.status));
    END IF;
    IF data_changed THEN
        IF OLD.status NOT IN ('active', 'review') AND NEW.status NOT IN ('active', 'review') THEN
            PERFORM sdp_engine.refuse('SD011', format('data of stage %s of project "%s" cannot be '
                                                      'changed', NEW.stage_number, present.slug));
        END IF;
        IF NEW.data IS NULL THEN
            IF EXISTS (SELECT FROM sdp.stage_outputs o WHERE o.stage_id = NEW.id) THEN
                PERFORM sdp_engine.refuse('SD204', 'data of a stage with outputs cannot be erased');
            END IF;
        ELSIF jsonb_typeof(NEW.data) <> 'object' OR NOT sdp_engine.is_storable(NEW.data)
              OR pg_column_size(NEW.data) > 16777216 THEN
            PERFORM sdp_engine.refuse('SD204', format('data is not acceptable for stage %s of '
                                                      'project "%s"', NEW.stage_number, present.slug));
        END IF;
    END IF;
    IF moved THEN
        IF NOT sdp_engine.is_first_of_command(concat(NEW.project_id, present.command), NEW.id) THEN
            PERFORM sdp_engine.refuse('SD009', 'one statement moves two stages of one project');
        END IF;
        PERFORM sdp_engine.check_move(NEW, OLD.status, present.walk);
        IF NEW.status = 'complete'
           AND EXISTS (SELECT FROM sdp_engine.findings(NEW.project_id, NEW.stage_number) f
                       WHERE f.severity = 'error') THEN
            PERFORM sdp_engine.refuse(
                'SD006', format('stage %s does not pass validation', NEW.stage_number),
                (SELECT jsonb_agg(to_jsonb(f))::text
                 FROM sdp_engine.findings(NEW.project_id, NEW.stage_number) f));
        END IF;
        PERFORM sdp_engine.record_event(NEW.project_id, NEW.id, NEW.stage_number, OLD.status,
                                        NEW.status);
    END IF;
    IF NEW.data IS NOT NULL AND (data_changed OR moved AND NEW.status = 'complete') THEN
        SELECT o.content INTO content FROM sdp.stage_outputs o
        WHERE o.stage_id = NEW.id AND o.format = 'json' AND o.is_active;
        IF NOT FOUND OR content <> NEW.data::text AND content::jsonb <> NEW.data THEN
            INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
            VALUES (NEW.id, 0, 'json', NEW.data::text, 'human');
        END IF;
    END IF;
    IF moved THEN
        PERFORM sdp_engine.cause_effects(NEW, OLD.status);
    END IF;
    RETURN NULL;
END
$$;
