CREATE FUNCTION sdp.begin_generation(
        project uuid, stage integer, user_input text DEFAULT NULL, provider uuid DEFAULT NULL,
        model text DEFAULT NULL, prompt_template text DEFAULT NULL,
        OUT ticket uuid, OUT provider_id uuid, OUT used_model text, OUT used_prompt_template text,
        OUT used_input text, OUT context jsonb)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_begin_generation';
COMMENT ON FUNCTION sdp.begin_generation(uuid, integer, text, uuid, text, text) IS
    'Sets a stage to generating and returns the ticket under which the worker reports, with the provider, the '
    'model and the data of the context stages by name. Without a provider: the project''s, else its owner''s '
    'default, else the only one. Errors: SD101, SD102, SD013, SD001, SD003 stage 9, SD004 generating already, '
    'SD012 no provider, SD106 another user''s provider, SD210.';

CREATE FUNCTION sdp.finish_generation(
        ticket uuid, content text, format text DEFAULT 'json', input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT 0,
        OUT applied boolean, OUT status text, OUT error_code text, OUT message text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_finish_generation';
COMMENT ON FUNCTION sdp.finish_generation(uuid, text, text, bigint, bigint, bigint, numeric) IS
    'Records a model''s answer: the row of the ledger, the output, the stage in review. Of a json answer the '
    'one object in it is taken: bare, fenced, between prose, encoded twice. A bad answer or a ticket that was '
    'closed meanwhile is no error (that would lose the row): applied says whether the stage moved, status how '
    'the ticket ended, error_code and message why. A second report on a ticket returns the first one''s '
    'result. Errors: SD104 unknown ticket, SD210 unknown format or a ticket of plain DML.';

CREATE FUNCTION sdp.finish_generation(
        ticket uuid, content bytea, format text DEFAULT 'json', input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT 0,
        OUT applied boolean, OUT status text, OUT error_code text, OUT message text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_finish_generation_bytes';
COMMENT ON FUNCTION sdp.finish_generation(uuid, bytea, text, bigint, bigint, bigint, numeric) IS
    'The same for an answer as bytes in UTF-8: what is not UTF-8, or has a NUL, is a bad answer.';

CREATE FUNCTION sdp.finish_generation(
        ticket uuid, content jsonb, format text DEFAULT 'json', input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT 0,
        OUT applied boolean, OUT status text, OUT error_code text, OUT message text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_finish_generation_json';
COMMENT ON FUNCTION sdp.finish_generation(uuid, jsonb, text, bigint, bigint, bigint, numeric) IS
    'The same for an answer that a client has parsed already.';

CREATE FUNCTION sdp.fail_generation(
        ticket uuid, failure text, error_message text, input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT 0,
        OUT applied boolean, OUT status text, OUT error_code text, OUT message text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_fail_generation';
COMMENT ON FUNCTION sdp.fail_generation(uuid, text, text, bigint, bigint, bigint, numeric) IS
    'Records that a model''s call failed, with failure error or timeout: the row of the ledger, and the stage '
    'back where it came from. Results and errors as finish_generation''s.';

CREATE FUNCTION sdp.cancel_generation(
        project uuid, stage integer, reason text DEFAULT NULL,
        OUT cancelled boolean, OUT status text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_cancel_generation';
COMMENT ON FUNCTION sdp.cancel_generation(uuid, integer, text) IS
    'Ends a stage''s open generation, also one that plain DML began: the stage goes back where it came from. '
    'Returns whether there was one and the stage''s status. A report that comes later is put into the ledger '
    'and changes no stage. Errors: SD101, SD102, SD008, SD013.';
