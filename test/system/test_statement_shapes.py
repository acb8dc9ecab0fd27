"""Shapes of statement against one project: what each answers, and the state that it leaves.

A shape is a few statements. Each answers with the number of its rows, or with a SQLSTATE; the state
after them is the stages as letters (l a g r c), the current stage, and the outputs as stage, format,
version, h(uman) or a(i), * where active. After each shape check_integrity() finds nothing.

P, U, V stand for the ids of the project, its user and the user's provider, S1 for that of stage 1.
"""

import re

import pytest

from conftest import STAGE_NAMES, violations
from statement_shapes import ID, SHAPES

SUBSTITUTES = {
    "P": f"'{ID['project']}'",
    "U": f"'{ID['user']}'",
    "V": f"'{ID['provider']}'",
}


def spelled_out(statement):
    """The statement with ids in place of :P, :U, :V and :S1."""
    def substitute(found):
        name = found[1]
        if name in SUBSTITUTES:
            return SUBSTITUTES[name]
        return (
            f"(SELECT id FROM sdp.stages WHERE project_id = {SUBSTITUTES['P']}"
            f" AND stage_number = {name[1]})"
        )
    return re.sub(r"(?<!:):([PUV]\b|S\d)", substitute, statement)


def state_of(connection):
    """The state in words, e.g. "crlllllll 2 1json1h*"; "gone" without the project."""
    found = connection.execute(
        spelled_out(
            "SELECT p.status, p.current_stage,"
            " (SELECT string_agg(left(s.status, 1), '' ORDER BY stage_number)"
            "  FROM sdp.stages s WHERE s.project_id = p.id),"
            " (SELECT string_agg(concat(stage_number, format, version, left(generated_by, 1),"
            "  CASE WHEN is_active THEN '*' END), ' ' ORDER BY stage_number, version)"
            "  FROM sdp.stage_outputs o JOIN sdp.stages s ON s.id = o.stage_id"
            "  WHERE s.project_id = p.id) FROM sdp.projects p WHERE p.id = :P"
        )
    ).fetchone()
    if found is None:
        return "gone"
    status, current, stages, outputs = found
    words = [stages or "none", str(current), outputs, "" if status == "active" else status]
    return " ".join(word for word in words if word)


@pytest.fixture
def fresh(connection):
    """A user with a provider and, unless a shape makes it itself, a project."""
    connection.execute(spelled_out("DELETE FROM sdp.users WHERE id = :U"))
    connection.execute(
        spelled_out("INSERT INTO sdp.users (id, email, name) VALUES (:U, 'ada@example.com', 'Ada')")
    )
    connection.execute(
        spelled_out(
            "INSERT INTO sdp.ai_provider_configs"
            " (id, user_id, provider, label, api_key_encrypted, default_model)"
            " VALUES (:V, :U, 'openai', 'Work', 'none:', 'gpt')"
        )
    )
    return connection


def answer_of(connection, statement):
    """The number of rows that a statement reports, or its SQLSTATE."""
    # As a simple query, so that a shape may hold several statements in one message.
    result = connection.pgconn.exec_(spelled_out(statement).encode())
    code = result.error_field(ord("C"))
    if code:
        return code.decode()
    count = result.command_tuples
    return "ok" if count is None else count


def any_of(expected, answer):
    """The expected answer where the given one is among its alternatives, "A or B"."""
    return expected if str(answer) in str(expected).split(" or ") else answer


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.title for shape in SHAPES])
def test_statement_shape(fresh, shape):
    for statement in shape.before:
        fresh.execute(spelled_out(statement))

    answers = [
        any_of(expected, answer_of(fresh, statement))
        for expected, statement in zip(shape.answers, shape.statements, strict=True)
    ]
    for statement in shape.after:
        fresh.execute(spelled_out(statement))

    assert (answers, state_of(fresh)) == (shape.answers, shape.state)
    assert violations(fresh) == []


def test_copy_of_stages_and_outputs_in_any_order(fresh):
    fresh.execute(
        spelled_out("INSERT INTO sdp.projects (id, user_id, name, slug) VALUES (:P, :U, 'P', 'p')")
    )
    columns = "(project_id, stage_number, stage_name, stage_label, status)"
    with fresh.cursor().copy(f"COPY sdp.stages {columns} FROM STDIN") as copy:
        for number in (9, 3, 1, 2, 4, 5, 6, 7, 8):
            status = "active" if number == 1 else "locked"
            copy.write_row((ID["project"], number, STAGE_NAMES[number - 1], "label", status))
    stage = fresh.execute(spelled_out("SELECT :S1")).fetchone()[0]
    columns = "(stage_id, version, format, content, generated_by, is_active)"
    with fresh.cursor().copy(f"COPY sdp.stage_outputs {columns} FROM STDIN") as copy:
        for output_format, content in (("json", '{"name": "A"}'), ("md", "# A"), ("sql", "SELECT 1")):
            copy.write_row((stage, 1, output_format, content, "human", True))

    assert state_of(fresh) == "rllllllll 1 1json1h* 1md2h* 1sql3h*"
    assert violations(fresh) == []


@pytest.mark.parametrize("seed", range(6))
def test_order_of_many_rows_makes_no_difference(fresh, seed):
    """Thirty outputs are switched off, then one is activated, by statements in a random row order."""
    for statement in SHAPES_OF_PROJECT:
        fresh.execute(spelled_out(statement))
    for number in range(30):
        fresh.execute(
            spelled_out("INSERT INTO sdp.stage_outputs"
                        " (stage_id, version, format, content, generated_by)"
                        f" VALUES (:S1, 0, 'json', '{{\"n\": {number}}}', 'human')")
        )
    fresh.execute("SELECT setseed(%s)", (seed / 10,))
    # Rewrites the rows in random order, so that a scan meets them so.
    fresh.execute(
        "DO $$ DECLARE o uuid; BEGIN FOR o IN SELECT id FROM sdp.stage_outputs ORDER BY random()"
        " LOOP UPDATE sdp.stage_outputs SET is_active = NOT is_active WHERE id = o;"
        " UPDATE sdp.stage_outputs SET is_active = false WHERE id = o; END LOOP; END $$"
    )
    assert answer_of(fresh, "UPDATE sdp.stage_outputs SET is_active = true WHERE stage_id = :S1") \
        == "SD009"
    assert answer_of(fresh, "UPDATE sdp.stage_outputs SET is_active = (version = 17)"
                     " WHERE stage_id = :S1") == 30
    assert violations(fresh) == []
    assert answer_of(fresh, "DELETE FROM sdp.stage_outputs WHERE stage_id = :S1"
                     " AND version <= 17") == "SD303"
    assert answer_of(fresh, "DELETE FROM sdp.stage_outputs WHERE stage_id = :S1"
                     " AND version < 17") == 16
    assert answer_of(fresh, "DELETE FROM sdp.stage_outputs WHERE stage_id = :S1"
                     " AND version > 17") == "SD303"
    assert violations(fresh) == []


SHAPES_OF_PROJECT = [
    "INSERT INTO sdp.projects (id, user_id, name, slug) VALUES (:P, :U, 'P', 'p')",
    "SELECT sdp.create_stages(:P)",
]
