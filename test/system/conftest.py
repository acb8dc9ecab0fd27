"""What the system tests share: a database with pg_sdp for each module, and a project in it.

The server is that of PGHOST, PGPORT, PGUSER; dev/check sets them.
"""

import re
import uuid
from dataclasses import dataclass

import psycopg
import pytest

STAGE_NAMES = [
    "product", "dataModel", "database", "api", "stack", "design", "sections", "infrastructure",
    "export",
]


def connect(database, **options):
    """A connection in autocommit mode, as the superuser of the cluster unless `user` is given."""
    return psycopg.connect(dbname=database, autocommit=True, **options)


@pytest.fixture(scope="module")
def database(request):
    """The name of a fresh database with the extension; dropped after the module."""
    name = "sdp_" + re.sub(r"\W", "_", request.module.__name__.split(".")[-1])
    with connect("postgres") as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    with connect(name) as fresh:
        fresh.execute("CREATE EXTENSION pg_sdp")
    yield name
    with connect("postgres") as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def connection(database):
    """A connection to the module's database, in autocommit mode."""
    with connect(database) as opened:
        yield opened


@dataclass
class Project:
    """A project with its owner and the owner's one AI provider."""

    connection: psycopg.Connection
    owner: uuid.UUID
    provider: uuid.UUID
    id: uuid.UUID

    def stage_id(self, number):
        return self.connection.execute(
            "SELECT id FROM sdp.stages WHERE project_id = %s AND stage_number = %s",
            (self.id, number),
        ).fetchone()[0]

    def statuses(self):
        """The first letters of the stages' statuses: l a g r c."""
        return self.connection.execute(
            "SELECT string_agg(left(status, 1), '' ORDER BY stage_number) FROM sdp.stages"
            " WHERE project_id = %s",
            (self.id,),
        ).fetchone()[0]

    def remove(self):
        """Deletes the owner and everything that is theirs."""
        self.connection.execute("DELETE FROM sdp.users WHERE id = %s", (self.owner,))


def make_project(connection, name="Shop"):
    """A new user, provider and project with its nine stages."""
    owner = connection.execute(
        "INSERT INTO sdp.users (email, name) VALUES (%s, 'Ada') RETURNING id",
        (f"{uuid.uuid4()}@example.com",),
    ).fetchone()[0]
    provider = connection.execute(
        "INSERT INTO sdp.ai_provider_configs"
        " (user_id, provider, label, api_key_encrypted, default_model, is_default)"
        " VALUES (%s, 'openai', 'Work', 'none:', 'gpt', true) RETURNING id",
        (owner,),
    ).fetchone()[0]
    project = connection.execute(
        "SELECT sdp.create_project(%s, %s)", (owner, name)
    ).fetchone()[0]
    return Project(connection, owner, provider, project)


@pytest.fixture
def project(connection):
    """A fresh project, removed after the test."""
    made = make_project(connection)
    yield made
    if not connection.closed:
        made.remove()


def violations(connection):
    """What check_integrity() finds; [] on a healthy database."""
    return connection.execute(
        "SELECT invariant, stage_number, message FROM sdp.check_integrity()"
    ).fetchall()
