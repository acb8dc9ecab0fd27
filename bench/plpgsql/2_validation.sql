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
CREATE FUNCTION sdp_engine.active_outputs(project uuid) RETURNS text
    LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT coalesce(string_agg(concat(s.stage_number, ':', o.format, ':', o.version), ' '
                                       ORDER BY s.stage_number, o.version), '')
            FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id
            WHERE s.project_id = project AND s.stage_number < 9 AND o.is_active);
END
$$;
