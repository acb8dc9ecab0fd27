"""Variant 2: what a careful web application sends, on the tables alone.

Each constant is one round trip. An operation is one transaction, begins with the lock on the
project's row, and reads only after it has the lock: a join with FOR UPDATE would be one round trip
less, but under READ COMMITTED it gives the stages as they were before the wait. What SQL can do in
the statement that writes anyway (the next version, the next event's number, "only where it
differs") is done there and costs no round trip of its own.
"""
import hashlib
import json
from pathlib import Path

import jsonschema_rs

BEGIN = "BEGIN"
COMMIT = "COMMIT"

TAKE_SLUG_NUMBER = """
    INSERT INTO sdp_engine.slug_counters AS c (user_id, base, last_number) VALUES (%s, %s, 1)
    ON CONFLICT (user_id, base) DO UPDATE SET last_number = c.last_number + 1
    RETURNING last_number"""
SLUG_IS_TAKEN = """
    SELECT EXISTS (SELECT FROM sdp.projects
                   WHERE user_id = %s AND slug = %s AND deleted_at IS NULL)"""
INSERT_PROJECT = """
    INSERT INTO sdp.projects (user_id, name, description, slug) VALUES (%s, %s, %s, %s)
    RETURNING id"""
INSERT_STAGES = """
    INSERT INTO sdp.stages (project_id, stage_number, stage_name, stage_label, status)
    SELECT %s, d.number, d.name, coalesce(d.custom_label, d.label),
           CASE WHEN d.number = 1 THEN 'active' ELSE 'locked' END
    FROM sdp_engine.stage_definitions d"""

LOCK_PROJECT = "SELECT slug, status, current_stage FROM sdp.projects WHERE id = %s FOR UPDATE"
READ_STATUSES = "SELECT stage_number, id, status FROM sdp.stages WHERE project_id = %s"
READ_STAGES = """
    SELECT stage_number, id, status, CASE WHEN stage_number = %s THEN data::text END
    FROM sdp.stages WHERE project_id = %s"""
READ_ACTIVE_OUTPUTS = """
    SELECT format, content FROM sdp.stage_outputs WHERE stage_id = %s AND is_active"""

SAVE_DATA = """
    UPDATE sdp.stages SET data = %s, status = 'review', updated_at = now()
    WHERE id = %s AND data IS DISTINCT FROM %s RETURNING id"""
DEACTIVATE = """
    UPDATE sdp.stage_outputs SET is_active = false
    WHERE stage_id = %s AND format = 'json' AND is_active"""
# From the stage's row, so that the data does not travel twice.
INSERT_OUTPUT = """
    INSERT INTO sdp.stage_outputs (stage_id, version, format, content, generated_by)
    SELECT s.id, (SELECT coalesce(max(o.version), 0) + 1 FROM sdp.stage_outputs o
                  WHERE o.stage_id = s.id), 'json', s.data::text, 'human'
    FROM sdp.stages s WHERE s.id = %s
    RETURNING id, version"""
INSERT_CONTEXT = """
    INSERT INTO sdp_engine.output_context (output_id, stages, versions)
    SELECT %s, array_agg(s.stage_number ORDER BY s.stage_number),
           array_agg(o.version ORDER BY s.stage_number)
    FROM sdp_engine.stage_definitions d
    JOIN sdp.stages s ON s.project_id = %s AND s.stage_number = ANY (d.context)
    LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.format = 'json' AND o.is_active
    WHERE d.number = %s"""
# One statement, whether an operation moves one stage or two.
INSERT_EVENTS = """
    INSERT INTO sdp_engine.stage_events
        (project_id, seq, stage_id, stage_number, from_status, to_status, actor)
    SELECT %s, m.last + v.n, v.stage_id, v.stage_number, v.from_status, v.to_status, %s
    FROM (SELECT coalesce(max(seq), 0) AS last FROM sdp_engine.stage_events
          WHERE project_id = %s) m,
         unnest(%s::uuid[], %s::integer[], %s::text[], %s::text[])
             WITH ORDINALITY v (stage_id, stage_number, from_status, to_status, n)"""

COMPLETE = """
    UPDATE sdp.stages SET status = 'complete', validated_at = now(), completed_at = now(),
                          updated_at = now() WHERE id = %s"""
OPEN = "UPDATE sdp.stages SET status = 'active', updated_at = now() WHERE id = %s"
SET_CURRENT = "UPDATE sdp.projects SET current_stage = %s, updated_at = now() WHERE id = %s"

# What a package is made of, as a hash: api/package_state.cpp has the same.
PACKAGE_STATE = r"""
    (SELECT encode(sha256(convert_to(concat_ws(E'\n', q.name, q.slug, coalesce(q.description, E'\n'),
        (SELECT string_agg(concat_ws(' ', s.stage_number, s.status, s.stage_label,
             (SELECT string_agg(concat(o.format, ':', o.version), ' ' ORDER BY o.version)
              FROM sdp.stage_outputs o WHERE o.stage_id = s.id AND o.is_active)),
             E'\n' ORDER BY s.stage_number)
         FROM sdp.stages s WHERE s.project_id = q.id AND s.stage_number < 9)), 'UTF8')), 'hex')
     FROM sdp.projects q WHERE q.id = %s)"""
EXPORT_IS_CURRENT = f"""
    SELECT EXISTS (SELECT FROM sdp_engine.project_state
                   WHERE project_id = %s AND exported_state = {PACKAGE_STATE})"""
INSERT_EXPORT = """
    INSERT INTO sdp.export_packages
        (project_id, format, validation_status, validation_messages, file_path, file_size_bytes)
    VALUES (%s, 'zip', %s, %s, %s, %s) RETURNING id"""
SET_EXPORTED = f"""
    INSERT INTO sdp_engine.project_state (project_id, exported_state)
    VALUES (%s, {PACKAGE_STATE})
    ON CONFLICT (project_id) DO UPDATE SET exported_state = excluded.exported_state"""

# The package is read in one snapshot.
BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
READ_PROJECT = """
    SELECT id::text, name, slug, description,
           to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    FROM sdp.projects WHERE id = %s"""
# Sections as the server prints them, so that all variants write the same bytes.
READ_PACKAGE = """
    SELECT s.stage_number, s.stage_name, s.stage_label, s.status, o.format, o.version, o.content,
           s.data::text, CASE WHEN s.stage_number = 7 AND o.format = 'json' THEN
               ARRAY(SELECT e ->> 'name' FROM jsonb_array_elements(s.data -> 'sections') e) END,
           CASE WHEN s.stage_number = 7 AND o.format = 'json' THEN
               ARRAY(SELECT jsonb_pretty(e) FROM jsonb_array_elements(s.data -> 'sections') e) END
    FROM sdp.stages s LEFT JOIN sdp.stage_outputs o ON o.stage_id = s.id AND o.is_active
    WHERE s.project_id = %s ORDER BY s.stage_number"""

PATHS = {1: "product/definition.json", 2: "data-model/entities.json",
         3: "database/schema-config.json", 4: "api/design.json", 5: "stack/selection.json",
         6: "design/design-system.json", 8: "infrastructure/config.json"}


# The stages' JSON Schemas, which the application has read at its start.
SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
VALIDATORS = [jsonschema_rs.validator_for(json.loads((SCHEMAS / f"{name}.schema.json").read_text()))
              for name in ("product", "data-model", "database", "api", "stack", "design", "sections",
                           "infrastructure", "export")]


class Refused(Exception):
    """What the application answers instead of an operation."""


def require(condition, message):
    if not condition:
        raise Refused(message)


def slug_of(name):
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split()
    return "-".join(words) or "project"


def checked_integer(text):
    require(len(text) <= 100, "a number is too long")
    return int(text)


def checked_number(text):
    require(len(text) <= 400, "a number is too long")
    number = float(text)
    require(abs(number) < 1e308, "a number is too large")
    return number


def without_twins(pairs):
    members = dict(pairs)
    require(len(members) == len(pairs), "an object has a key twice")
    return members


def parsed(text):
    """The JSON object, within the limits. (json itself refuses about 1,000 levels.)"""
    document = json.loads(text, parse_int=checked_integer, parse_float=checked_number,
                          object_pairs_hook=without_twins)
    require(isinstance(document, dict), "the data is not an object")
    return document


def findings_of(stage, data, outputs):
    """What is wrong with a stage's data and its active outputs."""
    document = None if data is None else parsed(data)
    found = []
    if document is None:
        found.append("no data")
    elif not VALIDATORS[stage - 1].is_valid(document):
        found.append("the schema does not allow the data")
    for format_, content in outputs:
        if format_ == "json" and content != data:
            if parsed(content) != document:
                found.append("the output differs from the data")
        elif not content.strip():
            found.append("an output is blank")
    return found


class Statements:
    """The operations, each a transaction."""

    def __init__(self, client):
        self.client = client

    def open_stage(self, project, stage, with_data):
        """Begins, locks, reads, and returns the stages by number."""
        client = self.client
        client.run(BEGIN)
        found = client.row(LOCK_PROJECT, project)
        require(found is not None, "the project does not exist")
        require(found[1] == "active", "the project is not active")
        rows = (client.rows(READ_STAGES, stage, project) if with_data
                else client.rows(READ_STATUSES, project))
        require(len(rows) == 9, "the project does not have its nine stages")
        return {row[0]: row[1:] for row in rows}

    def create(self, owner, name, description):
        client = self.client
        require(name.strip(), "the name is blank")
        client.run(BEGIN)
        taken = True
        while taken:
            number = client.value(TAKE_SLUG_NUMBER, owner, slug_of(name))
            slug = slug_of(name) + (f"-{number}" if number > 1 else "")
            taken = client.value(SLUG_IS_TAKEN, owner, slug)
        project = client.value(INSERT_PROJECT, owner, name, description, slug)
        client.run(INSERT_STAGES, project)
        client.run(COMMIT)
        return project

    def save(self, project, stage, data):
        client = self.client
        parsed(data)
        stages = self.open_stage(project, stage, with_data=False)
        stage_id, status = stages[stage]
        require(status in ("active", "review"), "the stage is not editable")
        version = None
        if client.row(SAVE_DATA, data, stage_id, data):
            if status != "review":
                self.record(project, [(stage_id, stage, status, "review")])
            client.run(DEACTIVATE, stage_id)
            output, version = client.row(INSERT_OUTPUT, stage_id)
            if stage > 1:
                client.run(INSERT_CONTEXT, output, project, stage)
        client.run(COMMIT)
        return version, "review"

    def record(self, project, moves):
        columns = [list(column) for column in zip(*moves)]
        self.client.run(INSERT_EVENTS, project, "postgres", project, *columns)

    def complete(self, project, stage):
        client = self.client
        stages = self.open_stage(project, stage, with_data=True)
        stage_id, status, data = stages[stage]
        require(status in ("active", "review"), "the stage cannot be completed")
        require(all(stages[n][1] == "complete" for n in range(1, stage)), "out of order")
        outputs = client.rows(READ_ACTIVE_OUTPUTS, stage_id)
        require(not findings_of(stage, data, outputs), "the stage does not pass validation")
        require(any(row[0] == "json" for row in outputs), "the stage has no output")
        if stage == 9:
            require(client.value(EXPORT_IS_CURRENT, project, project), "no current package")
        client.run(COMPLETE, stage_id)
        moves = [(stage_id, stage, status, "complete")]
        if stage < 9:
            following = stages[stage + 1][0]
            client.run(OPEN, following)
            moves.append((following, stage + 1, "locked", "active"))
            client.run(SET_CURRENT, stage + 1, project)
        self.record(project, moves)
        client.run(COMMIT)
        return min(stage + 1, 9)

    def register(self, project, path, size):
        client = self.client
        client.run(BEGIN)
        found = client.row(LOCK_PROJECT, project)
        require(found is not None and found[1] == "active", "the project is not active")
        _, findings = package_of(client.rows(READ_PACKAGE, project))
        status = "errors" if findings else "valid"
        export = client.value(INSERT_EXPORT, project, status, json.dumps(findings), path, size)
        client.run(SET_EXPORTED, project, project)
        client.run(COMMIT)
        return export

    def manifest(self, project):
        client = self.client
        client.run(BEGIN_READING)
        described = client.row(READ_PROJECT, project)
        require(described is not None, "the project does not exist")
        rows = client.rows(READ_PACKAGE, project)
        client.run(COMMIT)
        files, findings = package_of(rows)
        names = ("id", "name", "slug", "description", "createdAt")
        manifest = {
            "format": "software-design-package",
            "formatVersion": 1,
            "project": dict(zip(names, described)),
            "stages": [{"number": row[0], "name": row[1], "label": row[2], "status": row[3],
                        "version": row[5]} for row in rows
                       if row[0] < 9 and row[4] in (None, "json")],
            "files": [{"path": path, "size": len(content), "sha256": digest_of(content)}
                      for path, content in sorted(files.items())],
        }
        manifest["digest"] = "sha256:" + digest_of(canonical(manifest))
        manifest["validation"] = {"status": "errors" if findings else "valid",
                                  "errors": len(findings), "warnings": 0}
        return manifest


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


def canonical(document):
    """RFC 8785, for documents of strings, small integers and ASCII names."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def package_of(rows):
    """The files by path, and what validation finds."""
    files, findings = {}, []
    for number, _, _, status, format_, _, content, data, names, sections in rows:
        if number < 9 and status != "complete":
            findings.append("a stage is not complete")
        if number < 9 or data is not None:
            findings += findings_of(number, data, [(format_, content)] if format_ else [])
        if format_ != "json" or number == 9:
            continue
        if sections:
            for name, text in zip(names, sections):
                path, twin = f"sections/{slug_of(name)}.json", 1
                while path in files:
                    twin += 1
                    path = f"sections/{slug_of(name)}-{twin}.json"
                files[path] = text.encode() + b"\n"
        else:
            path = PATHS.get(number, "sections/sections.json")
            files[path] = content.encode() + (b"" if content.endswith("\n") else b"\n")
    return files, findings
