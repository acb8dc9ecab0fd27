-- The rules of sdp.projects and sdp.export_packages.

CREATE FUNCTION sdp_engine.new_slug(owner uuid, name text) RETURNS text
    LANGUAGE plpgsql
AS $$
DECLARE
    wanted text := sdp_engine.slug_of(name);
    number integer;
    numbered text;
BEGIN
    LOOP
        INSERT INTO sdp_engine.slug_counters AS c (user_id, base, last_number)
        VALUES (owner, wanted, 1)
        ON CONFLICT (user_id, base) DO UPDATE SET last_number = c.last_number + 1
        RETURNING last_number INTO number;
        numbered := wanted || CASE WHEN number > 1 THEN '-' || number ELSE '' END;
        EXIT WHEN NOT EXISTS (SELECT FROM sdp.projects p WHERE p.user_id = owner
                              AND p.slug = numbered AND p.deleted_at IS NULL);
    END LOOP;
    RETURN numbered;
END
$$;

-- The number of the first stage that is not complete; 9 when all are.
CREATE FUNCTION sdp_engine.derived_stage(project uuid) RETURNS integer
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT least(9, 1 + count(*) FILTER (WHERE s.status = 'complete'))
            FROM sdp.stages s WHERE s.project_id = project);
END
$$;

CREATE FUNCTION sdp_engine.projects_before() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF current_setting('row_security') = 'off' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM sdp.projects p WHERE p.id = NEW.id) THEN
            RETURN NEW;
        END IF;
        NEW.current_stage := 1;
        IF (NEW.status = 'deleted') <> (NEW.deleted_at IS NOT NULL) THEN
            IF NEW.status = 'deleted' THEN
                NEW.deleted_at := now();
            ELSE
                NEW.status := 'deleted';
            END IF;
        END IF;
        IF NEW.slug IS NULL THEN
            NEW.slug := sdp_engine.new_slug(NEW.user_id, NEW.name);
        END IF;
        RETURN NEW;
    END IF;
    IF NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    PERFORM sdp_engine.lock_project(OLD.id);
    IF NEW.current_stage <> OLD.current_stage THEN
        NEW.current_stage := sdp_engine.derived_stage(NEW.id);
    END IF;
    IF NEW.status <> OLD.status AND NEW.deleted_at IS NOT DISTINCT FROM OLD.deleted_at THEN
        NEW.deleted_at := CASE WHEN NEW.status = 'deleted' THEN now() END;
    ELSIF NEW.status = OLD.status AND NEW.deleted_at IS DISTINCT FROM OLD.deleted_at THEN
        NEW.status := CASE WHEN NEW.deleted_at IS NULL THEN 'active' ELSE 'deleted' END;
    END IF;
    IF OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL AND NEW.slug = OLD.slug
       AND EXISTS (SELECT FROM sdp.projects p WHERE p.user_id = NEW.user_id
                   AND p.slug = NEW.slug AND p.deleted_at IS NULL) THEN
        NEW.slug := sdp_engine.new_slug(NEW.user_id, NEW.slug);
    END IF;
    IF NEW.updated_at = OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION sdp_engine.projects_after() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF current_setting('row_security') = 'off' THEN
        RETURN NULL;
    END IF;
    IF NEW.name ~ '^\s*$' THEN
        PERFORM sdp_engine.refuse('SD202', 'name of projects must not be blank');
    END IF;
    IF NEW.slug !~ '^[a-z0-9]+(-[a-z0-9]+)*$' THEN
        PERFORM sdp_engine.refuse('SD203', format('slug "%s" is not valid', NEW.slug));
    END IF;
    IF (NEW.status = 'deleted') <> (NEW.deleted_at IS NOT NULL) THEN
        PERFORM sdp_engine.refuse('SD211', format('status and deleted_at of project "%s" contradict '
                                                  'each other', NEW.slug));
    END IF;
    IF TG_OP = 'INSERT' OR NEW.ai_provider_id IS DISTINCT FROM OLD.ai_provider_id THEN
        IF NEW.ai_provider_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM sdp.ai_provider_configs c
                           WHERE c.id = NEW.ai_provider_id AND c.user_id = NEW.user_id) THEN
            PERFORM sdp_engine.refuse('SD106', 'the AI provider is not the owner''s');
        END IF;
    END IF;
    IF TG_OP = 'INSERT' OR NEW.template_id IS DISTINCT FROM OLD.template_id THEN
        IF NEW.template_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM sdp.templates t WHERE t.id = NEW.template_id
                           AND (t.is_built_in OR EXISTS (
                               SELECT FROM sdp_engine.template_owners o
                               WHERE o.template_id = t.id AND o.user_id = NEW.user_id))) THEN
            PERFORM sdp_engine.refuse('SD105', 'the template cannot be used');
        END IF;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO sdp_engine.project_state (project_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
        RETURN NULL;
    END IF;
    IF (NEW.id, NEW.user_id, NEW.created_at) IS DISTINCT FROM
       (OLD.id, OLD.user_id, OLD.created_at) THEN
        PERFORM sdp_engine.refuse('SD301', 'a project''s id, owner and creation time never change');
    END IF;
    IF OLD.status <> 'active'
       AND ((NEW.name, NEW.description, NEW.ai_provider_id, NEW.template_id) IS DISTINCT FROM
            (OLD.name, OLD.description, OLD.ai_provider_id, OLD.template_id)
            OR NEW.status <> 'active' AND NEW.slug <> OLD.slug) THEN
        PERFORM sdp_engine.refuse('SD013', format('project "%s" is %s', OLD.slug, OLD.status));
    END IF;
    IF NEW.current_stage <> OLD.current_stage
       AND NEW.current_stage <> sdp_engine.derived_stage(NEW.id) THEN
        PERFORM sdp_engine.refuse('SD010', 'current_stage is derived from the stages');
    END IF;
    IF NEW.status <> OLD.status AND NEW.status <> 'active' THEN
        WITH closed AS (
            UPDATE sdp_engine.generation_tickets t
            SET closed_at = clock_timestamp(), outcome = 'cancelled', to_status = t.from_status
            WHERE t.project_id = NEW.id AND t.closed_at IS NULL
            RETURNING t.stage_id, t.from_status)
        UPDATE sdp.stages s SET status = c.from_status FROM closed c WHERE s.id = c.stage_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION sdp_engine.export_packages_before() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF current_setting('row_security') = 'off' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS DISTINCT FROM OLD THEN
            PERFORM sdp_engine.refuse('SD302', 'rows of sdp.export_packages are never changed');
        END IF;
        RETURN NEW;
    END IF;
    IF NOT sdp_engine.lock_project(NEW.project_id) THEN
        RETURN NEW; -- The foreign key refuses it.
    END IF;
    SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]'),
           CASE WHEN bool_or(f.severity = 'error') THEN 'errors'
                WHEN bool_or(f.severity = 'warning') THEN 'warnings' ELSE 'valid' END
    INTO NEW.validation_messages, NEW.validation_status
    FROM sdp_engine.findings(NEW.project_id) f;
    RETURN NEW;
END
$$;

CREATE FUNCTION sdp_engine.export_packages_after() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    project record;
BEGIN
    IF current_setting('row_security') = 'off' THEN
        RETURN NULL;
    END IF;
    IF NEW.file_path ~ '^\s*$' THEN
        PERFORM sdp_engine.refuse('SD202', 'file_path of export_packages must not be blank');
    END IF;
    IF NEW.file_size_bytes < 0 THEN
        PERFORM sdp_engine.refuse('SD210', 'file_size_bytes must not be negative');
    END IF;
    SELECT p.status, p.slug, (SELECT count(*) FROM sdp.stages s WHERE s.project_id = p.id) AS stages
    INTO project FROM sdp.projects p WHERE p.id = NEW.project_id;
    IF project.status <> 'active' THEN
        PERFORM sdp_engine.refuse('SD013', format('project "%s" is %s', project.slug, project.status));
    END IF;
    IF project.stages <> 9 THEN
        PERFORM sdp_engine.refuse('SD008', format('project "%s" lacks stages', project.slug));
    END IF;
    UPDATE sdp_engine.project_state s
    SET exported_state = sdp_engine.package_state(NEW.project_id)
    WHERE s.project_id = NEW.project_id;
    RETURN NULL;
END
$$;
