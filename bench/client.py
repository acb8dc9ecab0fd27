"""The client: one connection, one cursor, prepared statements, and round trips that are counted."""
import ctypes
import time

import databases

PR_SET_TIMERSLACK = 29


class Client:
    """Runs statements. With a delay each round trip is made longer by a sleep of that length, as
    the wire would: nobody else can use the connection or its locks meanwhile."""

    def __init__(self, database, delay=0.0, synchronous_commit="off"):
        self.connection = databases.connect(database,
                                            f"synchronous_commit = {synchronous_commit}")
        self.cursor = self.connection.cursor()
        self.delay = delay
        self.round_trips = 0
        self.slept = 0.0
        if delay:
            # A sleep of half a millisecond is to last that long, not 0.05 ms more.
            ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0)

    def run(self, statement, *values):
        """One round trip."""
        self.round_trips += 1
        if self.delay:
            start = time.perf_counter()
            time.sleep(self.delay)
            self.slept += time.perf_counter() - start
        return self.cursor.execute(statement, values, prepare=True)

    def row(self, statement, *values):
        return self.run(statement, *values).fetchone()

    def rows(self, statement, *values):
        return self.run(statement, *values).fetchall()

    def value(self, statement, *values):
        return self.run(statement, *values).fetchone()[0]

    def close(self):
        self.connection.close()


class Functions:
    """Variants 1, 3 and 4: an operation is one call of a function, a transaction by itself."""

    def __init__(self, client):
        self.client = client

    def create(self, owner, name, description):
        return self.client.value("SELECT sdp.create_project(%s, %s, %s)", owner, name, description)

    def save(self, project, stage, data):
        return self.client.row("SELECT * FROM sdp.save_stage(%s, %s, %s)", project, stage, data)

    def complete(self, project, stage):
        return self.client.value("SELECT sdp.complete_stage(%s, %s)", project, stage)

    def register(self, project, path, size):
        return self.client.value("SELECT sdp.register_export(%s, 'zip', %s, %s)", project, path,
                                 size)

    def manifest(self, project):
        return self.client.value("SELECT sdp.export_manifest(%s)", project)
