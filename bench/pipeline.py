"""One project's way through the pipeline, timed, and the rows it left, for comparison."""
import hashlib
import json
import time
from pathlib import Path

from statement_by_statement import canonical

PROJECT = Path(__file__).resolve().parent.parent / "examples" / "project"


def as_printed(value):
    """With the members in the order of jsonb."""
    if isinstance(value, dict):
        return {name: as_printed(value[name])
                for name in sorted(value, key=lambda name: (len(name.encode()), name.encode()))}
    return [as_printed(element) for element in value] if isinstance(value, list) else value


# The text is what the server prints of it: pg_sdp keeps what is sent, the other variants print it.
DATA = {int(path.name[0]): json.dumps(as_printed(json.loads(path.read_text())), ensure_ascii=False)
        for path in sorted(PROJECT.glob("[1-9]-*.json"))}
OPERATIONS = ("create", "save", "complete", "register", "manifest")


class Timer:
    """Seconds a kind of operation took, each time, and the whole pipeline ("pipeline")."""

    def __init__(self):
        self.seconds = {name: [] for name in (*OPERATIONS, "pipeline")}

    def time(self, kind, operation, *values):
        start = time.perf_counter()
        result = operation(*values)
        self.seconds[kind].append(time.perf_counter() - start)
        return result


def run(operations, owner, timer):
    """Creates a project, saves and completes its nine stages, exports, and returns its id."""
    before = time.perf_counter()
    project = timer.time("create", operations.create, owner, "SDP Studio",
                         "Guides people through nine design stages.")
    for stage, data in DATA.items():
        timer.time("save", operations.save, project, stage, data)
        if stage == 9:
            timer.time("register", operations.register, project, "/srv/sdp-studio.zip", 100000)
        timer.time("complete", operations.complete, project, stage)
    timer.time("manifest", operations.manifest, project)
    timer.seconds["pipeline"].append(time.perf_counter() - before)
    return project


ROWS = {
    "project": "SELECT name, description, current_stage, status, deleted_at FROM sdp.projects p"
               " WHERE id = %s",
    "stages": "SELECT stage_number, stage_name, stage_label, status, md5(data::text), user_input,"
              " validated_at IS NOT NULL, completed_at IS NOT NULL FROM sdp.stages"
              " WHERE project_id = %s ORDER BY 1",
    "outputs": "SELECT s.stage_number, o.version, o.format, md5(o.content), o.generated_by,"
               " o.ai_generation_id, o.is_active FROM sdp.stages s"
               " JOIN sdp.stage_outputs o ON o.stage_id = s.id WHERE s.project_id = %s"
               " ORDER BY 1, 2",
    # The order within an operation is free: what opened before it was recorded that another closed.
    "events": "SELECT e.stage_number, e.from_status, e.to_status, e.actor, e.reason,"
              " s.id IS NOT NULL FROM sdp_engine.stage_events e LEFT JOIN sdp.stages s"
              " ON s.id = e.stage_id AND s.stage_number = e.stage_number"
              " WHERE e.project_id = %s ORDER BY e.seq",
    "numbers of events": "SELECT count(*), min(seq), max(seq) FROM sdp_engine.stage_events"
                         " WHERE project_id = %s",
    "context": "SELECT s.stage_number, o.version, c.stages, c.versions FROM sdp.stages s"
               " JOIN sdp.stage_outputs o ON o.stage_id = s.id"
               " JOIN sdp_engine.output_context c ON c.output_id = o.id"
               " WHERE s.project_id = %s ORDER BY 1, 2",
    "exports": "SELECT format, validation_status, validation_messages, file_path, file_size_bytes"
               " FROM sdp.export_packages WHERE project_id = %s",
    "state": "SELECT length(exported_state) FROM sdp_engine.project_state WHERE project_id = %s",
}


def rows_of(connection, project):
    """What the pipeline left behind, without what differs by nature (ids, times)."""
    return {name: connection.execute(query, (project,)).fetchall()
            for name, query in ROWS.items()}


def checked_manifest(manifest):
    """What the manifests of all variants say alike, after the digest was found right: no identity of
    the project, and of the files the stages' own, since pg_sdp alone makes others of them."""
    signed = {name: value for name, value in manifest.items()
              if name not in ("digest", "validation")}
    digest = "sha256:" + hashlib.sha256(canonical(signed)).hexdigest()
    if manifest["digest"] != digest:
        raise SystemExit(f"the manifest's digest is {manifest['digest']}, not {digest}")
    files = {file["path"]: (file["size"], file["sha256"]) for file in manifest["files"]
             if file["path"].endswith(".json") and not file["path"].startswith("sections/")}
    return json.loads(json.dumps({"stages": manifest["stages"], "files": files,
                                  "validation": manifest["validation"],
                                  "project": {**manifest["project"], "id": None, "slug": None,
                                              "createdAt": None}}))
