"""What the sessions of hammer.py do by plain DML."""

import uuid

OPEN = "('active', 'review')"
STAGE = "project_id = %(p)s AND stage_number = %(k)s"
STAGE_ID = f"(SELECT id FROM sdp.stages WHERE {STAGE})"


class Statements:
    """Operations of a Session on its project self.p and, where there is one, stage self.k."""

    def ledger_row(self, status):
        generation = uuid.UUID(int=self.random.getrandbits(128))
        self.run(
            "INSERT INTO sdp.ai_generations (id, stage_id, provider_id, model, prompt_template,"
            " input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status,"
            " error_message) SELECT %(g)s, id, %(v)s, 'm', 't', 1, 1, 2, 0, 1, %(s)s, %(e)s"
            f" FROM sdp.stages WHERE {STAGE}",
            g=generation, v=self.run_of.provider, s=status, e=None if status == "success" else "broken",
        )
        return generation

    def dml_save(self):
        self.run(
            f"UPDATE sdp.stages SET data = %(d)s, status = 'review' WHERE {STAGE}"
            f" AND status IN {OPEN}",
            d=self.data(),
        )

    def dml_data_alone(self):
        self.run(f"UPDATE sdp.stages SET data = %(d)s WHERE {STAGE}", d=self.data())

    def dml_complete(self):
        self.run(f"UPDATE sdp.stages SET status = 'complete', completed_at = now() WHERE {STAGE}")

    def dml_complete_as_an_application(self):
        self.dml_complete()
        self.run(
            "UPDATE sdp.stages SET status = 'active' WHERE project_id = %(p)s"
            " AND stage_number = %(k)s + 1 AND status = 'locked'"
        )
        self.run("UPDATE sdp.projects SET current_stage = %(k)s + 1 WHERE id = %(p)s")

    def dml_revert_as_an_application(self):
        self.k = max(1, self.k - 1 - self.random.randrange(3))
        self.run(f"UPDATE sdp.stages SET status = 'review' WHERE {STAGE}")
        self.run(
            "UPDATE sdp.stages SET status = 'locked'"
            " WHERE project_id = %(p)s AND stage_number > %(k)s"
        )
        self.run("UPDATE sdp.projects SET current_stage = %(k)s WHERE id = %(p)s")

    def dml_generate(self):
        self.run(f"UPDATE sdp.stages SET status = 'generating' WHERE {STAGE} AND status IN {OPEN}")

    def dml_finish(self):
        generation, data = self.ledger_row("success"), self.data()
        self.run(f"UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = {STAGE_ID}")
        self.run(
            "INSERT INTO sdp.stage_outputs"
            " (stage_id, version, format, content, generated_by, ai_generation_id)"
            f" SELECT id, 1, 'json', %(d)s, 'ai', %(g)s FROM sdp.stages WHERE {STAGE}",
            d=data, g=generation,
        )
        self.run(f"UPDATE sdp.stages SET data = %(d)s, status = 'review' WHERE {STAGE}", d=data)

    def dml_fail(self):
        self.ledger_row("error")
        self.run(f"UPDATE sdp.stages SET status = 'active' WHERE {STAGE}")

    def dml_output(self):
        self.run(
            "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
            f" SELECT id, %(v)s, %(f)s, %(d)s, 'human' FROM sdp.stages WHERE {STAGE}"
            " ON CONFLICT (stage_id, version) DO UPDATE SET content = excluded.content",
            v=self.random.randrange(9), f=self.random.choice(["json", "md"]), d=self.data(),
        )

    def dml_activate(self):
        self.run(f"UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = {STAGE_ID}")
        self.run(
            "UPDATE sdp.stage_outputs SET is_active = true"
            f" WHERE stage_id = {STAGE_ID} AND version = %(v)s",
            v=1 + self.random.randrange(6),
        )

    def dml_any_status(self):
        self.run(
            "UPDATE sdp.stages SET status = %(s)s"
            " WHERE project_id = %(p)s AND stage_number = %(n)s",
            s=self.random.choice(["locked", "active", "generating", "review", "complete"]),
            n=1 + self.random.randrange(9),
        )

    def dml_many_statuses(self):
        self.run(
            "UPDATE sdp.stages SET status = %(s)s"
            " WHERE project_id = %(p)s AND stage_number > %(n)s",
            s=self.random.choice(["locked", "active", "review", "complete"]),
            n=self.random.randrange(9),
        )

    def dml_both_tables(self):
        self.run(
            "WITH a AS (UPDATE sdp.projects SET current_stage = %(k)s + 1, description = %(d)s"
            f" WHERE id = %(p)s) UPDATE sdp.stages SET status = 'complete' WHERE {STAGE}",
            d=self.data(),
        )

    def dml_upsert_stage(self):
        self.run(
            "INSERT INTO sdp.stages"
            " (project_id, stage_number, stage_name, stage_label, status, data)"
            " SELECT %(p)s, number, name, label, 'review', %(d)s"
            " FROM sdp_engine.stage_definitions WHERE number = %(k)s"
            " ON CONFLICT (project_id, stage_number)"
            " DO UPDATE SET data = excluded.data, status = excluded.status",
            d=self.data(),
        )

    def dml_rename(self):
        self.run(
            "UPDATE sdp.projects SET name = %(d)s, current_stage = %(n)s WHERE id = %(p)s",
            d=self.data(), n=self.random.randrange(9),
        )

    def dml_archive(self):
        if self.random.random() < 0.15:
            self.run(
                "UPDATE sdp.projects SET status = %(s)s WHERE id = %(p)s",
                s=self.random.choice(["archived", "deleted", "active"]),
            )

    def dml_restore(self):
        self.run(
            "UPDATE sdp.projects SET status = 'active', deleted_at = NULL"
            " WHERE id = %(p)s AND status <> 'active'"
        )

    def dml_purge(self):
        if self.random.random() < 0.1:
            self.run("DELETE FROM sdp.projects WHERE id = %(p)s")

    def dml_prune(self):
        self.run(
            "DELETE FROM sdp.stage_outputs"
            f" WHERE NOT is_active AND version <= %(v)s AND stage_id = {STAGE_ID}",
            v=self.random.randrange(5),
        )

    def dml_merge(self):
        self.run(
            "MERGE INTO sdp.stages s USING (SELECT %(p)s::uuid AS p, %(k)s AS k) n"
            f" ON s.project_id = n.p AND s.stage_number = n.k WHEN MATCHED AND s.status IN {OPEN}"
            " THEN UPDATE SET data = %(d)s, status = %(s)s",
            d=self.data(), s=self.random.choice(["active", "review", "complete"]),
        )

    def dml_several_outputs(self):
        self.run(
            "INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)"
            f" SELECT id, 1, format, %(d)s, 'human' FROM sdp.stages, unnest(%(f)s::text[]) format WHERE {STAGE}",
            d=self.data(), f=self.random.choice([["json", "md"], ["md", "yaml", "json"], ["md", "md"]]),
        )

    def dml_copy(self):
        stage = self.run(f"SELECT id FROM sdp.stages WHERE {STAGE}").fetchone()
        if stage:
            with self.cursor.copy("COPY sdp.stage_outputs (stage_id, version, format, content, generated_by)"
                                  " FROM STDIN") as copy:
                for answer_format in self.random.choice([["json"], ["json", "md"], ["yaml"]]):
                    copy.write_row((stage[0], 1, answer_format, self.data(), "human"))

    ALL = [
        dml_save, dml_data_alone, dml_complete, dml_complete_as_an_application, dml_revert_as_an_application,
        dml_generate, dml_finish, dml_fail, dml_output, dml_activate, dml_any_status, dml_many_statuses,
        dml_both_tables, dml_upsert_stage, dml_rename, dml_archive, dml_restore, dml_purge, dml_prune, dml_merge,
        dml_several_outputs, dml_copy,
    ]
