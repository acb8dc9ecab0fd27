"""Validation of whole projects: the example is without a finding, each planted mistake is found at
its place, and every built-in rule is planted at least once but those that look at outputs."""

import copy
import json
import re
from pathlib import Path

import pytest

from conftest import make_project
from planted_mistakes import MISTAKES
from servers import example

CATALOG = Path(__file__).parents[2] / "src/core/rules/catalog.hpp"
OF_OUTPUTS = {"stale-output", "code-fence-open"}


@pytest.fixture(scope="module")
def studio(database):
    """A project with the example's data, eight stages complete."""
    from conftest import connect

    with connect(database) as connection:
        project = make_project(connection, "SDP Studio")
        for stage in range(1, 9):
            connection.execute("SELECT sdp.save_stage(%s, %s, %s)", (project.id, stage, json.dumps(example(stage))))
            connection.execute("SELECT sdp.complete_stage(%s, %s)", (project.id, stage))
        yield project


def findings(connection, project):
    return connection.execute(
        "SELECT severity, rule, stage_number, path, message FROM sdp.validate_project(%s)", (project,)
    ).fetchall()


def findings_with(studio, stage, change):
    """What is found where a stage's data are changed past the rules, as a load does it."""
    data = copy.deepcopy(example(stage))
    change(data)
    assert data != example(stage)
    connection = studio.connection
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL row_security = off")
        connection.execute("UPDATE sdp.stages SET data = %s WHERE id = %s",
                           (json.dumps(data), studio.stage_id(stage)))
        connection.execute("SET LOCAL row_security = on")
        return findings(connection, studio.id)


def test_the_example_is_valid_without_warnings(studio):
    assert findings(studio.connection, studio.id) == []


def test_there_are_fifty_mistakes_of_every_rule():
    rules = set(re.findall(r'built_in_rule\{"([a-z-]+)"', CATALOG.read_text()))
    assert len(rules) > 30
    assert len(MISTAKES) >= 50
    assert {rule for _, _, rule, _, _ in MISTAKES} == rules - OF_OUTPUTS


@pytest.mark.parametrize(
    ("stage", "change", "rule", "place_stage", "path"), MISTAKES,
    ids=[f"{number}-{mistake[2]}" for number, mistake in enumerate(MISTAKES, 1)],
)
def test_a_planted_mistake_is_found(studio, stage, change, rule, place_stage, path):
    found = findings_with(studio, stage, change)
    assert (rule, place_stage, path) in {(one[1], one[2], one[3]) for one in found}, found
    order = ["error", "warning", "info"]
    assert [one[0] for one in found] == sorted((one[0] for one in found), key=order.index)


def test_completing_refuses_errors_and_passes_warnings(connection):
    project = make_project(connection)
    for stage in (1, 2):
        connection.execute("SELECT sdp.save_stage(%s, %s, %s)", (project.id, stage, json.dumps(example(stage))))
        connection.execute("SELECT sdp.complete_stage(%s, %s)", (project.id, stage))
    data = example(3)
    del data["schemas"]["mcp_tokens"]
    data["schemas"]["projects"]["columns"]["user_id"] = "uuid REFERENCES user(id)"
    connection.execute("SELECT sdp.save_stage(%s, 3, %s)", (project.id, json.dumps(data)))
    with pytest.raises(Exception) as refused:
        connection.execute("SELECT sdp.complete_stage(%s, 3)", (project.id,))
    assert refused.value.sqlstate == "SD006"
    listed = json.loads(refused.value.diag.message_detail)
    assert [(one["rule"], one["severity"]) for one in listed] == [
        ("foreign-key-table-missing", "error"), ("entity-without-table", "warning")]
    data["schemas"]["projects"]["columns"]["user_id"] = "uuid REFERENCES users(id)"
    connection.execute("SELECT sdp.save_stage(%s, 3, %s)", (project.id, json.dumps(data)))
    assert connection.execute("SELECT sdp.complete_stage(%s, 3)", (project.id,)).fetchone() == (4,)
    project.remove()
