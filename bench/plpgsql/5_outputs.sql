-- The rules of sdp.stage_outputs.

CREATE FUNCTION sdp_engine.outputs_before() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    project uuid;
BEGIN
    IF current_setting('row_security') = 'off' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.stage_id, NEW.version, NEW.format, NEW.content, NEW.generated_by,
            NEW.ai_generation_id, NEW.created_at) IS DISTINCT FROM
           (OLD.id, OLD.stage_id, OLD.version, OLD.format, OLD.content, OLD.generated_by,
            OLD.ai_generation_id, OLD.created_at) THEN
            PERFORM sdp_engine.refuse('SD302', format('output version %s cannot be changed',
                                                      OLD.version));
        END IF;
        IF NEW.is_active = OLD.is_active THEN
            RETURN NEW;
        END IF;
    END IF;
    SELECT s.project_id INTO project FROM sdp.stages s WHERE s.id = NEW.stage_id;
    IF NOT FOUND THEN
        RETURN NEW; -- The foreign key refuses it.
    END IF;
    PERFORM sdp_engine.lock_project(project);
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM sdp.stage_outputs o WHERE o.id = NEW.id) THEN
        SELECT coalesce(max(o.version), 0) + 1 INTO NEW.version
        FROM sdp.stage_outputs o WHERE o.stage_id = NEW.stage_id;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION sdp_engine.outputs_after() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    activated boolean := NEW.is_active AND (TG_OP = 'INSERT' OR NOT OLD.is_active);
    now_is record;
BEGIN
    IF current_setting('row_security') = 'off' OR TG_OP = 'UPDATE' AND NEW.is_active = OLD.is_active
    THEN
        RETURN NULL;
    END IF;
    -- One read: all that the rules ask about. Whether the data is the content is asked here, so
    -- that neither is copied.
    SELECT s.project_id, p.slug, p.status AS project_status, s.stage_number, s.status,
           s.data IS NOT NULL AS has_data, o.is_active, o.cmin::text AS command,
           NEW.format = 'json' AND s.data::text = NEW.content AS is_data,
           NEW.version = 1 OR EXISTS (SELECT FROM sdp.stage_outputs b WHERE b.stage_id = o.stage_id
                                      AND b.version = NEW.version - 1) AS follows,
           EXISTS (SELECT FROM sdp.stage_outputs b WHERE b.stage_id = o.stage_id
                   AND b.format = o.format AND b.is_active AND b.id <> o.id) AS others_active
    INTO now_is
    FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id
    JOIN sdp.projects p ON p.id = s.project_id
    WHERE o.id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL; -- Deleted by the same statement.
    END IF;
    IF now_is.project_status <> 'active' THEN
        PERFORM sdp_engine.refuse('SD013', format('project "%s" is %s', now_is.slug,
                                                  now_is.project_status));
    END IF;
    IF (TG_OP = 'INSERT' OR activated) AND now_is.status IN ('locked', 'generating') THEN
        PERFORM sdp_engine.refuse('SD011', format('outputs of stage %s of project "%s" cannot be '
                                                  'changed', now_is.stage_number, now_is.slug));
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF (NEW.generated_by = 'ai') <> (NEW.ai_generation_id IS NOT NULL)
           OR NEW.generated_by = 'ai' AND NOT EXISTS (
               SELECT FROM sdp.ai_generations g WHERE g.id = NEW.ai_generation_id
               AND g.stage_id = NEW.stage_id AND g.status = 'success') THEN
            PERFORM sdp_engine.refuse('SD207', 'the output does not agree with its generation');
        END IF;
        IF NEW.version < 1 OR NOT now_is.follows THEN
            PERFORM sdp_engine.refuse('SD301', format('version %s was not assigned by the engine',
                                                      NEW.version));
        END IF;
        IF now_is.is_data IS NOT TRUE AND NOT sdp_engine.is_well_formed(NEW.format, NEW.content)
           OR octet_length(NEW.content) > 16777216 THEN
            PERFORM sdp_engine.refuse('SD205', format('content is not well-formed %s', NEW.format));
        END IF;
        IF NOT now_is.has_data AND NOT (NEW.format = 'json' AND NEW.is_active) THEN
            PERFORM sdp_engine.refuse('SD005', format('stage %s has no data', now_is.stage_number));
        END IF;
    END IF;
    IF activated THEN
        IF NOT now_is.is_active OR NOT sdp_engine.is_first_of_command(
            concat(NEW.stage_id, NEW.format, now_is.command), NEW.id) THEN
            PERFORM sdp_engine.refuse('SD009', 'one statement activates two outputs of one format');
        END IF;
        IF now_is.others_active THEN
            UPDATE sdp.stage_outputs o SET is_active = false
            WHERE o.stage_id = NEW.stage_id AND o.format = NEW.format AND o.is_active
              AND o.id <> NEW.id;
        END IF;
    END IF;
    IF TG_OP = 'INSERT' AND now_is.stage_number > 1 THEN
        INSERT INTO sdp_engine.output_context (output_id, stages, versions)
        SELECT NEW.id, array_agg(s.stage_number ORDER BY s.stage_number),
               array_agg(o.version ORDER BY s.stage_number)
        FROM sdp_engine.stage_definitions d
        JOIN sdp.stages s ON s.project_id = now_is.project_id AND s.stage_number = ANY (d.context)
        LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.format = 'json' AND o.is_active
        WHERE d.number = now_is.stage_number;
    END IF;
    IF activated AND NEW.format = 'json' THEN
        IF now_is.is_data IS NOT TRUE
           AND EXISTS (SELECT FROM sdp.stages s WHERE s.id = NEW.stage_id
                       AND s.data IS DISTINCT FROM NEW.content::jsonb) THEN
            IF now_is.status = 'complete' THEN
                UPDATE sdp.stages SET status = 'review' WHERE id = NEW.stage_id;
            END IF;
            UPDATE sdp.stages SET data = NEW.content::jsonb WHERE id = NEW.stage_id;
        ELSIF now_is.status = 'active' AND TG_OP = 'INSERT' THEN
            UPDATE sdp.stages SET status = 'review' WHERE id = NEW.stage_id;
        END IF;
    END IF;
    RETURN NULL;
END
$$;
