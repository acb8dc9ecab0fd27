"""Ten sessions hammer one project, then four, and nothing breaks.

A minute and a third of it; three times that with SDP_LONG=1. SDP_SECONDS sets the first for work on
the tests themselves.
"""

import os

import pytest

import hammer
from conftest import make_project

MINUTE = float(os.environ.get("SDP_SECONDS", 180 if os.environ.get("SDP_LONG") else 60))


@pytest.mark.parametrize(
    ("project_count", "seconds", "seed"), [(1, MINUTE, 20260218), (4, MINUTE / 3, 20260219)]
)
def test_random_sessions_break_nothing(connection, database, project_count, seconds, seed):
    first = make_project(connection)
    projects = [first.id] + [
        connection.execute("SELECT sdp.create_project(%s, 'Shop')", (first.owner,)).fetchone()[0]
        for _ in range(project_count - 1)
    ]

    report = hammer.hammer(database, first.owner, first.provider, projects, seconds, seed)

    print(report)
    assert report.unexpected == [], report
    assert report.violations == [], report
    assert events_with_gaps(connection) == [], report
    # The run has done something: every operation went through, and stages moved.
    assert report.transactions > 20 * seconds, report
    assert set(report.done) == {operation.__name__ for operation in hammer.Session.OPERATIONS}
    assert report.outcomes["committed"] > report.transactions / 10, report
    assert connection.execute("SELECT count(*) > 20 FROM sdp_engine.stage_events").fetchone()[0]
    first.remove()
    assert connection.execute("SELECT count(*) FROM sdp_engine.stage_events").fetchone() == (0,)


def events_with_gaps(connection):
    """Counted apart from check_integrity()."""
    return connection.execute(
        "SELECT project_id, seq FROM ("
        " SELECT project_id, seq, row_number() OVER (PARTITION BY project_id ORDER BY seq) AS expected"
        " FROM sdp_engine.stage_events) e WHERE seq <> expected"
    ).fetchall()
