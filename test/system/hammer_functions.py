"""What the sessions of hammer.py do by the functions of sdp."""

from hammer_statements import STAGE_ID


class Functions:
    """Operations of a Session on its project self.p and, where there is one, stage self.k."""

    def save(self):
        self.run("SELECT sdp.save_stage(%(p)s, %(k)s, %(d)s)", d=self.data())

    def save_expecting(self):
        self.run(
            "SELECT sdp.save_stage(%(p)s, %(k)s, %(d)s, NULL, (SELECT coalesce(max(version), 0)"
            f" FROM sdp.stage_outputs WHERE stage_id = {STAGE_ID}))",
            d=self.data(),
        )

    def complete(self):
        self.run("SELECT sdp.complete_stage(%(p)s, %(k)s)")

    def revert(self):
        self.run(
            "SELECT sdp.revert_stage(%(p)s, %(to)s, 'again', %(force)s)",
            to=max(1, self.k - self.random.randrange(4)), force=self.random.random() < 0.5,
        )

    def begin(self):
        found = self.run("SELECT ticket FROM sdp.begin_generation(%(p)s, %(k)s)").fetchone()
        self.tickets.append(found[0])

    def request(self):
        self.run("SELECT sdp.request_generation(%(p)s, %(k)s)")

    def claim(self):
        """With leases that end before some answers come."""
        found = self.run("SELECT ticket FROM sdp.claim_generation(%(w)s, make_interval(secs => %(s)s))",
                         w=f"session {self.number}", s=self.random.choice([0.001, 0.05, 60])).fetchone()
        if found:
            self.tickets.append(found[0])

    def extend(self):
        if self.tickets:
            self.run("SELECT * FROM sdp.extend_lease(%(t)s, make_interval(secs => %(s)s))",
                     t=self.random.choice(self.tickets), s=self.random.choice([0.001, 0.05, 60]))

    def expire(self):
        self.run("SELECT * FROM sdp.expire_generations()")

    def cancel(self):
        if self.random.random() < 0.3:
            self.run("SELECT * FROM sdp.cancel_generation(%(p)s, %(k)s)")

    def finish(self):
        if self.tickets:
            ticket = self.random.choice(self.tickets)
            if self.random.random() < 0.7:
                self.tickets.remove(ticket)
            content = self.data() if self.random.random() < 0.8 else "{broken"
            content = self.random.choice([content, content.encode(), f"```json\n{content}\n```"])
            self.run("SELECT * FROM sdp.finish_generation(%(t)s, %(c)s)", t=ticket, c=content)

    def finish_late(self):
        """When the job is another's, or waits for another."""
        lost = self.run("SELECT ticket FROM sdp.begin_generation(%(p)s, %(k)s, lease => '1 ms')").fetchone()[0]
        self.run("SELECT pg_sleep(0.002)")
        self.run("SELECT * FROM sdp.expire_generations()")
        self.run("SELECT * FROM sdp.finish_generation(%(t)s, %(c)s)", t=lost, c=self.data())

    def fail(self):
        if self.tickets:
            ticket = self.tickets.pop()
            self.run("SELECT * FROM sdp.fail_generation(%(t)s, 'error', 'no answer')", t=ticket)

    def add_output(self):
        self.run(
            "SELECT sdp.add_output(%(p)s, %(k)s, %(f)s, %(d)s)",
            f=self.random.choice(["json", "md", "yaml"]), d=self.data(),
        )

    def activate(self):
        version = 1 + self.random.randrange(8)
        self.run("SELECT sdp.activate_output(%(p)s, %(k)s, %(v)s)", v=version)

    def export(self):
        self.run("SELECT sdp.register_export(%(p)s, 'zip', '/tmp/package.zip', 1)")

    def send_back(self):
        self.run("SELECT sdp.send_back_stage(%(p)s, %(k)s, 'again')")

    def transition(self):
        self.run("SELECT sdp.transition_stage(%(p)s, %(k)s, %(s)s, 'so')",
                 s=self.random.choice(["active", "generating", "review", "complete"]))

    def prune(self):
        self.run("SELECT sdp.prune_outputs(%(p)s, %(v)s)", v=self.random.randrange(1, 5))

    def apply_template(self):
        self.run("SELECT sdp.apply_template(%(p)s, (SELECT min(id::text)::uuid FROM sdp.templates))")

    def set_default(self):
        self.run("SELECT sdp.set_default_provider(%(v)s)", v=self.run_of.provider)

    def archive(self):
        if self.random.random() < 0.15:
            self.run("SELECT sdp.archive_project(%(p)s)")

    def unarchive(self):
        self.run("SELECT sdp.unarchive_project(%(p)s)")

    def delete(self):
        if self.random.random() < 0.15:
            self.run("SELECT sdp.delete_project(%(p)s)")

    def restore(self):
        self.run("SELECT sdp.restore_project(%(p)s)")

    def clone(self):
        if self.run_of.has_room():
            self.run("SELECT sdp.clone_project(%(p)s)")

    def purge(self):
        """Every project that is deleted now."""
        if self.random.random() < 0.3:
            self.run("SELECT sdp.purge_projects(clock_timestamp())")

    def look(self):
        self.run("SELECT * FROM sdp.allowed_transitions(%(p)s, %(k)s)")
        self.run("SELECT * FROM sdp.stage_history(%(p)s, %(k)s)")
        self.run("SELECT * FROM sdp.validate_project(%(p)s)")

    def check(self):
        """With what this transaction has done and not committed."""
        self.violations += self.run("SELECT * FROM sdp.check_integrity(%(p)s)").fetchall()

    # Some twice, so that stages move on.
    ALL = [
        save, save_expecting, complete, complete, revert, begin, request, claim, claim, extend, expire, cancel,
        finish, finish, finish_late, fail, add_output, activate, export, send_back, transition, prune,
        apply_template, set_default, archive, unarchive, delete, restore, clone, purge, look, check,
    ]
