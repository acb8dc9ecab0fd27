"""Several clients at the same moment, and the counted figures that must be 0."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg

from conftest import connect

RETRYABLE = {"40001", "40P01"}


def at_once(database, *tasks):
    """Runs each task in a session of its own, all from the same moment on; returns what each returned,
    or the database's error where it ended in one. A task is SQL with its parameters, or a function of
    a connection."""
    start = threading.Barrier(len(tasks), timeout=60)

    def work(task):
        with connect(database) as connection:
            start.wait()
            try:
                if callable(task):
                    return task(connection)
                cursor = connection.execute(*task)
                return cursor.fetchone()[0] if cursor.description else cursor.rowcount
            except psycopg.Error as failure:
                return failure

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(work, tasks))


def failures(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, psycopg.Error)]


def repeating(task):
    """The task, repeated where the server says so, as docs/errors.md tells clients to."""

    def run(connection):
        while True:
            try:
                return task(connection)
            except psycopg.Error as failure:
                if failure.sqlstate not in RETRYABLE:
                    raise

    return run


def assert_none(what, found):
    """Prints the figure, which must be 0."""
    print(f"{what}: {len(found)}")
    assert not found, f"{what}: {len(found)}, {found[:5]}"
