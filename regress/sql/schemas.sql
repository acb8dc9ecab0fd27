-- JSON Schema over jsonb.
SELECT * FROM sdp.validate_json('{"type": "object", "required": ["name", "age"], "additionalProperties": false,
    "properties": {"name": {"minLength": 2}, "tables": {"items": {"properties": {"type": {"type": "string"}}}}}}',
    '{"name": "x", "zz": 1.50, "tables": [{"type": "text"}, {"type": 5}]}');
SELECT * FROM sdp.validate_json('{"type": "object"}', '{}');
SELECT * FROM sdp.validate_json('true', 'null');
SELECT * FROM sdp.validate_json('{"items": {"format": "email"}}', '["a@example.com", "a", "b"]',
                                '{"max_findings": 1}');
SELECT * FROM sdp.validate_json('{"format": "email"}', '"a"', '{"format": false}');

-- Numbers are exact, and those of one value equal.
SELECT sdp.json_matches_schema(schema, instance) AS matches, schema, left(instance::text, 40) AS instance FROM (VALUES
    ('{"type": "integer"}'::jsonb, '1.0'::jsonb), ('{"type": "integer"}', '1.5'), ('{"type": "integer"}', '-1e40'),
    ('{"const": 1}', '1.00'), ('{"multipleOf": 0.01}', '-19.99'), ('{"multipleOf": 0.01}', '19.991'),
    ('{"maximum": 0.3}', '0.3'), ('{"maximum": 0.3}', '0.3000000000000000000000001'),
    ('{"exclusiveMinimum": -5}', '-5'), ('{"minimum": 12345678901234567890123}', '12345678901234567890122'),
    ('{"maximum": -1e-20}', '-1e-19'), ('{"maximum": -1e-20}', '-1e-21'),
    ('{"uniqueItems": true}', '[1, "1", [1], 1.0]'), ('{"maxLength": 2}', '"\u00e9\u00fc"'),
    ('{"const": {"a": [null, true, {}]}}', '{"a": [null, true, {}]}')) tried (schema, instance);
SELECT sdp.json_matches_schema(NULL, '1') IS NULL AS of_null, sdp.json_matches_schema('{}', NULL) IS NULL AS to_null;

-- In a table.
CREATE TABLE orders (document jsonb CHECK (sdp.json_matches_schema(
    '{"type": "object", "required": ["amount"], "properties": {"amount": {"exclusiveMinimum": 0}}}', document)));
INSERT INTO orders VALUES ('{"amount": 19.99}'), (NULL);
INSERT INTO orders VALUES ('{"amount": 0}');
INSERT INTO orders VALUES ('{}');
-- Of toasted values and schemas.
CREATE TABLE large AS SELECT jsonb_build_object('required', jsonb_agg(n::text), 'properties',
    jsonb_object_agg(n, '{"type": "integer"}'::jsonb)) AS schema, jsonb_object_agg(n, n) AS value
    FROM generate_series(1, 5000) n;
SELECT sdp.json_matches_schema(schema, value) AS valid, sdp.json_matches_schema(schema, value - '77') AS without,
       (SELECT message FROM sdp.validate_json(schema, value || '{"4000": "x"}')) AS with FROM large;
-- More schemas than the cache holds.
SET sdp.schema_cache_size = 2;
SELECT count(*) FILTER (WHERE sdp.json_matches_schema(jsonb_build_object('minimum', n % 5), '3')) AS matching
    FROM generate_series(1, 50) n;
RESET sdp.schema_cache_size;
DROP TABLE orders, large;

-- Of schemas.
SELECT * FROM sdp.check_schema('{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:a:b",
    "properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"items": {"$ref": "urn:a:b"}}}}');
SELECT schema, found.path, found.message FROM (VALUES ('{"type": "strin"}'::jsonb), ('{"minLength": -1}'),
    ('{"$ref": "#/nope"}'), ('{"allOf": [{"$ref": "#"}]}'), ('{"pattern": "a**"}'), ('[]'),
    ('{"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": 5}'),
    ('{"$schema": "http://json-schema.org/draft-04/schema#"}'), ('{"$ref": "http://elsewhere/schema"}'))
    bad (schema), sdp.check_schema(schema) found;

-- Bad input.
SELECT refused(call) FROM (VALUES
    ($$SELECT sdp.json_matches_schema('{"type": 7}', '1')$$),
    ($$SELECT sdp.validate_json('[]', '1')$$), ($$SELECT sdp.validate_json('{}', NULL)$$),
    ($$SELECT sdp.check_schema(NULL)$$),
    ($$SELECT sdp.validate_json('{}', '1', '{"formats": true}')$$),
    ($$SELECT sdp.validate_json('{}', '1', '{"format": 1}')$$),
    ($$SELECT sdp.validate_json('{}', '1', '{"max_findings": 0}')$$),
    ($$SELECT sdp.validate_json('{}', '1', '[]')$$),
    ($$SELECT sdp.json_matches_schema('{"pattern": "^(a+)+$"}', to_jsonb(repeat('a', 50) || 'b'))$$),
    ($$SELECT sdp.json_matches_schema((repeat('{"not":', 1002) || '{}' || repeat('}', 1002))::jsonb, '1')$$),
    ($$SELECT sdp.json_matches_schema('{"items": {"$ref": "#"}}', (repeat('[', 5000) || repeat(']', 5000))::jsonb)$$))
    bad (call);
