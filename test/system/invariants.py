"""The invariants I1 to I7 of docs/lifecycle.md, checked by Python over rows read plainly: shares no
line with the engine's rules nor with sdp.check_integrity()."""

import itertools
import re

import psycopg

WALK = re.compile("c{0,8}[agr]l{0,8}|c{9}")


def breaches(connection, project=None):
    """What is broken, in one project or in all that have their nine stages, as texts; of one moment."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with connection.cursor(row_factory=psycopg.rows.namedtuple_row) as cursor:
            projects = cursor.execute(
                "SELECT id, current_stage, status, deleted_at FROM sdp.projects"
                " p WHERE id = coalesce(%s, id) AND 9 = (SELECT count(*) FROM sdp.stages WHERE project_id = p.id)",
                (project,)).fetchall()
            return [f"{each.id} {breach}" for each in projects
                    for breach in itertools.chain(of_project(each), of_stages(cursor, each),
                                                  of_outputs(cursor, each), of_events(cursor, each))]


def of_project(project):
    if (project.status == "deleted") != (project.deleted_at is not None):
        yield f"I6: {project.status}, deleted at {project.deleted_at}"


def of_stages(cursor, project):
    stages = cursor.execute(
        "SELECT stage_number, status, validated_at, completed_at, (SELECT count(*)"
        " FROM sdp_engine.generation_tickets t WHERE t.stage_id = s.id AND t.closed_at IS NULL) AS tickets"
        " FROM sdp.stages s WHERE project_id = %s ORDER BY stage_number", (project.id,)).fetchall()
    walk = "".join(stage.status[0] for stage in stages)
    if not WALK.fullmatch(walk):
        yield f"I1: {walk}"
    elif project.current_stage != min(9, walk.count("c") + 1):
        yield f"I2: current_stage {project.current_stage}, {walk}"
    for stage in stages:
        for time in (stage.validated_at, stage.completed_at):
            if (stage.status == "complete") != (time is not None):
                yield f"I3: stage {stage.stage_number} is {stage.status}, with the time {time}"
        if stage.tickets != (stage.status == "generating"):
            yield f"I5: stage {stage.stage_number} is {stage.status}, with {stage.tickets} open tickets"


def of_outputs(cursor, project):
    rows = cursor.execute(
        "SELECT stage_number, version, format, is_active, format <> 'json' OR content::jsonb = data AS same"
        " FROM sdp.stages s JOIN sdp.stage_outputs o ON o.stage_id = s.id WHERE project_id = %s"
        " ORDER BY stage_number, version", (project.id,)).fetchall()
    for stage, of_stage in itertools.groupby(rows, lambda row: row.stage_number):
        outputs = list(of_stage)
        versions = [output.version for output in outputs]
        if versions != list(range(versions[0], versions[0] + len(versions))):
            yield f"I4: stage {stage} has the versions {versions}"
        active = [output.format for output in outputs if output.is_active]
        if len(set(active)) != len(active):
            yield f"I4: stage {stage} has the active outputs {active}"
        for output in outputs:
            if output.is_active and not output.same:
                yield f"I4: stage {stage}, version {output.version} is active and not the stage's data"


def of_events(cursor, project):
    """The log, played from the start, must lead to what the stages are now."""
    played = {number: "active" if number == 1 else "locked" for number in range(1, 10)}
    events = cursor.execute(
        "SELECT seq, stage_number, from_status, to_status FROM sdp_engine.stage_events"
        " WHERE project_id = %s ORDER BY seq", (project.id,)).fetchall()
    for expected, event in enumerate(events, 1):
        if event.seq != expected:
            yield f"I7: event {event.seq} where {expected} is due"
            return
        if played[event.stage_number] != event.from_status:
            yield f"I7: event {event.seq} leaves {event.from_status}, not {played[event.stage_number]}"
        played[event.stage_number] = event.to_status
    stages = dict(cursor.execute(
        "SELECT stage_number, status FROM sdp.stages WHERE project_id = %s", (project.id,)).fetchall())
    if stages != played:
        yield f"I7: the log leads to {played}, the stages are {stages}"
