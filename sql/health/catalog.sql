-- What is installed, as rows (kind, object, definition): the tables of both schemas with all that
-- belongs to them. sql/health/expected.tsv is what this gives on a fresh installation; install() and
-- check_installation() compare. Run with search_path = pg_catalog alone, so that names are qualified.
WITH relation AS (
    SELECT c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) AS name, n.nspname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('sdp', 'sdp_engine')
)
SELECT o.kind, o.object, o.definition
FROM (
    SELECT 'table' AS kind, r.name AS object, '' AS definition
    FROM relation r WHERE r.relkind = 'r'
    UNION ALL
    SELECT 'column', format('%s.%I', r.name, a.attname), format_type(a.atttypid, a.atttypmod)
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
    WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'not null', format('%s.%I', r.name, a.attname), ''
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
    WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
    UNION ALL
    SELECT 'default', format('%s.%I', r.name, a.attname), pg_get_expr(d.adbin, d.adrelid)
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
    JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
    WHERE r.relkind = 'r'
    UNION ALL
    SELECT 'constraint', format('%s.%I', r.name, k.conname), pg_get_constraintdef(k.oid)
    FROM relation r JOIN pg_constraint k ON k.conrelid = r.oid
    WHERE r.relkind = 'r' AND k.contype IN ('c', 'f', 'p', 'u')
    UNION ALL
    SELECT 'index', i.name, pg_get_indexdef(i.oid)
    FROM relation i
    WHERE i.relkind = 'i'
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u'))
    UNION ALL
    SELECT 'view', r.name, string_agg(a.attname, ', ' ORDER BY a.attnum)
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
    WHERE r.relkind = 'v' AND a.attnum > 0
    GROUP BY r.name
    UNION ALL
    SELECT 'trigger', format('%s.%I', r.name, t.tgname),
           CASE WHEN t.tgenabled IN ('O', 'A') THEN 'enabled' ELSE 'disabled' END
    FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid
    WHERE NOT t.tgisinternal
) o
ORDER BY o.kind COLLATE "C", o.object COLLATE "C";
