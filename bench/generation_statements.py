"""Variant 2 with generations: a web application's requests and its workers' claims and reports, a statement a round
trip, on the tables alone."""
from statement_by_statement import (BEGIN, COMMIT, DEACTIVATE, INSERT_CONTEXT, LOCK_PROJECT, Statements, parsed,
                                    require)

FIND_PROVIDER = """
    SELECT c.id, c.default_model FROM sdp.projects p
    JOIN sdp.ai_provider_configs c ON c.user_id = p.user_id AND c.is_default WHERE p.id = %s"""
SET_STATUS = "UPDATE sdp.stages SET status = %s, updated_at = now() WHERE id = %s"
INSERT_TICKET = """
    INSERT INTO sdp_engine.generation_tickets
        (project_id, stage_id, kind, from_status, provider_id, model, prompt_template, waiting, due_at)
    VALUES (%s, %s, 'worker', %s, %s, %s, %s, true, clock_timestamp())"""

FIND_OVERDUE = """
    SELECT id FROM sdp_engine.generation_tickets
    WHERE closed_at IS NULL AND NOT waiting AND due_at <= now() ORDER BY due_at LIMIT 100"""
TAKE_NEXT = """
    UPDATE sdp_engine.generation_tickets
    SET waiting = false, worker = 'bench', claimed_at = clock_timestamp(), due_at = clock_timestamp() + interval '1 hour'
    WHERE id = (SELECT id FROM sdp_engine.generation_tickets WHERE closed_at IS NULL AND waiting
                ORDER BY due_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id"""
# All that a worker needs: what sdp.claim_generation returns.
READ_WORK = """
    SELECT t.project_id, s.stage_number, s.stage_name, coalesce(t.user_input, s.user_input),
        (SELECT coalesce(jsonb_object_agg(o.stage_name, o.data), '{}') FROM sdp.stages o
         WHERE o.project_id = t.project_id AND o.data IS NOT NULL AND o.stage_number = ANY (d.context)),
        t.provider_id, c.provider, c.base_url, t.model, t.prompt_template,
        coalesce(x.custom_document, x.document), t.due_at, t.attempt
    FROM sdp_engine.generation_tickets t
    JOIN sdp.stages s ON s.id = t.stage_id
    JOIN sdp_engine.stage_definitions d ON d.number = s.stage_number
    LEFT JOIN sdp_engine.schemas x ON x.name = d.schema_name
    LEFT JOIN sdp.ai_provider_configs c ON c.id = t.provider_id
    WHERE t.id = %s"""

READ_TICKET = """
    SELECT t.project_id, t.stage_id, s.stage_number, t.provider_id, t.model, t.prompt_template, t.closed_at
    FROM sdp_engine.generation_tickets t JOIN sdp.stages s ON s.id = t.stage_id WHERE t.id = %s"""
INSERT_GENERATION = """
    INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens, output_tokens,
        total_tokens, estimated_cost, duration_ms, status)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'success') RETURNING id"""
ADD_TO_SPENT = "UPDATE sdp_engine.budgets SET spent = spent + %s WHERE user_id = (SELECT user_id FROM sdp.projects WHERE id = %s)"
INSERT_ANSWER = """
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by, ai_generation_id)
    SELECT %s, (SELECT coalesce(max(o.version), 0) + 1 FROM sdp.stage_outputs o WHERE o.stage_id = %s), 'json', %s,
        'ai', %s
    RETURNING id"""
# From the output's row, so that the answer does not travel twice.
SET_DATA = """
    UPDATE sdp.stages s SET data = o.content::jsonb, status = 'review', updated_at = now()
    FROM sdp.stage_outputs o WHERE o.id = %s AND s.id = o.stage_id"""
CLOSE_TICKET = """
    UPDATE sdp_engine.generation_tickets
    SET closed_at = clock_timestamp(), outcome = 'success', to_status = 'review', generation_id = %s, applied = true
    WHERE id = %s"""


class GenerationStatements(Statements):
    """The operations on generations besides the others."""

    def request(self, project, stage):
        client = self.client
        stages = self.open_stage(project, stage, with_data=False)
        stage_id, status = stages[stage]
        require(status in ("active", "review"), "the stage cannot be generated")
        provider = client.row(FIND_PROVIDER, project)
        require(provider is not None, "no provider")
        client.run(INSERT_TICKET, project, stage_id, status, *provider, "dataModel")
        client.run(SET_STATUS, "generating", stage_id)
        self.record(project, [(stage_id, stage, status, "generating")])
        client.run(COMMIT)

    def claim(self):
        client = self.client
        client.run(BEGIN)
        require(not client.rows(FIND_OVERDUE), "a lease has ended")
        taken = client.row(TAKE_NEXT)
        work = client.row(READ_WORK, taken[0]) if taken else None
        client.run(COMMIT)
        return (taken[0], *work) if taken else None

    def finish(self, ticket, answer, tokens, cost):
        client = self.client
        parsed(answer)
        client.run(BEGIN)
        project = client.row(READ_TICKET, ticket)[0]
        client.row(LOCK_PROJECT, project)
        _, stage_id, stage, provider, model, prompt, closed = client.row(READ_TICKET, ticket)
        require(closed is None, "the answer is late")
        generation = client.value(INSERT_GENERATION, stage_id, provider, model, prompt, tokens, tokens, 2 * tokens,
                                  cost, 0)
        client.run(ADD_TO_SPENT, cost, project)
        client.run(DEACTIVATE, stage_id)
        output = client.value(INSERT_ANSWER, stage_id, stage_id, answer.strip(), generation)
        client.run(INSERT_CONTEXT, output, project, stage)
        client.run(SET_DATA, output)
        self.record(project, [(stage_id, stage, "generating", "review")])
        client.run(CLOSE_TICKET, generation, ticket)
        client.run(COMMIT)
