"""Slugs are numbered by a counter: the ten thousandth project of a name costs what the tenth costs."""

import uuid

import psycopg
import pytest

from conftest import violations

NAME = "Größe & Übung"


@pytest.fixture
def owner(connection):
    found = connection.execute("INSERT INTO sdp.users (email, name) VALUES (%s, 'Ada') RETURNING id",
                               (f"{uuid.uuid4()}@example.com",)).fetchone()[0]
    yield found
    connection.execute("DELETE FROM sdp.users WHERE id = %s", (found,))


def make(connection, owner, count):
    """So many projects of one name, each in a transaction of its own."""
    connection.execute(
        f"DO $$ BEGIN FOR n IN 1..{count} LOOP INSERT INTO sdp.projects (user_id, name)"
        f" VALUES ('{owner}', '{NAME}'); COMMIT; END LOOP; END $$")


def pages_of_one(connection, owner):
    """The pages that one more takes: the fewest of a few, since a table grows now and then."""
    def once():
        plan = connection.execute(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) INSERT INTO sdp.projects (user_id, name)"
            f" VALUES ('{owner}', '{NAME}')").fetchone()[0][0]["Plan"]
        return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return min(once() for _ in range(5))


def slugs(connection, owner):
    return [row[0] for row in connection.execute(
        "SELECT slug FROM sdp.projects WHERE user_id = %s ORDER BY length(slug), slug", (owner,))]


def test_ten_thousand_projects_of_one_name(connection, owner):
    make(connection, owner, 10)
    early = pages_of_one(connection, owner)
    make(connection, owner, 10_000)
    connection.execute("ANALYZE sdp.projects")
    late = pages_of_one(connection, owner)
    # A tree of the index may be a page higher in each of its searches.
    assert late <= early + 10, (early, late)
    expected = ["grosse-ubung", *(f"grosse-ubung-{number}" for number in range(2, 10_021))]
    assert slugs(connection, owner) == expected
    assert violations(connection) == []


def test_numbers_that_were_taken_by_hand_are_skipped_once(connection, owner):
    connection.execute("INSERT INTO sdp.projects (user_id, name, slug) SELECT %s, 'By hand', 'grosse-ubung-' || n"
                       " FROM generate_series(2, 500) n", (owner,))
    make(connection, owner, 2)
    assert slugs(connection, owner)[0] == "grosse-ubung"
    assert slugs(connection, owner)[-1] == "grosse-ubung-501"
    assert pages_of_one(connection, owner) < 100


@pytest.mark.parametrize("statement", [
    "INSERT INTO sdp.projects (user_id, name, slug) VALUES (%s, 'Other', 'grosse-ubung')",
    "SELECT sdp.create_project(%s, 'Other', slug => 'grosse-ubung')",
    "UPDATE sdp.projects SET slug = 'grosse-ubung' WHERE user_id = %s AND slug = 'grosse-ubung-2'",
])
def test_a_slug_that_is_given_and_taken_is_a_unique_violation(connection, owner, statement):
    make(connection, owner, 2)
    with pytest.raises(psycopg.errors.UniqueViolation) as caught:
        connection.execute(statement, (owner,))
    assert caught.value.diag.constraint_name == "idx_projects_user_slug"
    assert slugs(connection, owner) == ["grosse-ubung", "grosse-ubung-2"]
