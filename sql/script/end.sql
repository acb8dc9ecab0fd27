-- How every script of the extension ends: the one statement that touches tables, as the owner of schema
-- sdp, in its cage.
SELECT sdp.run_script();
DROP FUNCTION sdp.run_script();
