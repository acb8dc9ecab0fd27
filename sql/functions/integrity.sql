CREATE FUNCTION sdp.check_installation()
    RETURNS TABLE (object text, problem text, repair text)
    LANGUAGE C STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'sdp_check_installation';
COMMENT ON FUNCTION sdp.check_installation() IS
    'What of the tables is missing or not as install() made it: tables, columns, types, defaults, '
    'constraints, indexes, views, triggers, migrations, built-in rows, owners; each with the statement that '
    'mends it. No rows: all is there. What an application added is not looked at, and a CHECK may have been '
    'replaced. Errors: SD406 for others than the owner of schema sdp and members of pg_monitor.';

CREATE FUNCTION sdp.check_integrity(project uuid DEFAULT NULL)
    RETURNS TABLE (project_id uuid, invariant text, stage_number integer, message text)
    LANGUAGE C STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'sdp_check_integrity';
COMMENT ON FUNCTION sdp.check_integrity(uuid) IS
    'What is broken: of the installation (check_installation(); project_id is null) and of the invariants I1 '
    'to I7, in one project or (null) in all. No rows: the database is healthy. For use after loads, disabled '
    'triggers, logical replication, recovery. Errors: SD406 for others than the owner of schema sdp and '
    'members of pg_monitor.';
