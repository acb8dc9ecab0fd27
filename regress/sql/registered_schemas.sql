-- JSON Schemas that an application registers by name.
SELECT sdp.register_schema('money', '{"$id": "https://example.com/money", "type": "object", "required": ["amount"],
    "properties": {"amount": {"type": "number"}, "currency": {"$ref": "currency"}}}');
SELECT sdp.register_schema('currency', '{"enum": ["EUR", "USD"]}');
SELECT sdp.register_schema('money', '{"$id": "https://example.com/money", "type": "object", "required": ["amount"],
    "properties": {"amount": {"type": "number"}}}');
-- Others refer to it by its $id, and to one that has none by its name.
SELECT sdp.register_schema('order', '{"type": "object", "properties": {
    "total": {"$ref": "https://example.com/money"}, "in": {"$ref": "currency"}, "on": {"format": "date"}}}');
SELECT * FROM sdp.validate_registered_json('order', '{"total": {}, "in": "GBP", "on": "today"}');
SELECT * FROM sdp.validate_registered_json('order', '{"on": "today"}', '{"format": false}');
SELECT sdp.json_matches_registered_schema('order', '{"total": {"amount": 5}}') AS matches,
       sdp.json_matches_registered_schema('order', '{"total": 5}') AS differs,
       sdp.json_matches_registered_schema(NULL, '1') IS NULL AS of_null,
       sdp.json_matches_registered_schema('order', NULL) IS NULL AS to_null;
-- The stages' are registered, too, and all are good.
SELECT name, sdp.json_matches_registered_schema(name, '{"name": "x"}') AS matches
    FROM sdp_engine.schemas WHERE document IS NOT NULL ORDER BY name COLLATE "C";
SELECT name, count(*) AS examples, bool_and(sdp.json_matches_registered_schema(name, example)) AS match
    FROM sdp_engine.schemas, jsonb_array_elements(document -> 'examples') AS example
    GROUP BY name ORDER BY name COLLATE "C";
SELECT s.name, found.message FROM sdp_engine.schemas s, sdp.check_schema(coalesce(s.document, 'true')) found;
-- An immutable function knows none of them.
SELECT sdp.json_matches_schema('{"$ref": "currency"}', '"EUR"');

-- What a statement sees of a change, also of a schema that is referred to.
BEGIN;
SELECT sdp.register_schema('currency', '{"const": "GBP"}');
SELECT sdp.json_matches_registered_schema('order', '{"in": "GBP"}');
SAVEPOINT before_change;
SELECT sdp.register_schema('order', 'false');
SELECT sdp.json_matches_registered_schema('order', '{"in": "GBP"}');
ROLLBACK TO before_change;
SELECT sdp.json_matches_registered_schema('order', '{"in": "GBP"}');
ROLLBACK;
SELECT sdp.json_matches_registered_schema('order', '{"in": "GBP"}');

-- A trigger for a table of the application's own.
CREATE TABLE orders (id integer, document jsonb, note text);
CREATE TRIGGER valid BEFORE INSERT OR UPDATE OR DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION sdp.enforce_schema('document', 'order');
INSERT INTO orders VALUES (1, '{"total": {"amount": 5}}'), (2, NULL), (3, '{"in": "EUR"}');
INSERT INTO orders VALUES (4, '{"total": {}, "in": 5}');
UPDATE orders SET document = '[]' WHERE id = 1;
-- What was stored under an earlier schema stays until it is changed.
SELECT sdp.register_schema('order', '{"type": "object", "required": ["buyer"]}');
UPDATE orders SET note = 'x';
UPDATE orders SET document = document || '{"x": 1}' WHERE id = 3;
DELETE FROM orders;
-- Triggers that cannot work say so.
CREATE TABLE other (id integer, document json, value jsonb);
CREATE TRIGGER t BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION sdp.enforce_schema('document', 'order');
INSERT INTO other VALUES (1);
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION sdp.enforce_schema('value');
INSERT INTO other VALUES (1);
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION sdp.enforce_schema('value', 'none');
INSERT INTO other VALUES (1);
INSERT INTO other VALUES (1, NULL, '1');
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON other EXECUTE FUNCTION sdp.enforce_schema('value', 'order');
INSERT INTO other VALUES (1);
DROP TABLE orders, other;

-- Bad input, to the function and to the table.
SELECT refused(call) FROM (VALUES
    ($$SELECT sdp.register_schema('x', '{"type": "strin"}')$$),
    ($$SELECT sdp.register_schema('x', '{"$ref": "nope"}')$$),
    ($$SELECT sdp.register_schema('x', '{"$ref": "https://example.com/nope"}')$$),
    ($$SELECT sdp.register_schema('x', '{"pattern": "("}')$$),
    ($$SELECT sdp.register_schema('x', '5')$$),
    ($$SELECT sdp.register_schema('x', NULL)$$),
    ($$SELECT sdp.register_schema(NULL, '{}')$$),
    ($$SELECT sdp.register_schema(' ', '{}')$$),
    ($$SELECT sdp.register_schema(repeat('x', 1001), '{}')$$),
    ($$SELECT sdp.json_matches_registered_schema('nope', '1')$$),
    ($$SELECT sdp.validate_registered_json('nope', '1')$$),
    ($$SELECT sdp.validate_registered_json(NULL, '1')$$),
    ($$SELECT sdp.enforce_schema()$$),
    ($$INSERT INTO sdp_engine.schemas (name, custom_document) VALUES ('x', '{"type": 5}')$$),
    ($$INSERT INTO sdp_engine.schemas (name, document) VALUES ('x', '{}')$$),
    ($$INSERT INTO sdp_engine.schemas (name) VALUES ('x')$$),
    ($$UPDATE sdp_engine.schemas SET custom_document = NULL WHERE name = 'order'$$),
    ($$UPDATE sdp_engine.schemas SET custom_document = '[]' WHERE name = 'product'$$),
    ($$UPDATE sdp_engine.schemas SET name = 'purchase' WHERE name = 'order'$$),
    ($$UPDATE sdp_engine.schemas SET name = 'purchase' WHERE name = 'product'$$),
    ($$DELETE FROM sdp_engine.schemas WHERE name = 'product'$$)) bad (call);
-- One that others refer to may go; they say so.
SELECT sdp.register_schema('order', '{"$ref": "currency"}');
DELETE FROM sdp_engine.schemas WHERE name IN ('currency', 'money');
SELECT sdp.json_matches_registered_schema('order', '1');
DELETE FROM sdp_engine.schemas WHERE name = 'order';
