-- What validation finds in one stage (or, without a number, in all), as the rows of a table.
CREATE FUNCTION sdp_engine.findings(project uuid, stage integer DEFAULT NULL)
    RETURNS TABLE (severity text, rule text, stage_number integer, message text)
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN QUERY
    SELECT 'error', f.rule, s.stage_number, f.message
    FROM sdp.stages s
    CROSS JOIN LATERAL (
        SELECT 'data-missing', format('stage %s has no data', s.stage_number)
        WHERE s.data IS NULL AND (stage IS NOT NULL OR s.stage_number < 9)
        UNION ALL
        SELECT 'number-range', format('data of stage %s is malformed', s.stage_number)
        WHERE s.data IS NOT NULL AND NOT sdp_engine.is_storable(s.data)
        UNION ALL
        SELECT 'content-malformed',
               format('active %s output of stage %s is malformed', o.format, s.stage_number)
        FROM sdp.stage_outputs o
        WHERE o.stage_id = s.id AND o.is_active
          AND NOT CASE WHEN o.format = 'json' AND o.content = s.data::text THEN true
                       ELSE sdp_engine.is_well_formed(o.format, o.content) END
        UNION ALL
        SELECT 'stage-incomplete', format('stage %s is %s', s.stage_number, s.status)
        WHERE stage IS NULL AND s.stage_number < 9 AND s.status <> 'complete'
    ) f (rule, message)
    WHERE s.project_id = project AND (stage IS NULL OR s.stage_number = stage);
END
$$;

-- The active outputs of stages 1 to 8: what a package is made of.
CREATE FUNCTION sdp_engine.package_state(project uuid) RETURNS text
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT encode(sha256(convert_to(concat_ws(E'\n', q.name, q.slug, coalesce(q.description, E'\n'),
        (SELECT string_agg(concat_ws(' ', s.stage_number, s.status, s.stage_label,
             (SELECT string_agg(concat(o.format, ':', o.version), ' ' ORDER BY o.version)
              FROM sdp.stage_outputs o WHERE o.stage_id = s.id AND o.is_active)),
             E'\n' ORDER BY s.stage_number)
         FROM sdp.stages s WHERE s.project_id = q.id AND s.stage_number < 9)), 'UTF8')), 'hex')
     FROM sdp.projects q WHERE q.id = project);
END
$$;
