-- What an organisation thinks of findings: rules of its own, other severities for built-in ones, and
-- warnings that it accepts.

CREATE TABLE sdp_engine.rules (
    name text PRIMARY KEY,
    stage_number integer,
    severity text NOT NULL,
    description text,
    predicate text,
    function_name text,
    message text,
    is_built_in boolean NOT NULL DEFAULT false,
    custom_severity text,
    enabled boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE sdp_engine.rules IS
    'The rules of validation that an organisation may change: built-in ones, brought by install(), of which '
    'custom_severity and enabled change, and rules of its own, which have a predicate or a function.';
COMMENT ON COLUMN sdp_engine.rules.predicate IS
    'A jsonpath, as text: what it is not true of is found.';
COMMENT ON COLUMN sdp_engine.rules.function_name IS
    'A function (project uuid, data jsonb) that returns findings, by its schema and name. As text, resolved when '
    'it runs: a column of type regprocedure would keep pg_upgrade from working.';

CREATE TABLE sdp_engine.accepted_findings (
    project_id uuid NOT NULL REFERENCES sdp.projects (id) ON DELETE CASCADE,
    fingerprint text NOT NULL,
    stage_number integer,
    rule text NOT NULL,
    path text NOT NULL,
    message text NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (project_id, fingerprint)
);
COMMENT ON TABLE sdp_engine.accepted_findings IS
    'Warnings that somebody accepted, with the reason: infos while they are found with the same message. '
    'Written under the project''s lock; append-only but for DELETE.';
COMMENT ON COLUMN sdp_engine.accepted_findings.fingerprint IS
    'The SHA-256 of stage, rule, path and message, which together may be longer than an index takes.';

COMMENT ON TABLE sdp_engine.stage_events IS
    'Every change of a stage''s status, and every warning that was accepted or is no longer, numbered within its '
    'project without gaps; append-only. Written under the project''s lock.';
