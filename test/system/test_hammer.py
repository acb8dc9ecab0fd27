"""Ten sessions hammer one project, then six, and nothing breaks.

SDP_OPERATIONS sets how many operations both runs try together, for work on the tests themselves; below
20,000 they may not come everywhere. SDP_SEED draws the same as a run that failed.
"""

import os

import pytest

import hammer
from conftest import make_project

OPERATIONS = int(os.environ.get("SDP_OPERATIONS", 400_000 if os.environ.get("SDP_LONG") else 120_000))
SEED = int(os.environ.get("SDP_SEED", "20260218"))

# All that docs/lifecycle.md has, the engine's own included.
TRANSITIONS = {
    ("locked", "active"),
    ("active", "review"), ("active", "generating"), ("active", "complete"), ("active", "locked"),
    ("generating", "active"), ("generating", "review"),
    ("review", "active"), ("review", "generating"), ("review", "complete"), ("review", "locked"),
    ("complete", "review"), ("complete", "locked"),
}


@pytest.mark.parametrize("project_count", [1, 6])
def test_random_sessions_break_nothing(connection, database, project_count):
    first = make_project(connection)
    projects = [first.id] + [
        connection.execute("SELECT sdp.create_project(%s, 'Shop')", (first.owner,)).fetchone()[0]
        for _ in range(project_count - 1)
    ]

    report = hammer.hammer(database, first, projects, OPERATIONS // 2, SEED)

    told = str(report)
    print(told)
    assert report.unexpected == [], told
    assert report.violations == [], told
    assert report.operations >= OPERATIONS // 2, told
    # The run has done something: every operation went through, and stages went every way there is.
    assert set(+report.done) == {operation.__name__ for operation in hammer.OPERATIONS}, told
    assert report.moves == TRANSITIONS, told
    assert report.outcomes["committed"] > report.transactions / 4, told
    first.remove()
    assert connection.execute("SELECT count(*) FROM sdp_engine.stage_events").fetchone() == (0,), told
