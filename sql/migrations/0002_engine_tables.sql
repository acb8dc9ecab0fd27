-- The engine's own tables. Applications neither read nor write them; the engine does, as the
-- system's owner.

CREATE TABLE sdp_engine.schemas (
    name text PRIMARY KEY,
    document jsonb NOT NULL,
    custom_document jsonb
);
COMMENT ON TABLE sdp_engine.schemas IS
    'JSON Schemas (draft 2020-12) of the stages'' data. document is built in and brought by install(); '
    'custom_document, where it is not null, is used instead.';

CREATE TABLE sdp_engine.stage_definitions (
    number integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    label text NOT NULL,
    description text NOT NULL,
    context integer[] NOT NULL,
    schema_name text NOT NULL REFERENCES sdp_engine.schemas (name),
    can_generate boolean NOT NULL,
    custom_label text,
    custom_description text
);
COMMENT ON TABLE sdp_engine.stage_definitions IS
    'The nine stages. label and description are built in; custom_label and custom_description, where they are '
    'not null, are used instead (set them to null to go back).';
COMMENT ON COLUMN sdp_engine.stage_definitions.context IS
    'The numbers of the stages whose data this one is made from.';

CREATE TABLE sdp_engine.template_owners (
    template_id uuid PRIMARY KEY REFERENCES sdp.templates (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES sdp.users (id) ON DELETE CASCADE
);
CREATE INDEX template_owners_user ON sdp_engine.template_owners (user_id);
COMMENT ON TABLE sdp_engine.template_owners IS 'Whose a template is that is not built in.';

CREATE TABLE sdp_engine.slug_counters (
    user_id uuid NOT NULL REFERENCES sdp.users (id) ON DELETE CASCADE,
    base text NOT NULL,
    last_number integer NOT NULL,
    PRIMARY KEY (user_id, base)
);
COMMENT ON TABLE sdp_engine.slug_counters IS
    'The highest number given to a slug made from a name, for each user and base. Its row is locked while a '
    'slug is made, so that two sessions never make the same one.';

CREATE TABLE sdp_engine.project_state (
    project_id uuid PRIMARY KEY REFERENCES sdp.projects (id) ON DELETE CASCADE,
    lock_count bigint NOT NULL DEFAULT 0,
    exported_state text
) WITH (fillfactor = 50);
COMMENT ON TABLE sdp_engine.project_state IS
    'One row a project, which is its lock: whoever changes anything of a project updates lock_count here, '
    'after it has locked the rows of stages that it will change, in ascending order. An UPDATE and not a '
    'SELECT FOR UPDATE, so that under REPEATABLE READ a project that changed since the snapshot is an error '
    '(40001) and never a stale read.';
COMMENT ON COLUMN sdp_engine.project_state.exported_state IS
    'What the newest exported package was made of, as a hash: the project''s name, slug and description, and '
    'the status, label and active outputs of stages 1 to 8. Stage 9 completes only while this is still so.';

CREATE TABLE sdp_engine.stage_events (
    project_id uuid NOT NULL REFERENCES sdp.projects (id) ON DELETE CASCADE,
    seq integer NOT NULL,
    stage_id uuid NOT NULL,
    stage_number integer NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    actor text NOT NULL,
    reason text,
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (project_id, seq)
);
COMMENT ON TABLE sdp_engine.stage_events IS
    'Every change of a stage''s status, numbered within its project without gaps; append-only. Written under '
    'the project''s lock.';
COMMENT ON COLUMN sdp_engine.stage_events.actor IS
    'sdp.user_id where the client set it, else the role that the session acts as.';

CREATE TABLE sdp_engine.generation_tickets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    stage_id uuid NOT NULL REFERENCES sdp.stages (id) ON DELETE CASCADE,
    project_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('worker', 'direct')),
    provider_id uuid REFERENCES sdp.ai_provider_configs (id),
    model text,
    prompt_template text,
    user_input text,
    from_status text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('success', 'error', 'timeout', 'cancelled')),
    to_status text,
    generation_id uuid,
    applied boolean,
    error_code text,
    message text,
    detail jsonb,
    CHECK ((closed_at IS NULL) = (outcome IS NULL) AND (closed_at IS NULL) = (to_status IS NULL))
);
CREATE UNIQUE INDEX generation_tickets_open ON sdp_engine.generation_tickets (stage_id)
    WHERE closed_at IS NULL;
CREATE INDEX generation_tickets_stage ON sdp_engine.generation_tickets (stage_id, closed_at);
CREATE INDEX generation_tickets_provider ON sdp_engine.generation_tickets (provider_id);
COMMENT ON TABLE sdp_engine.generation_tickets IS
    'The claims under which generations run: a stage is generating exactly while it has one open ticket. kind '
    'worker: made by a function, ended by its ticket alone; kind direct: made by a plain UPDATE of the '
    'status, ended by the ledger row. Read and written under the project''s lock.';
COMMENT ON COLUMN sdp_engine.generation_tickets.detail IS
    'What the ledger''s columns could not hold: values beyond their range, as they were reported.';

CREATE TABLE sdp_engine.output_context (
    output_id uuid PRIMARY KEY REFERENCES sdp.stage_outputs (id) ON DELETE CASCADE,
    stages integer[] NOT NULL,
    versions integer[] NOT NULL
);
COMMENT ON TABLE sdp_engine.output_context IS
    'What an output was made from: the numbers of its context stages and, at the same place, the version of '
    'the json output that was active there then (null: none).';
