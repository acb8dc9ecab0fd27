-- What the triggers share. The functions are SECURITY INVOKER without a SET clause (a product's
-- would be SECURITY DEFINER with a fixed search_path, which costs more): this is the fast variant.

-- Refuses: a class SD error as pg_sdp's.
CREATE FUNCTION sdp_engine.refuse(code text, message text, detail text DEFAULT '',
                                  hint text DEFAULT '') RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION '%', message USING ERRCODE = code, DETAIL = detail, HINT = hint;
END
$$;

-- Takes the project's lock, once a transaction: a local setting remembers it, which a rolled-back
-- savepoint undoes. False where the project does not exist.
CREATE FUNCTION sdp_engine.lock_project(project uuid) RETURNS boolean
    LANGUAGE plpgsql
AS $$
BEGIN
    IF strpos(current_setting('sdp_bench.locks', true), project::text) > 0 THEN
        RETURN true;
    END IF;
    UPDATE sdp_engine.project_state s SET lock_count = s.lock_count + 1
    WHERE s.project_id = project;
    IF NOT FOUND THEN
        INSERT INTO sdp_engine.project_state AS s (project_id, lock_count)
        SELECT p.id, 1 FROM sdp.projects p WHERE p.id = project
        ON CONFLICT (project_id) DO UPDATE SET lock_count = s.lock_count + 1;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
    END IF;
    PERFORM set_config('sdp_bench.locks',
                       concat(current_setting('sdp_bench.locks', true), ' ', project), true);
    RETURN true;
END
$$;

-- False for the second row that one command (its cmin) changes in a group: one statement that moves
-- two stages, or activates two outputs of one format.
CREATE FUNCTION sdp_engine.is_first_of_command(what text, id uuid) RETURNS boolean
    LANGUAGE plpgsql
AS $$
DECLARE
    seen text := coalesce(current_setting('sdp_bench.commands', true), '');
    key text := concat(' ', what, '=');
    place integer := strpos(seen, key);
BEGIN
    IF place > 0 THEN
        RETURN substr(seen, place + length(key), 36) = id::text;
    END IF;
    PERFORM set_config('sdp_bench.commands', concat(seen, key, id), true);
    RETURN true;
END
$$;

CREATE FUNCTION sdp_engine.record_event(project uuid, stage_row uuid, stage integer,
                                        old_status text, new_status text) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO sdp_engine.stage_events
        (project_id, seq, stage_id, stage_number, from_status, to_status, actor, reason)
    SELECT project, coalesce(max(e.seq), 0) + 1, stage_row, stage, old_status, new_status,
           coalesce(nullif(current_setting('sdp.user_id', true), ''), current_user),
           nullif(current_setting('sdp_bench.reason', true), '')
    FROM sdp_engine.stage_events e WHERE e.project_id = project;
END
$$;

-- Whether a document keeps the limits, cheaply: the library walks the tree and measures digits and
-- exponents; here a row of 101 digits in the text is refused, in strings as well.
CREATE FUNCTION sdp_engine.is_storable(data jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN data::text !~ '[0-9]{101}' AND NOT jsonb_path_exists(data, 'strict $.**{1001}');

-- Whether an output's content is well formed. YAML can't be parsed here.
CREATE FUNCTION sdp_engine.is_well_formed(format text, content text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN content !~ '^\s*$'
       AND (format <> 'json' OR content IS JSON OBJECT WITH UNIQUE KEYS);
