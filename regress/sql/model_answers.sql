-- sdp.extract_json: the one object in a model's answer, or the reason why there is none.
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on
\set object '{"name": "Shop", "text": "a } and a \\"{\\""}'

-- Bare, fenced, in a fence that is not closed, between prose, encoded twice, and twice in a fence.
SELECT name, sdp.extract_json(answer) = :'object'::jsonb AS found FROM (VALUES
    ('bare', :'object'),
    ('bare, with space and a mark of byte order', U&'\FEFF' || E'\n  ' || :'object' || E'\n\n'),
    ('fenced', E'```json\n' || :'object' || E'\n```'),
    ('fenced without a language', E'```\n' || :'object' || E'\n```\n'),
    ('fenced by tildes', E'~~~json\r\n' || :'object' || E'\r\n~~~'),
    ('fence not closed', E'Here it is:\n```json\n' || :'object'),
    ('between prose', 'So it is {as [you] wished}: ' || :'object' || ' Shall I go on?'),
    ('fenced between prose', E'I used {names}.\n\n```json\n' || :'object' || E'\n```\n\nIt has [2] members.'),
    ('encoded twice', to_json(:'object'::text)::text),
    ('encoded twice and fenced', E'```json\n' || to_json(:'object'::text) || E'\n```'),
    ('encoded three times', to_json(to_json(:'object'::text)::text)::text)) answers (name, answer);
-- The value, as jsonb has it.
SELECT sdp.extract_json('{"price": 1.10, "empty": {}}');

-- Not an object, truncated, ambiguous, not storable: each is refused, and says why.
SELECT refused(format('SELECT sdp.extract_json(%L)', answer)) FROM unnest(ARRAY[
    '', ' ', 'I cannot do that.', '[{"name": "Shop"}]', '"just text"', '12', 'null', E'```json\n[1, 2]\n```',
    '{"name": "Sho', E'```json\n{"name": "Shop", "tags": ["a",', '{"name": "Shop"', '{''name'': ''Shop''}', '{"name": "Shop",}',
    '{"a": 1} {"a": 2}', E'```json\n{"a": 1}\n```\nor\n```json\n{"a": 2}\n```',
    '{"name": "a\u0000b"}', '{"a": 1, "a": 2}', '{"number": 1e309}', '{"name": "\ud800"}']) answer;
SELECT left(refused(format('SELECT sdp.extract_json(%L)', '{"deep": ' || repeat('[', 1001) || repeat(']', 1001) || '}')), 120);
SELECT left(refused(format('SELECT sdp.extract_json(%L)', repeat('[', 100000))), 120);
SELECT refused('SELECT sdp.extract_json(NULL)');

-- As large as it may be, and one byte more.
SET sdp.max_content_bytes = 1024;
SELECT length(sdp.extract_json('{"name": "' || repeat('x', 1012) || '"}') ->> 'name');
SELECT refused($$SELECT sdp.extract_json('{"name": "' || repeat('x', 1013) || '"}')$$);
RESET sdp.max_content_bytes;
