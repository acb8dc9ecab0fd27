-- The package of a project in SQL: the same files, and a manifest with the same values, as
-- sdp.export_manifest gives. Shared by plpgsql/ and bare.sql, which differ in the validation only.

-- The slug of a section's name. The library folds accents by Unicode; here only ASCII is kept.
CREATE FUNCTION sdp_engine.slug_of(name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN coalesce(nullif(trim(BOTH '-' FROM regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g')),
                           ''), 'section');

CREATE FUNCTION sdp_engine.package_path(stage integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN (ARRAY['product/definition.json', 'data-model/entities.json',
                  'database/schema-config.json', 'api/design.json', 'stack/selection.json',
                  'design/design-system.json', 'sections/sections.json',
                  'infrastructure/config.json'])[stage];

CREATE FUNCTION sdp_engine.package_files(project uuid) RETURNS TABLE (path text, content text)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT sdp_engine.package_path(s.stage_number), t.content || CASE WHEN right(t.content, 1) = E'\n' THEN '' ELSE E'\n' END
    FROM sdp.stages s
    LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.format = 'json' AND o.is_active
    CROSS JOIN LATERAL (SELECT coalesce(o.content, jsonb_pretty(s.data)) AS content) t
    WHERE s.project_id = $1 AND s.stage_number < 9 AND s.data IS NOT NULL
      AND NOT (s.stage_number = 7 AND jsonb_typeof(s.data -> 'sections') = 'array'
               AND s.data -> 'sections' <> '[]')
    UNION ALL
    SELECT 'sections/' || n.slug || CASE WHEN n.number > 1 THEN '-' || n.number ELSE '' END || '.json',
           n.content
    FROM (SELECT c.slug, c.content,
                 row_number() OVER (PARTITION BY c.slug ORDER BY c.position) AS number
          FROM (SELECT sdp_engine.slug_of(e.section ->> 'name') AS slug, e.position,
                       jsonb_pretty(e.section) || E'\n' AS content
                FROM sdp.stages s,
                     jsonb_array_elements(CASE jsonb_typeof(s.data -> 'sections') WHEN 'array'
                                          THEN s.data -> 'sections' END)
                         WITH ORDINALITY e (section, position)
                WHERE s.project_id = $1 AND s.stage_number = 7) c) n;
END;

-- The digest is that of the canonical form (RFC 8785): names sorted, no spaces.
CREATE FUNCTION sdp_engine.manifest(project uuid, validation json) RETURNS json
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    described json;
    canonical_project text;
    stages json;
    canonical_stages text;
    files json;
    canonical_files text;
    canonical text;
BEGIN
    SELECT json_build_object('id', p.id, 'name', p.name, 'slug', p.slug,
                             'description', p.description, 'createdAt', t.created_at),
           format('{"createdAt":"%s","description":%s,"id":"%s","name":%s,"slug":"%s"}',
                  t.created_at, coalesce(to_json(p.description)::text, 'null'), p.id,
                  to_json(p.name), p.slug)
    INTO described, canonical_project
    FROM sdp.projects p
    CROSS JOIN LATERAL (SELECT to_char(p.created_at AT TIME ZONE 'UTC',
                                       'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at) t
    WHERE p.id = project;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'project % does not exist', project USING ERRCODE = 'SD101';
    END IF;
    SELECT json_agg(json_build_object('number', s.stage_number, 'name', s.stage_name,
                                      'label', s.stage_label, 'status', s.status,
                                      'version', o.version) ORDER BY s.stage_number),
           string_agg(format('{"label":%s,"name":"%s","number":%s,"status":"%s","version":%s}',
                             to_json(s.stage_label), s.stage_name, s.stage_number, s.status,
                             coalesce(o.version::text, 'null')), ',' ORDER BY s.stage_number)
    INTO stages, canonical_stages
    FROM sdp.stages s
    LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.format = 'json' AND o.is_active
    WHERE s.project_id = project AND s.stage_number < 9;
    SELECT json_agg(json_build_object('path', f.path, 'size', f.size, 'sha256', f.sha256)
                    ORDER BY f.path COLLATE "C"),
           string_agg(format('{"path":"%s","sha256":"%s","size":%s}', f.path, f.sha256, f.size), ','
                      ORDER BY f.path COLLATE "C")
    INTO files, canonical_files
    FROM (SELECT p.path, octet_length(p.content) AS size,
                 encode(sha256(convert_to(p.content, 'UTF8')), 'hex') AS sha256
          FROM sdp_engine.package_files(project) p) f;
    canonical := format('{"files":[%s],"format":"software-design-package","formatVersion":1,'
                        '"project":%s,"stages":[%s]}',
                        canonical_files, canonical_project, canonical_stages);
    RETURN json_build_object(
        'format', 'software-design-package', 'formatVersion', 1, 'project', described,
        'stages', coalesce(stages, '[]'), 'files', coalesce(files, '[]'),
        'digest', 'sha256:' || encode(sha256(convert_to(canonical, 'UTF8')), 'hex'),
        'validation', validation);
END
$$;
