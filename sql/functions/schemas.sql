CREATE FUNCTION sdp.validate_json(schema jsonb, instance jsonb, options jsonb DEFAULT '{}')
    RETURNS TABLE (path text, schema_path text, keyword text, message text)
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'sdp_validate_json';
COMMENT ON FUNCTION sdp.validate_json(jsonb, jsonb, jsonb) IS
    'What a JSON Schema (draft 2020-12 or, by its $schema, draft 7) refuses in a value, as RFC 6901 pointers '
    'into the value and into the schema, with the keyword and a message. No rows: it is valid. Options: format '
    '(true: formats are asserted), max_findings (100). Errors: SD210 unknown option, SD212 too costly, SD213 '
    'schema not valid.';

CREATE FUNCTION sdp.json_matches_schema(schema jsonb, instance jsonb)
    RETURNS boolean
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'sdp_json_matches_schema';
COMMENT ON FUNCTION sdp.json_matches_schema(jsonb, jsonb) IS
    'Whether a value is valid against a JSON Schema, formats asserted; for CHECK constraints. Null where an '
    'argument is null. Errors: SD212 too costly, SD213 schema not valid.';

CREATE FUNCTION sdp.check_schema(schema jsonb)
    RETURNS TABLE (path text, schema_path text, keyword text, message text)
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'sdp_check_schema';
COMMENT ON FUNCTION sdp.check_schema(jsonb) IS
    'What is wrong with a JSON Schema: findings of its meta-schema, or else the reason why it cannot be compiled '
    '(a reference to nothing, a bad regular expression, a cycle). No rows: it is good. Errors: SD212.';
