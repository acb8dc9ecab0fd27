-- The functions of the test module, and what they work on.
CREATE SCHEMA shim;
CREATE EXTENSION amcheck;
CREATE TABLE shim.cases (id integer PRIMARY KEY, name text);

CREATE FUNCTION shim.fail(kind text, depth integer DEFAULT 5) RETURNS void
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_fail';
CREATE FUNCTION shim.refuse(sqlstate text, message text, detail text DEFAULT NULL, hint text DEFAULT NULL) RETURNS void
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_refuse';
CREATE FUNCTION shim.raise_state(sqlstate text) RETURNS void
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_raise_state';
CREATE FUNCTION shim.raise_named() RETURNS void
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_raise_named';
CREATE FUNCTION shim.live_objects() RETURNS integer
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_live_objects';
CREATE FUNCTION shim.exception_is_current() RETURNS boolean
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_exception_is_current';

CREATE FUNCTION shim.run(sql text) RETURNS bigint
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_run';
CREATE FUNCTION shim.read(id integer) RETURNS text
    LANGUAGE C STABLE AS 'sdp_shim_test', 'test_read';
CREATE FUNCTION shim.first(sql text, "row" integer DEFAULT 0, "column" integer DEFAULT 1) RETURNS text
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_first';
CREATE FUNCTION shim.attempt(sql text, OUT sqlstate text, OUT message text, OUT detail text, OUT hint text, OUT context text)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_attempt';
CREATE FUNCTION shim.attempt_each(sql text, count integer) RETURNS integer
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_attempt_each';
CREATE FUNCTION shim.attempt_integer(id integer) RETURNS integer
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_attempt_integer';
CREATE FUNCTION shim.attempt_for_ever(by_sql boolean, OUT sqlstate text, OUT message text, OUT detail text, OUT hint text, OUT context text)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_attempt_for_ever';

CREATE FUNCTION shim.required(
        flag boolean, small integer, large bigint, id uuid, words text, at timestamptz, raw jsonb,
        OUT boolean, OUT integer, OUT bigint, OUT uuid, OUT text, OUT timestamptz, OUT jsonb)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_required';
CREATE FUNCTION shim.optional(
        flag boolean, small integer, large bigint, id uuid, words text, at timestamptz, raw jsonb,
        OUT boolean, OUT integer, OUT bigint, OUT uuid, OUT text, OUT timestamptz, OUT jsonb)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_optional';
CREATE FUNCTION shim.too_few_columns(
        flag boolean, small integer, large bigint, id uuid, words text, at timestamptz, raw jsonb,
        OUT boolean, OUT integer)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_optional';
CREATE FUNCTION shim.no_record(
        flag boolean, small integer, large bigint, id uuid, words text, at timestamptz, raw jsonb)
    RETURNS integer
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_optional';
CREATE FUNCTION shim.length(words text) RETURNS bigint
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_length';
CREATE FUNCTION shim.echo(words text) RETURNS text
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_echo';
CREATE FUNCTION shim.series(count integer) RETURNS TABLE (number integer, words text)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_series';
CREATE FUNCTION shim.series_of_three(count integer) RETURNS TABLE (number integer, words text, third text)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_series';
CREATE FUNCTION shim.series_of_none(count integer) RETURNS integer
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_series';

CREATE FUNCTION shim.nodes(document jsonb)
    RETURNS TABLE (path text, kind text, string text, printed text, digits integer, exponent integer, scale integer)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_nodes';
CREATE FUNCTION shim.member(document jsonb, name text) RETURNS text
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_member';
CREATE FUNCTION shim.print(document jsonb) RETURNS text
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_print';
CREATE FUNCTION shim.pretty(document jsonb) RETURNS text
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_pretty';
CREATE FUNCTION shim.equal(one jsonb, other jsonb) RETURNS boolean
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_equal';
CREATE FUNCTION shim.equal_as_stored(one jsonb, other jsonb) RETURNS boolean
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_equal_as_stored';
CREATE FUNCTION shim.printed_size(document jsonb, OUT exact integer, OUT at_most integer)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_printed_size';
CREATE FUNCTION shim.parse(content text, OUT document jsonb, OUT fault text)
    LANGUAGE C VOLATILE AS 'sdp_shim_test', 'test_parse';
