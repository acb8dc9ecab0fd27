-- What several tests use. Psql shows errors with their DETAIL and HINT; "\echo :SQLSTATE" after
-- them shows the code. These functions are for statements that must leave everything as it was.

-- All rows of all tables of pg_sdp in one hash.
CREATE FUNCTION fingerprint() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    each regclass;
    rows_of_it text;
    result text := '';
BEGIN
    FOR each IN SELECT c.oid FROM pg_class c
        WHERE c.relnamespace IN ('sdp'::regnamespace, 'sdp_engine'::regnamespace) AND c.relkind = 'r'
        ORDER BY c.oid
    LOOP
        EXECUTE format('SELECT string_agg(r::text, chr(10) ORDER BY r::text COLLATE "C") FROM %s r', each)
            INTO rows_of_it;
        result := md5(result || coalesce(rows_of_it, ''));
    END LOOP;
    RETURN result;
END
$$;

-- Runs a statement that must be refused: its error as psql would show it, with the SQLSTATE, and a
-- line of complaint where it was not refused or changed something.
CREATE FUNCTION refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    before text := fingerprint();
    code text;
    message text;
    detail text;
    hint text;
BEGIN
    BEGIN
        EXECUTE statement;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
            detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    END;
    RETURN concat_ws(E'\n', coalesce('ERROR ' || code || ':  ' || message, 'NOT REFUSED'),
                     'DETAIL:  ' || nullif(detail, ''), 'HINT:  ' || nullif(hint, ''),
                     CASE WHEN fingerprint() <> before THEN 'SOMETHING CHANGED' END);
END
$$;

-- The smallest data that a stage's schema accepts and that no other rule minds.
CREATE FUNCTION fitting_data(stage integer) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
SELECT ('[
    {"name": "Shop"},
    {"entities": []},
    {"engine": "none", "tables": []},
    {"endpoints": []},
    {"framework": "x"},
    {"colors": {"primary": "#000"}, "typography": {"body": "Inter"}, "spacing": {"base": 4}},
    {"sections": []},
    {"hosting": "x"},
    {}]'::jsonb) -> stage - 1
$$;

-- The helpers themselves: they can tell.
\pset format unaligned
\pset tuples_only on
SELECT refused($$SELECT 1/0$$);
SELECT refused($$SELECT 1$$);
BEGIN;
SELECT refused($$INSERT INTO sdp.users (email, name) VALUES ('ada@example.com', 'Ada')$$);
ROLLBACK;
SELECT number, schema_name, sdp.json_matches_registered_schema(schema_name, fitting_data(number)) AS fits
    FROM sdp_engine.stage_definitions ORDER BY number;
