-- Stages against each other: what the rules find, where, and that warnings never block. Every rule
-- has its own cases in test/unit/rules_test.cpp.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000c1', 'ada@example.com', 'Ada');
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000c1', 'Blog') AS blog \gset
SELECT sdp.save_stage(:'blog', 1, '{"name": "Blog"}');
SELECT sdp.complete_stage(:'blog', 1);

-- An error blocks, with its place; an entity is named by name or by id.
SELECT sdp.save_stage(:'blog', 2, '{"entities": [{"id": 1, "name": "BlogPost"}, {"id": 2, "name": "Category"}],
    "relationships": [{"fromEntityId": 1, "toEntityId": 3}, {"from": "blog post", "to": "categories"}]}');
SELECT severity, rule, stage_number, path, message FROM sdp.validate_stage(:'blog', 2);
SELECT sdp.complete_stage(:'blog', 2);
\echo :SQLSTATE
SELECT sdp.save_stage(:'blog', 2, '{"entities": [{"id": 1, "name": "BlogPost"}, {"id": 2, "name": "Category"}],
    "relationships": [{"fromEntityId": 1, "toEntityId": 2}, {"from": "blog post", "to": "categories"}]}');
SELECT sdp.complete_stage(:'blog', 2);

-- Errors come first. A finding of stage 3 may point into the data of stage 2.
SELECT sdp.save_stage(:'blog', 3, '{"engine": "postgres", "tables": [
    {"name": "blog_posts", "columns": [{"name": "id", "type": "uuid", "isPrimaryKey": true},
        {"name": "author_id", "type": "uuid", "references": "authors(id)"}]}]}');
SELECT severity, rule, stage_number, path, message FROM sdp.validate_stage(:'blog', 3);
SELECT sdp.complete_stage(:'blog', 3);
\echo :SQLSTATE
SELECT to_status, allowed, reason FROM sdp.allowed_transitions(:'blog', 3) WHERE to_status = 'complete';

-- Warnings alone never block.
SELECT sdp.save_stage(:'blog', 3, '{"engine": "postgres", "tables": [
    {"name": "blog_posts", "columns": [{"name": "id", "type": "uuid", "isPrimaryKey": true}]}]}');
SELECT severity, rule FROM sdp.validate_stage(:'blog', 3);
SELECT allowed FROM sdp.allowed_transitions(:'blog', 3) WHERE to_status = 'complete';
SELECT sdp.complete_stage(:'blog', 3);

-- What is validated against the stage before is what is there now: in one transaction, too.
BEGIN;
SELECT sdp.revert_stage(:'blog', 2);
SELECT sdp.save_stage(:'blog', 2, '{"entities": [{"name": "Post"}]}');
SELECT sdp.complete_stage(:'blog', 2);
SELECT severity, rule, stage_number, path, message, detail FROM sdp.validate_stage(:'blog', 3);
ROLLBACK;
SELECT severity, rule FROM sdp.validate_stage(:'blog', 3);

-- A later stage is not asked about an earlier one: that of a reverted project is what it was.
SELECT sdp.revert_stage(:'blog', 2);
SELECT severity, rule FROM sdp.validate_stage(:'blog', 2);
SELECT sdp.complete_stage(:'blog', 2);

-- Stale: made from another version of a stage before it than is active now.
SELECT sdp.revert_stage(:'blog', 2);
SELECT sdp.save_stage(:'blog', 2, '{"entities": [{"name": "BlogPost"}]}');
SELECT sdp.complete_stage(:'blog', 2);
SELECT sdp.add_output(:'blog', 3, 'md', E'# Database\n\n```sql\nSELECT 1;\n');
SELECT severity, rule, message, detail FROM sdp.validate_stage(:'blog', 3);
SELECT severity, rule, stage_number FROM sdp.validate_project(:'blog') WHERE severity <> 'error';
-- Saved anew it is made from what is active now; the Markdown is mended.
SELECT sdp.save_stage(:'blog', 3, '{"engine": "postgres", "tables": [{"name": "blog_posts", "columns": []}]}');
SELECT sdp.add_output(:'blog', 3, 'md', E'# Database\n\n```sql\nSELECT 1;\n```\n');
SELECT * FROM sdp.validate_stage(:'blog', 3);
-- The version that was active before is stale when it is active again.
SELECT sdp.activate_output(:'blog', 3, 1);
SELECT severity, rule, detail FROM sdp.validate_stage(:'blog', 3) WHERE rule = 'stale-output';
DELETE FROM sdp.users WHERE id = '00000000-0000-4000-8000-0000000000c1';
