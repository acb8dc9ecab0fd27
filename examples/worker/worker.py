#!/usr/bin/env python3
"""A worker: claims generations from pg_sdp, asks a model, reports the answer.

    worker.py --database postgresql:///studio --model-url http://127.0.0.1:8080/v1 [--lease 60] [--once]

The model is any HTTP endpoint that speaks OpenAI's chat completions; fake_model.py is one. Kill the
worker whenever you like: nothing is held in memory that matters. Its job waits again when the lease
ends, and an answer that was reported is in the ledger.
"""

import argparse
import json
import os
import socket
import threading
import time
import urllib.error
import urllib.request

import psycopg
from psycopg.rows import namedtuple_row

RETRYABLE = ("40001", "40P01")  # such a report has written nothing: send it again


def transaction(database, statement, *values):
    """One row of a statement, in a transaction of its own, repeated where the server asks for that."""
    while True:
        try:
            with psycopg.connect(database, autocommit=True, row_factory=namedtuple_row) as connection:
                return connection.execute(statement, values).fetchone()
        except psycopg.Error as error:
            if error.sqlstate not in RETRYABLE:
                raise


def messages_of(job):
    """What the model is asked: the template's name stands for a text that you keep elsewhere."""
    system = (f"You write the stage {job.stage_name} of a software design package"
              f" (prompt {job.used_prompt_template}). Answer with one JSON object that fits this JSON Schema:\n"
              + json.dumps(job.answer_schema))
    user = (job.used_input or "") + "\n\nThe stages before it:\n" + json.dumps(job.context)
    return [{"role": "system", "content": system}, {"role": "user", "content": user}]


def ask(url, job, timeout):
    """The model's answer with its tokens. The key, where one is needed, is the environment's."""
    request = urllib.request.Request(
        f"{url}/chat/completions",
        data=json.dumps({"model": job.used_model, "messages": messages_of(job)}).encode(),
        headers={"Content-Type": "application/json",
                 "Authorization": f"Bearer {os.environ.get('MODEL_API_KEY', '')}"})
    with urllib.request.urlopen(request, timeout=timeout) as response:
        said = json.load(response)
    usage = said.get("usage", {})
    return (said["choices"][0]["message"]["content"], usage.get("prompt_tokens", 0),
            usage.get("completion_tokens", 0))


class Lease:
    """Extends a lease while the model thinks, and notes when the job is not ours any more."""

    def __init__(self, database, ticket, seconds):
        self.database, self.ticket, self.seconds = database, ticket, seconds
        self.done, self.lost = threading.Event(), False
        self.thread = threading.Thread(target=self.keep, daemon=True)

    def keep(self):
        while not self.done.wait(self.seconds / 3):
            try:
                row = transaction(self.database, "SELECT extended FROM sdp.extend_lease(%s, make_interval(secs => %s))",
                                  self.ticket, self.seconds)
            except psycopg.Error:
                continue  # the server is away: another try, or the lease ends
            if not row.extended:
                self.lost = True
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.done.set()
        self.thread.join()


def pause(point):
    """For tests that kill the worker: says where it is, and waits there."""
    if os.environ.get("WORKER_PAUSE_AT") == point:
        print(f"at {point}", flush=True)
        time.sleep(3600)


def work_once(database, name, url, lease):
    """Does one job; false where none waits."""
    job = transaction(database, "SELECT * FROM sdp.claim_generation(%s, make_interval(secs => %s))", name, lease)
    if job is None:
        return False
    pause("claimed")
    start = time.monotonic()
    url = job.base_url or url
    try:
        with Lease(database, job.ticket, lease):
            answer, used_input, used_output = ask(url, job, timeout=600)
    except (urllib.error.URLError, TimeoutError, KeyError, IndexError, ValueError) as error:
        failure = "timeout" if isinstance(error, TimeoutError) else "error"
        report = transaction(database, "SELECT * FROM sdp.fail_generation(%s, %s, %s, duration_ms => %s)",
                             job.ticket, failure, f"{type(error).__name__}: {error}",
                             int(1000 * (time.monotonic() - start)))
    else:
        pause("answered")
        # As bytes: an answer that is not UTF-8 is a failed generation, not an error of this statement.
        report = transaction(
            database, "SELECT * FROM sdp.finish_generation(%s, %s::bytea, 'json', %s, %s, %s)", job.ticket,
            answer.encode("utf-8", "surrogatepass"), used_input, used_output,
            int(1000 * (time.monotonic() - start)))
    pause("reported")
    print(f"{job.stage_name} attempt {job.attempt}: {report.status}"
          f"{'' if report.applied else ', too late'}{': ' + report.message if report.message else ''}", flush=True)
    return True


def wait_for_work(listener, seconds):
    """Until somebody asks for a generation (where sdp.notify is on), or the time is over."""
    for event in listener.notifies(timeout=seconds):
        if json.loads(event.payload)["event"] == "generation_requested":
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="postgresql://")
    parser.add_argument("--model-url", default="http://127.0.0.1:8080/v1", help="for providers without a base_url")
    parser.add_argument("--name", default=f"{socket.gethostname()}-{os.getpid()}")
    parser.add_argument("--lease", type=float, default=60, help="seconds")
    parser.add_argument("--poll", type=float, default=30, help="seconds between looks where nothing wakes it")
    parser.add_argument("--once", action="store_true", help="stop when nothing waits")
    arguments = parser.parse_args()
    # It listens before it looks: what is asked for in between is not missed.
    with psycopg.connect(arguments.database, autocommit=True) as listener:
        listener.execute("LISTEN sdp_events")
        while True:
            while work_once(arguments.database, arguments.name, arguments.model_url, arguments.lease):
                pass
            if arguments.once:
                return
            wait_for_work(listener, arguments.poll)


if __name__ == "__main__":
    main()
