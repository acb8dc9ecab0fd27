-- The operations: as pg_sdp's functions, which the triggers do most of the work for.

CREATE FUNCTION sdp.create_project(owner uuid, name text, description text) RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    made uuid;
BEGIN
    IF NOT EXISTS (SELECT FROM sdp.users u WHERE u.id = owner) THEN
        PERFORM sdp_engine.refuse('SD107', format('user %s does not exist', owner));
    END IF;
    INSERT INTO sdp.projects (user_id, name, description, slug)
    VALUES (owner, name, description, NULL)
    RETURNING id INTO made;
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)
    SELECT made, d.number, d.name, coalesce(d.custom_label, d.label),
           CASE WHEN d.number = 1 THEN 'active' ELSE 'locked' END
    FROM sdp_engine.stage_definitions d ORDER BY d.number;
    RETURN made;
END
$$;

-- Takes the project's lock and returns the stage's id and status.
CREATE FUNCTION sdp_engine.open_stage(project uuid, stage integer, OUT id uuid, OUT status text)
    LANGUAGE plpgsql
AS $$
DECLARE
    project_status text;
BEGIN
    IF stage NOT BETWEEN 1 AND 9 THEN
        PERFORM sdp_engine.refuse('SD102', format('stage %s does not exist', stage));
    END IF;
    IF NOT sdp_engine.lock_project(project) THEN
        PERFORM sdp_engine.refuse('SD101', format('project %s does not exist', project));
    END IF;
    SELECT p.status, s.id, s.status INTO project_status, id, status
    FROM sdp.projects p
    LEFT JOIN sdp.stages s ON s.project_id = p.id AND s.stage_number = stage
    WHERE p.id = project;
    IF project_status <> 'active' THEN
        PERFORM sdp_engine.refuse('SD013', format('the project is %s', project_status));
    END IF;
    IF id IS NULL THEN
        PERFORM sdp_engine.refuse('SD008', 'the project does not have its nine stages');
    END IF;
END
$$;

CREATE FUNCTION sdp.save_stage(project uuid, stage integer, data jsonb,
                               user_input text DEFAULT NULL, expected_version integer DEFAULT NULL,
                               OUT version integer, OUT status text)
    LANGUAGE plpgsql
AS $$
DECLARE
    found_stage record;
BEGIN
    found_stage := sdp_engine.open_stage(project, stage);
    IF expected_version IS NOT NULL AND expected_version <> (
        SELECT coalesce(max(o.version), 0) FROM sdp.stage_outputs o
        WHERE o.stage_id = found_stage.id) THEN
        PERFORM sdp_engine.refuse('SD014', format('stage %s was saved meanwhile', stage));
    END IF;
    IF found_stage.status NOT IN ('active', 'review') THEN
        PERFORM sdp_engine.refuse('SD011', format('data of stage %s cannot be changed', stage));
    END IF;
    UPDATE sdp.stages s
    SET data = save_stage.data, user_input = coalesce(save_stage.user_input, s.user_input)
    WHERE s.id = found_stage.id
    RETURNING s.status INTO save_stage.status;
    SELECT max(o.version) INTO save_stage.version FROM sdp.stage_outputs o
    WHERE o.stage_id = found_stage.id;
END
$$;

CREATE FUNCTION sdp.complete_stage(project uuid, stage integer) RETURNS integer
    LANGUAGE plpgsql
AS $$
DECLARE
    found_stage record;
BEGIN
    found_stage := sdp_engine.open_stage(project, stage);
    IF found_stage.status <> 'complete' THEN
        UPDATE sdp.stages s SET status = 'complete' WHERE s.id = found_stage.id;
    END IF;
    RETURN (SELECT p.current_stage FROM sdp.projects p WHERE p.id = project);
END
$$;

CREATE FUNCTION sdp.register_export(project uuid, format text, path text, size bigint) RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    made uuid;
BEGIN
    IF format NOT IN ('folder', 'zip') OR size < 0 OR size > 2147483647 THEN
        PERFORM sdp_engine.refuse('SD210', 'the package cannot be registered');
    END IF;
    PERFORM sdp_engine.open_stage(project, 9);
    INSERT INTO sdp.export_packages (project_id, format, validation_status, file_path, file_size_bytes)
    VALUES (project, format, 'errors', path, size)
    RETURNING id INTO made;
    RETURN made;
END
$$;

CREATE FUNCTION sdp.export_manifest(project uuid) RETURNS json
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN sdp_engine.manifest(project, (
        SELECT json_build_object(
            'status', CASE WHEN bool_or(f.severity = 'error') THEN 'errors'
                           WHEN bool_or(f.severity = 'warning') THEN 'warnings' ELSE 'valid' END,
            'errors', count(*) FILTER (WHERE f.severity = 'error'),
            'warnings', count(*) FILTER (WHERE f.severity = 'warning'))
        FROM sdp_engine.findings(project) f));
END
$$;
