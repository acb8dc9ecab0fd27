CREATE FUNCTION sdp.request_generation(
        project uuid, stage integer, user_input text DEFAULT NULL, provider uuid DEFAULT NULL,
        model text DEFAULT NULL, prompt_template text DEFAULT NULL)
    RETURNS uuid
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_request_generation';
COMMENT ON FUNCTION sdp.request_generation(uuid, integer, text, uuid, text, text) IS
    'Sets a stage to generating and puts a job for a worker into the queue: returns its ticket. Without a '
    'provider: the project''s, else its owner''s default, else the only one. Errors: SD101, SD102, SD013, SD001, '
    'SD003 stage 9, SD004 generating already, SD012 no provider, SD016 budget, SD106 another user''s provider, '
    'SD210.';

CREATE FUNCTION sdp.claim_generation(worker text, lease interval DEFAULT NULL)
    RETURNS TABLE (
        ticket uuid, project_id uuid, stage_number integer, stage_name text, used_input text,
        context jsonb, provider_id uuid, provider_kind text, base_url text, used_model text,
        used_prompt_template text, answer_schema jsonb, lease_until timestamptz, attempt integer)
    LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1
    AS 'MODULE_PATHNAME', 'sdp_claim_generation';
COMMENT ON FUNCTION sdp.claim_generation(text, interval) IS
    'Gives the oldest waiting job, of a stage that the caller may see and change, to a worker until its lease '
    'ends (sdp.generation_timeout where none is given), with all that it needs; no row where none waits. Jobs '
    'whose lease has ended come again, under another ticket. Commit before the model is called. Errors: SD210 '
    'worker or lease not valid.';

CREATE FUNCTION sdp.begin_generation(
        project uuid, stage integer, user_input text DEFAULT NULL, provider uuid DEFAULT NULL,
        model text DEFAULT NULL, prompt_template text DEFAULT NULL, worker text DEFAULT NULL,
        lease interval DEFAULT NULL,
        OUT ticket uuid, OUT project_id uuid, OUT stage_number integer, OUT stage_name text,
        OUT used_input text, OUT context jsonb, OUT provider_id uuid, OUT provider_kind text,
        OUT base_url text, OUT used_model text, OUT used_prompt_template text,
        OUT answer_schema jsonb, OUT lease_until timestamptz, OUT attempt integer)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_begin_generation';
COMMENT ON FUNCTION sdp.begin_generation(uuid, integer, text, uuid, text, text, text, interval) IS
    'request_generation and claim_generation in one: the caller is the worker of this job. Errors: as both.';

CREATE FUNCTION sdp.extend_lease(
        ticket uuid, lease interval DEFAULT NULL,
        OUT extended boolean, OUT lease_until timestamptz)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_extend_lease';
COMMENT ON FUNCTION sdp.extend_lease(uuid, interval) IS
    'Lets a worker''s lease end so much later than now. extended is false where the ticket is closed: the '
    'generation was cancelled, or the lease ended and another worker has the job. Errors: SD104 unknown ticket, '
    'SD210 lease not valid, or a ticket of plain DML.';

CREATE FUNCTION sdp.expire_generations(OUT requeued integer, OUT ended integer)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_expire_generations';
COMMENT ON FUNCTION sdp.expire_generations() IS
    'Expires up to 1,000 generations that are overdue: those of workers go back into the queue or, after '
    'sdp.generation_max_attempts tries, end as timeout; those of plain DML end. claim_generation does so as well, '
    'so this is for databases without workers. Leaves alone what others have locked.';

CREATE FUNCTION sdp.finish_generation(
        ticket uuid, content text, format text DEFAULT 'json', input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT NULL,
        OUT applied boolean, OUT status text, OUT error_code text, OUT message text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_finish_generation';
COMMENT ON FUNCTION sdp.finish_generation(uuid, text, text, bigint, bigint, bigint, numeric) IS
    'Records a model''s answer: the row of the ledger, the output, the stage in review. Of a json answer the '
    'one object in it is taken: bare, fenced, between prose, encoded twice. A bad answer or a ticket that was '
    'closed meanwhile is no error (that would lose the row): applied says whether the stage moved, status how '
    'the ticket ended, error_code and message why. A second report on a ticket returns the first one''s '
    'result. Without a cost it is reckoned by the model''s price. Errors: SD104 unknown ticket, SD210 unknown '
    'format or a ticket of plain DML.';

CREATE FUNCTION sdp.finish_generation(
        ticket uuid, content bytea, format text DEFAULT 'json', input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT NULL,
        OUT applied boolean, OUT status text, OUT error_code text, OUT message text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_finish_generation_bytes';
COMMENT ON FUNCTION sdp.finish_generation(uuid, bytea, text, bigint, bigint, bigint, numeric) IS
    'The same for an answer as bytes in UTF-8: what is not UTF-8, or has a NUL, is a bad answer.';

CREATE FUNCTION sdp.finish_generation(
        ticket uuid, content jsonb, format text DEFAULT 'json', input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT NULL,
        OUT applied boolean, OUT status text, OUT error_code text, OUT message text)
    RETURNS record
    LANGUAGE C VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'sdp_finish_generation_json';
COMMENT ON FUNCTION sdp.finish_generation(uuid, jsonb, text, bigint, bigint, bigint, numeric) IS
    'The same for an answer that a client has parsed already.';

CREATE FUNCTION sdp.fail_generation(
        ticket uuid, failure text, error_message text, input_tokens bigint DEFAULT 0,
        output_tokens bigint DEFAULT 0, duration_ms bigint DEFAULT 0,
        estimated_cost numeric DEFAULT NULL,
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

CREATE FUNCTION sdp.extract_json(answer text) RETURNS jsonb
    LANGUAGE C STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'sdp_extract_json';
COMMENT ON FUNCTION sdp.extract_json(text) IS
    'The JSON object in a model''s answer, as finish_generation takes it: bare, fenced, between prose, encoded '
    'twice. Errors: SD205 there is none, or no saying which, SD206 too large.';
