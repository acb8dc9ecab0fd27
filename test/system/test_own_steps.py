"""An application that performs the engine's steps itself ends where the functions end.

Two clients take a project each through the same steps, one with INSERT and UPDATE in a web
application's usual order, the other with the functions. After each step the rows of the nine tables
and of the log are the same, apart from ids and times.
"""

import datetime
import json
import uuid
from contextlib import nullcontext

import psycopg
import pytest

from conftest import STAGE_NAMES, violations
from psycopg.types.json import Jsonb
from servers import fitting

TABLES = ["users", "ai_provider_configs", "projects", "stages", "ai_generations", "stage_outputs",
          "templates", "export_packages", "mcp_tokens"]
MODEL, TOKENS, COST, DURATION = "gpt", (900, 120), "0.012000", 2500


class Client:
    """A user with a provider and a project."""

    def __init__(self, connection):
        self.connection = connection
        self.owner = self.value(
            "INSERT INTO sdp.users (email, name) VALUES (%s, 'Ada') RETURNING id",
            f"{uuid.uuid4()}@example.com")
        self.provider = self.value(
            "INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted,"
            " default_model) VALUES (%s, 'openai', 'Work', 'none:', %s) RETURNING id", self.owner, MODEL)

    def run(self, statement, *values):
        return self.connection.execute(statement, values)

    def value(self, statement, *values):
        return self.run(statement, *values).fetchone()[0]

    def stage_id(self, stage):
        return self.value("SELECT id FROM sdp.stages WHERE project_id = %s AND stage_number = %s",
                          self.project, stage)

    def state(self):
        """The rows that are this client's, and the log, with names for ids and a word for times."""
        names = {self.owner: "owner", self.provider: "provider", self.project: "project"}
        for kind, found in (
            ("stage", "SELECT id, stage_number FROM sdp.stages WHERE project_id = %s"),
            ("output", "SELECT o.id, stage_number * 100 + version FROM sdp.stage_outputs o"
                       " JOIN sdp.stages s ON s.id = stage_id WHERE project_id = %s"),
            ("generation", "SELECT g.id, row_number() OVER (ORDER BY g.created_at) FROM"
                           " sdp.ai_generations g JOIN sdp.stages s ON s.id = stage_id WHERE project_id = %s"),
            ("export", "SELECT id, row_number() OVER (ORDER BY exported_at) FROM sdp.export_packages"
                       " WHERE project_id = %s"),
        ):
            names |= {row[0]: f"{kind} {row[1]}" for row in self.run(found, self.project)}

        def named(column, value):
            if column == "email":
                return "an address"
            if isinstance(value, uuid.UUID):
                return names[value]
            return "a time" if isinstance(value, datetime.datetime) else value

        def rows(query, *values):
            cursor = self.run(query, *values)
            columns = [column.name for column in cursor.description]
            found = [{column: named(column, value) for column, value in zip(columns, row)}
                     for row in cursor.fetchall()]
            return sorted(found, key=lambda row: json.dumps(row, default=str, sort_keys=True))

        mine = {
            "users": ("id = %s", self.owner), "ai_provider_configs": ("user_id = %s", self.owner),
            "projects": ("user_id = %s", self.owner), "stages": ("project_id = %s", self.project),
            "export_packages": ("project_id = %s", self.project),
            "mcp_tokens": ("project_id = %s", self.project),
            "templates": ("NOT is_built_in",),
        }
        of_stages = ("stage_id IN (SELECT id FROM sdp.stages WHERE project_id = %s)", self.project)
        state = {}
        for table in TABLES:
            condition, *values = mine.get(table, of_stages)
            state[table] = rows(f"SELECT * FROM sdp.{table} WHERE {condition}", *values)
        state["log"] = rows(
            "SELECT seq, stage_id, stage_number, from_status, to_status, actor, reason"
            " FROM sdp_engine.stage_events WHERE project_id = %s", self.project)
        return state


class Functions(Client):
    """What the engine offers."""

    def create(self):
        self.project = self.value("SELECT sdp.create_project(%s, 'Corner Shop')", self.owner)

    def save(self, stage, data):
        self.run("SELECT sdp.save_stage(%s, %s, %s)", self.project, stage, Jsonb(data))

    def complete(self, stage):
        self.run("SELECT sdp.complete_stage(%s, %s)", self.project, stage)

    def revert(self, stage):
        self.run("SELECT sdp.revert_stage(%s, %s)", self.project, stage)

    def activate(self, stage, version):
        self.run("SELECT sdp.activate_output(%s, %s, %s)", self.project, stage, version)

    def generate(self, stage, data):
        self.begin(stage)
        self.run("SELECT sdp.finish_generation(%s, %s::text, 'json', %s, %s, %s, %s)", self.ticket,
                 json.dumps(data), *TOKENS, DURATION, COST)

    def fail(self, stage):
        self.begin(stage)
        self.run("SELECT sdp.fail_generation(%s, 'timeout', 'No answer.', %s, 0, %s, 0)", self.ticket,
                 TOKENS[0], DURATION)

    def begin(self, stage):
        self.ticket = self.value("SELECT ticket FROM sdp.begin_generation(%s, %s)", self.project, stage)

    def export(self):
        self.run("SELECT sdp.register_export(%s, 'zip', '/srv/shop.zip', 12345)", self.project)


class Application(Client):
    """What a web application does that knows nothing of an engine.

    `transaction` is what surrounds the statements of one operation."""

    def __init__(self, connection, transaction):
        super().__init__(connection)
        self.transaction = transaction

    def create(self):
        with self.transaction():
            self.project = self.value(
                "INSERT INTO sdp.projects (user_id, name, slug, current_stage, status)"
                " VALUES (%s, 'Corner Shop', 'corner-shop', 1, 'active') RETURNING id", self.owner)
            labels = dict(self.run("SELECT name, label FROM sdp_engine.stage_definitions").fetchall())
            rows = [(self.project, number, name, labels[name], "active" if number == 1 else "locked")
                    for number, name in enumerate(STAGE_NAMES, 1)]
            self.run("INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)"
                     " VALUES " + ", ".join(["(%s, %s, %s, %s, %s)"] * 9),
                     *(value for row in rows for value in row))

    def set_status(self, stage, status):
        self.run("UPDATE sdp.stages SET status = %s, updated_at = now()"
                 " WHERE project_id = %s AND stage_number = %s", status, self.project, stage)

    def set_current(self, stage):
        self.run("UPDATE sdp.projects SET current_stage = %s, updated_at = now() WHERE id = %s",
                 stage, self.project)

    def save(self, stage, data):
        self.run("UPDATE sdp.stages SET data = %s, status = 'review', updated_at = now()"
                 " WHERE project_id = %s AND stage_number = %s", Jsonb(data), self.project, stage)

    def complete(self, stage):
        with self.transaction():
            self.run("UPDATE sdp.stages SET status = 'complete', validated_at = now(), completed_at = now()"
                     " WHERE project_id = %s AND stage_number = %s", self.project, stage)
            if stage < 9:
                self.set_status(stage + 1, "active")
                self.set_current(stage + 1)

    def revert(self, stage):
        with self.transaction():
            self.run("UPDATE sdp.stages SET status = 'review', validated_at = NULL, completed_at = NULL"
                     " WHERE project_id = %s AND stage_number = %s", self.project, stage)
            self.run("UPDATE sdp.stages SET status = 'locked', validated_at = NULL, completed_at = NULL"
                     " WHERE project_id = %s AND stage_number > %s", self.project, stage)
            self.set_current(stage)

    def activate(self, stage, version):
        with self.transaction():
            self.run("UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = %s",
                     self.stage_id(stage))
            self.run("UPDATE sdp.stage_outputs SET is_active = true WHERE stage_id = %s AND version = %s",
                     self.stage_id(stage), version)

    def generate(self, stage, data):
        self.set_status(stage, "generating")
        # Here the model is called, for a minute.
        with self.transaction():
            generation = self.insert_generation(stage, *TOKENS, COST, "success", None)
            self.run("UPDATE sdp.stage_outputs SET is_active = false WHERE stage_id = %s",
                     self.stage_id(stage))
            self.run("INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by,"
                     " ai_generation_id) SELECT %s, coalesce(max(version), 0) + 1, 'json', %s, 'ai', %s"
                     " FROM sdp.stage_outputs WHERE stage_id = %s",
                     self.stage_id(stage), json.dumps(data), generation, self.stage_id(stage))
            self.run("UPDATE sdp.stages SET data = %s, status = 'review', updated_at = now()"
                     " WHERE project_id = %s AND stage_number = %s", Jsonb(data), self.project, stage)

    def fail(self, stage):
        before = self.value("SELECT status FROM sdp.stages WHERE id = %s", self.stage_id(stage))
        self.set_status(stage, "generating")
        with self.transaction():
            self.insert_generation(stage, TOKENS[0], 0, 0, "timeout", "No answer.")
            self.set_status(stage, before)

    def insert_generation(self, stage, input_tokens, output_tokens, cost, status, message):
        return self.value(
            "INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template, input_tokens,"
            " output_tokens, total_tokens, estimated_cost, duration_ms, status, error_message)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            self.stage_id(stage), self.provider, MODEL, STAGE_NAMES[stage - 1], input_tokens,
            output_tokens, input_tokens + output_tokens, cost, DURATION, status, message)

    def export(self):
        self.run("INSERT INTO sdp.export_packages (project_id, format, validation_status,"
                 " validation_messages, file_path, file_size_bytes)"
                 " VALUES (%s, 'zip', 'valid', '[]', '/srv/shop.zip', 12345)", self.project)


def data(stage, note):
    return {**json.loads(fitting(stage)), "note": note}


COMPLETED = [step for stage in range(1, 9)
             for step in (("save", stage, data(stage, "first")), ("complete", stage))]
JOURNEYS = {
    "to the end": [
        *COMPLETED, ("export",), ("save", 9, data(9, "first")), ("export",), ("complete", 9)],
    "there and back": [
        *COMPLETED[:8], ("save", 5, data(5, "first")), ("revert", 2), ("save", 2, data(2, "second")),
        ("complete", 2), ("complete", 3), ("revert", 3), ("complete", 3), ("complete", 4), ("revert", 1)],
    "back from the end": [
        *COMPLETED, ("save", 9, data(9, "first")), ("export",), ("complete", 9), ("revert", 9),
        ("export",), ("complete", 9), ("revert", 4)],
    "versions": [
        ("save", 1, data(1, "first")), ("save", 1, data(1, "second")), ("save", 1, data(1, "second")),
        ("activate", 1, 1), ("complete", 1), ("save", 2, data(2, "first")), ("activate", 1, 1),
        ("activate", 1, 2), ("complete", 1)],
    "generations": [
        ("fail", 1), ("generate", 1, data(1, "first")), ("generate", 1, data(1, "second")), ("fail", 1),
        ("activate", 1, 1), ("save", 1, data(1, "third")), ("complete", 1), ("generate", 2, data(2, "first")),
        ("complete", 2), ("fail", 3), ("revert", 1), ("generate", 1, data(1, "fourth")), ("complete", 1)],
}


@pytest.fixture(params=["each operation a transaction", "each statement a transaction"])
def clients(request, connection):
    """Both clients, with projects of their own; removed at the end."""
    transaction = connection.transaction if "operation" in request.param else nullcontext
    made = Application(connection, transaction), Functions(connection)
    for client in made:
        client.create()
    yield made
    connection.execute("DELETE FROM sdp.users")


@pytest.mark.parametrize("journey", JOURNEYS)
def test_own_steps_end_where_the_functions_end(connection, clients, journey):
    application, functions = clients
    assert application.state() == functions.state()
    for name, *arguments in JOURNEYS[journey]:
        getattr(functions, name)(*arguments)
        getattr(application, name)(*arguments)
        assert application.state() == functions.state(), (name, *arguments)
        assert violations(connection) == []



@pytest.mark.parametrize("other, codes", [("save", ("SD004", "SD011")), ("complete", ("SD001", "SD001")),
                                          ("revert", ("SD002", "SD002"))])
def test_own_steps_leave_a_stage_that_generates_alone(clients, other, codes):
    """While the model is called, for a minute, nobody else moves the stage."""
    application, functions = clients
    arguments = {"save": (2, data(2, "x")), "complete": (2,), "revert": (1,)}
    for client in clients:
        client.save(1, data(1, "first"))
        client.complete(1)
    application.set_status(2, "generating")
    functions.begin(2)
    for client, code in zip(clients, codes):
        before = client.state()
        with pytest.raises(psycopg.Error) as caught:
            getattr(client, other)(*arguments[other])
        assert (caught.value.sqlstate, client.state()) == (code, before)
    assert application.state() == functions.state()
