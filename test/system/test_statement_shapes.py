"""Shapes of statement against one project: what each answers, and the state that it leaves.

A shape is a few statements. Each answers with the number of its rows, or with a SQLSTATE; the state
after them is the stages as letters (l a g r c), the current stage, and the outputs as stage, format,
version, h(uman) or a(i), * where active. After each shape check_integrity() finds nothing.

P, U, V stand for the ids of the project, its user and the user's provider, S1 for that of stage 1.
"""

import re

import psycopg
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


def copied(connection, table, columns, rows):
    """The SQLSTATE of a COPY of rows, or their number."""
    try:
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY sdp.{table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return cursor.rowcount
    except psycopg.Error as error:
        return error.sqlstate


def test_copy_that_breaks_a_rule_brings_nothing(fresh):
    for statement in SHAPES_OF_PROJECT:
        fresh.execute(spelled_out(statement))
    fresh.execute(spelled_out("UPDATE sdp.stages SET data = '{\"name\": \"A\"}' WHERE id = :S1"))
    stage = fresh.execute(spelled_out("SELECT :S1")).fetchone()[0]
    before = state_of(fresh)

    columns = "project_id, stage_number, stage_name, stage_label, status"
    project = fresh.execute(
        "INSERT INTO sdp.projects (user_id, name) VALUES (%s, 'Q') RETURNING id", (ID["user"],)).fetchone()[0]
    rows = [(project, 1, "product", "label", "active"), (project, 2, "dataModel", "label", "active")]
    assert copied(fresh, "stages", columns, rows) == "SD306"
    assert copied(fresh, "stages", columns, [(project, 1, "product", "label", "complete")]) == "SD306"

    columns = "stage_id, version, format, content, generated_by"
    rows = [(stage, 1, "md", "# A", "human"), (stage, 2, "json", '{"a": 1, "a": 2}', "human")]
    assert copied(fresh, "stage_outputs", columns, rows) == "SD205"
    rows = [(stage, 1, "json", '{"name": "B"}', "human"), (stage, 2, "json", '{"name": "C"}', "human")]
    assert copied(fresh, "stage_outputs", columns, rows) == "SD009"

    columns = ("stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens,"
               " estimated_cost, duration_ms, status, error_message")
    good = (stage, ID["provider"], "m", "p", 1, 1, 2, 0, 1, "success", None)
    bad = (stage, ID["provider"], "m", "p", 1, 1, 3, 0, 1, "success", None)
    assert copied(fresh, "ai_generations", columns, [good, bad]) == "SD207"

    columns = "user_id, name, slug, current_stage, status"
    rows = [(ID["user"], "R", "r", 1, "active"), (ID["user"], " ", "s", 1, "active")]
    assert copied(fresh, "projects", columns, rows) == "SD202"

    assert fresh.execute("SELECT (SELECT count(*) FROM sdp.stages), (SELECT count(*) FROM sdp.projects),"
                         " (SELECT count(*) FROM sdp.ai_generations)").fetchone() == (9, 2, 0)
    assert (state_of(fresh), violations(fresh)) == (before, [])


def test_copy_of_a_project_and_of_the_row_that_ends_a_generation(fresh):
    assert copied(fresh, "projects", "id, user_id, name, slug, current_stage",
                  [(ID["project"], ID["user"], "P", "p", 7)]) == 1
    fresh.execute(spelled_out(SHAPES_OF_PROJECT[1]))
    fresh.execute(spelled_out("UPDATE sdp.stages SET status = 'generating' WHERE id = :S1"))
    stage = fresh.execute(spelled_out("SELECT :S1")).fetchone()[0]
    columns = ("stage_id, provider_id, model, prompt_template, input_tokens, output_tokens, total_tokens,"
               " estimated_cost, duration_ms, status, error_message")
    assert copied(fresh, "ai_generations", columns,
                  [(stage, ID["provider"], "m", "p", 1, 1, 2, 0, 1, "error", "x")]) == 1
    assert (state_of(fresh), violations(fresh)) == ("allllllll 1", [])


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
