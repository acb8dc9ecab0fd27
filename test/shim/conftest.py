"""A database with the functions of the test module, and one with the extension."""

import pathlib

import psycopg
import pytest
from psycopg import sql

HERE = pathlib.Path(__file__).parent


def make_database(name):
    with psycopg.connect(autocommit=True) as connection:
        database = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
    return name


class Client:
    """A connection that finds out after each error whether the backend is still sound."""

    def __init__(self, connection, has_counter):
        self.connection = connection
        self.has_counter = has_counter
        self.notices = []
        connection.add_notice_handler(lambda notice: self.notices.append(notice.message_primary))

    def run(self, query, *parameters):
        return self.connection.execute(query, parameters or None)

    def rows(self, query, *parameters):
        return self.run(query, *parameters).fetchall()

    def value(self, query, *parameters):
        return self.run(query, *parameters).fetchone()[0]

    def fail(self, query, *parameters):
        """Runs what must fail; returns the error's diagnostics."""
        with pytest.raises(psycopg.Error) as caught:
            self.run(query, *parameters)
        diagnostics = caught.value.diag
        assert diagnostics.sqlstate, f"the server did not survive: {caught.value}"
        self.check_sound()
        return diagnostics

    def check_sound(self):
        self.connection.rollback()
        assert self.value("SELECT 1") == 1
        if self.has_counter:
            assert self.value("SELECT shim.live_objects()") == 0
            assert self.value("SELECT shim.exception_is_current()") is False
        self.connection.rollback()

    def resident_bytes(self):
        """The backend's own memory, without what it shares with others."""
        pid = self.connection.info.backend_pid
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("/proc does not say how large the backend is")


def connect(database, has_counter):
    connection = psycopg.connect(dbname=database, autocommit=True)
    return Client(connection, has_counter)


@pytest.fixture(scope="session")
def shim_database():
    name = make_database("shim_test")
    with psycopg.connect(dbname=name, autocommit=True) as connection:
        connection.execute((HERE / "functions.sql").read_text())
    return name


@pytest.fixture
def shim(shim_database):
    client = connect(shim_database, True)
    yield client
    client.check_sound()
    assert client.notices == []
    client.connection.close()


@pytest.fixture(scope="session")
def product_database():
    name = make_database("shim_product")
    with psycopg.connect(dbname=name, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_sdp")
    return name


@pytest.fixture
def product(product_database):
    client = connect(product_database, False)
    yield client
    client.connection.close()
