-- What of the two schemas does not belong to the owner of schema sdp: (object, owner, repair).
SELECT format('%s %I.%I', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END,
              n.nspname, c.relname), c.relowner::regrole::text,
       format('ALTER TABLE %I.%I OWNER TO %s', n.nspname, c.relname, s.nspowner::regrole)
FROM pg_namespace s, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE s.nspname = 'sdp' AND n.nspname IN ('sdp', 'sdp_engine') AND c.relkind IN ('r', 'v', 'S', 'p', 'm')
  AND c.relowner <> s.nspowner
UNION ALL
SELECT format('schema %I', e.nspname), e.nspowner::regrole::text,
       format('ALTER SCHEMA %I OWNER TO %s', e.nspname, s.nspowner::regrole)
FROM pg_namespace s, pg_namespace e
WHERE s.nspname = 'sdp' AND e.nspname = 'sdp_engine' AND e.nspowner <> s.nspowner
UNION ALL
-- There is no ALTER EXTENSION ... OWNER; DROP EXTENSION leaves every row, and install() adopts them.
SELECT 'extension pg_sdp', x.extowner::regrole::text,
       format('Let %s run ALTER EXTENSION pg_sdp UPDATE after each update; or, as %s, DROP EXTENSION '
              'pg_sdp CASCADE, and then, as %s, CREATE EXTENSION pg_sdp (every row stays)',
              x.extowner::regrole, x.extowner::regrole, s.nspowner::regrole)
FROM pg_namespace s, pg_extension x
WHERE s.nspname = 'sdp' AND x.extname = 'pg_sdp' AND NOT pg_has_role(s.nspowner, x.extowner, 'USAGE')
ORDER BY 1;
