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

CREATE FUNCTION sdp.register_schema(name text, schema jsonb)
    RETURNS void
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_register_schema';
COMMENT ON FUNCTION sdp.register_schema(text, jsonb) IS
    'Registers a JSON Schema under a name, or replaces the one of that name (of a built-in one, its '
    'custom_document). Others refer to it by its $id or, where it has none, by its name. For who may write '
    'sdp_engine.schemas. Errors: SD202 blank name, SD210 name too long, SD213 schema not valid, SD406.';

CREATE FUNCTION sdp.validate_registered_json(name text, instance jsonb, options jsonb DEFAULT '{}')
    RETURNS TABLE (path text, schema_path text, keyword text, message text)
    LANGUAGE C STABLE PARALLEL UNSAFE COST 1000
    AS 'MODULE_PATHNAME', 'sdp_validate_registered_json';
COMMENT ON FUNCTION sdp.validate_registered_json(text, jsonb, jsonb) IS
    'What the registered schema of that name refuses in a value; all else as validate_json has it. Errors: '
    'SD108 no such schema, SD210, SD212, SD213.';

CREATE FUNCTION sdp.json_matches_registered_schema(name text, instance jsonb)
    RETURNS boolean
    LANGUAGE C STABLE PARALLEL UNSAFE COST 1000
    AS 'MODULE_PATHNAME', 'sdp_json_matches_registered_schema';
COMMENT ON FUNCTION sdp.json_matches_registered_schema(text, jsonb) IS
    'Whether a value is valid against the registered schema of that name, formats asserted. Null where an '
    'argument is null. Not for CHECK constraints, which a restore runs before the schemas are there: the '
    'trigger enforce_schema() serves. Errors: SD108 no such schema, SD212, SD213.';

CREATE FUNCTION sdp.enforce_schema() RETURNS trigger
    LANGUAGE C VOLATILE
    AS 'MODULE_PATHNAME', 'sdp_enforce_schema';
COMMENT ON FUNCTION sdp.enforce_schema() IS
    'For a row trigger on a table of your own: enforce_schema(column, name) refuses a new value of a jsonb '
    'column that the registered schema of that name does not allow. Errors: SD214 with what is wrong, SD108 '
    'no such schema, SD405 column or arguments missing.';
