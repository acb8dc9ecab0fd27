"""Servers, databases and roles for the system tests, each removed again at the end.

The server is the one that PGHOST and PGPORT name (dev/check starts it), else a cluster of this
checkout, started by dev/cluster and stopped at the end.
"""

import itertools
import json
import os
import shlex
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import namedtuple_row

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "project"
STAGES = ["product", "dataModel", "database", "api", "stack", "design", "sections",
          "infrastructure", "export"]

# By stage: the smallest data that the stage's schema accepts and that no other rule minds.
FITTING = {
    1: {"name": "Shop"},
    2: {"entities": []},
    3: {"engine": "none", "tables": []},
    4: {"endpoints": []},
    5: {"framework": "x"},
    6: {"colors": {"primary": "#000"}, "typography": {"body": "Inter"}, "spacing": {"base": 4}},
    7: {"sections": []},
    8: {"hosting": "x"},
    9: {},
}

_numbers = itertools.count(1)


def run(command, check=True, **options):
    """Runs a command and returns it completed, with its output as text."""
    done = subprocess.run([str(part) for part in command], text=True, capture_output=True, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done


def bindir(pg_config=None):
    """The folder of the client and server binaries."""
    found = pg_config or run([ROOT / "dev" / "find-postgres"]).stdout.strip()
    return Path(run([found, "--bindir"]).stdout.strip())


def as_server_user(*command, check=True):
    """Runs what refuses to run as root."""
    return run([ROOT / "dev" / "cluster", "as-server-user", *command], check=check)


class Server:
    """A running server, reached by its socket as the superuser postgres."""

    def __init__(self, host, port, binaries):
        self.host, self.port, self.binaries = str(host), str(port), binaries

    def connect(self, database="postgres", user="postgres", options="", **more):
        return psycopg.connect(host=self.host, port=self.port, dbname=database, user=user,
                               options=options, autocommit=True, row_factory=namedtuple_row, **more)

    def execute(self, statement, database="postgres", user="postgres"):
        with self.connect(database, user) as connection:
            return connection.execute(statement)

    def tool(self, name, *arguments, user="postgres", options="", check=True, **more):
        """Runs one of PostgreSQL's programs against this server."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment |= {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": user,
                        "PGOPTIONS": options}
        return run([self.binaries / name, *arguments], check=check, env=environment, **more)

    @contextmanager
    def database(self, settings="", **roles):
        """A new empty database; `roles` are made with their attributes, as `db.roles.NAME`."""
        database = Database(self, f"own_{os.getpid()}_{next(_numbers)}")
        try:
            for name, attributes in roles.items():
                database.make_role(name, attributes)
            self.execute(f"CREATE DATABASE {database.name} TEMPLATE template0 {settings}")
            yield database
        finally:
            database.remove()


class Database:
    """A database of one test, with roles of its own."""

    def __init__(self, server, name):
        self.server, self.name, self._roles = server, name, {}

    def make_role(self, name, attributes=""):
        role = f"{self.name}_{name}"
        self.server.execute(f"CREATE ROLE {role} LOGIN {attributes}")
        self._roles[name] = role
        setattr(self, name, role)
        return role

    def connect(self, user="postgres", **more):
        return self.server.connect(self.name, user, **more)

    def execute(self, statement, user="postgres", options=""):
        """Runs SQL in a session of its own and returns the last statement's rows."""
        with self.connect(user, options=options) as connection:
            return rows_of(connection.execute(statement))

    def value(self, statement, user="postgres"):
        (row,) = self.execute(statement, user)
        return row[0]

    def refused(self, statement, user="postgres", options=""):
        """The error that SQL ends with; fails where there is none."""
        with self.connect(user, options=options) as connection:
            return refusal(connection, statement)

    def install(self, user="postgres"):
        self.execute("CREATE EXTENSION pg_sdp", user)

    def twin(self):
        """A second empty database, with the same owner and roles."""
        return _Twin(self)

    def remove(self):
        self.server.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        for role in reversed(self._roles.values()):
            self.server.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


class _Twin:
    def __init__(self, original):
        self._original = original

    def __enter__(self):
        original = self._original
        self._twin = Database(original.server, f"{original.name}_twin")
        owner = original.server.execute(
            f"SELECT datdba::regrole FROM pg_database WHERE datname = '{original.name}'").fetchone()[0]
        original.server.execute(f"CREATE DATABASE {self._twin.name} TEMPLATE template0 OWNER {owner}")
        for name, role in original._roles.items():
            setattr(self._twin, name, role)
        return self._twin

    def __exit__(self, *error):
        self._twin.remove()


def rows_of(cursor):
    """The rows of the last statement that a cursor ran."""
    while cursor.nextset():
        pass
    return cursor.fetchall() if cursor.description else []


def refusal(connection, statement):
    """The error of a statement, which must fail."""
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    return caught.value


@pytest.fixture(scope="session")
def own_server():
    """The server that the tests of this folder share."""
    binaries = bindir()
    if "PGHOST" in os.environ:
        yield Server(os.environ["PGHOST"], os.environ["PGPORT"], binaries)
        return
    with cluster("sys-ownership") as server:
        yield server


@contextmanager
def cluster(name, *settings, remove=True):
    """A cluster of its own, made by dev/cluster."""
    tool = ROOT / "dev" / "cluster"
    run([tool, "start", name, *settings])
    try:
        lines = run([tool, "env", name]).stdout.splitlines()
        environment = dict(shlex.split(line)[1].split("=", 1) for line in lines)
        yield Server(environment["PGHOST"], environment["PGPORT"], bindir())
    finally:
        run([tool, "remove" if remove else "stop", name])


@pytest.fixture
def superuser_database(own_server):
    """A database in which the superuser installed pg_sdp."""
    with own_server.database() as database:
        database.install()
        yield database


@pytest.fixture
def owned_database(own_server):
    """A database in which its owner, an ordinary role `owner`, installed pg_sdp; and a role `app`
    with every right on the tables."""
    with own_server.database(owner="", app="") as database:
        own_server.execute(f"ALTER DATABASE {database.name} OWNER TO {database.owner}")
        database.install(database.owner)
        grant_everything(database, database.app)
        yield database


def grant_everything(database, role):
    """The rights of an application: all rows of the document's tables, nothing of the engine's."""
    database.execute(f"GRANT USAGE ON SCHEMA sdp TO {role};"
                     f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sdp TO {role}",
                     database.owner)


def example(stage):
    """The example's data of a stage, by number."""
    return json.loads((EXAMPLE / f"{stage}-{STAGES[stage - 1]}.json").read_text(encoding="utf-8"))


def fitting(*stages, **more):
    """Data, as text, that fit each of these stages, with more members where they are given."""
    return json.dumps({**{name: value for stage in stages for name, value in FITTING[stage].items()}, **more})


def make_project(connection, email="ada@example.com"):
    """A user, a default provider and a project with its stages; returns the project's id."""
    user = connection.execute("INSERT INTO sdp.users (email, name) VALUES (%s, 'Ada') RETURNING id",
                              [email]).fetchone()[0]
    connection.execute(
        "INSERT INTO sdp.ai_provider_configs (user_id, provider, label, api_key_encrypted,"
        " default_model, is_default) VALUES (%s, 'anthropic', 'Work', 'v1:bm90.YQ==.a2V5',"
        " 'claude-sonnet', true)", [user])
    return connection.execute("SELECT sdp.create_project(%s, 'Studio')", [user]).fetchone()[0]


def complete(connection, project, *stages):
    """Saves the example's data in stages and completes them."""
    for stage in stages:
        connection.execute("SELECT sdp.save_stage(%s, %s, %s)",
                           [project, stage, json.dumps(example(stage))])
        connection.execute("SELECT sdp.complete_stage(%s, %s)", [project, stage])


def statuses(connection, project):
    """The first letters of the stages' statuses, in order."""
    return connection.execute(
        "SELECT string_agg(left(status, 1), '' ORDER BY stage_number) FROM sdp.stages"
        " WHERE project_id = %s", [project]).fetchone()[0]


def broken(database):
    """What sdp.check_integrity() finds, as the superuser."""
    return database.execute("SELECT * FROM sdp.check_integrity()")


def contents(database):
    """The rows of all tables of both schemas, as text, sorted."""
    with database.connect() as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE nspname IN ('sdp', 'sdp_engine') AND relkind = 'r'"
            " ORDER BY 1").fetchall()
        return {table: sorted(row[0] for row in connection.execute(f"SELECT t::text FROM {table} t"))
                for (table,) in tables}


def wait_until(condition, seconds=30):
    """Waits for something that a server does in its own time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
