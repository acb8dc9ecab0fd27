#!/usr/bin/env python3
"""A model that is none, behind an HTTP endpoint that speaks OpenAI's chat completions.

    fake_model.py [--port 8080] [--delay SECONDS]

It answers with the example's data of the stage that the prompt names. What the user's input begins
with makes it misbehave: "truncate", "prose", "not json", "error", "slow".
"""

import argparse
import json
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "project"


def answer_to(messages):
    stage = re.search(r"You write the stage (\w+)", messages[0]["content"])[1]
    file = next(EXAMPLE.glob(f"?-{stage}.json"))
    data = file.read_text(encoding="utf-8").strip()
    wish = messages[1]["content"]
    if wish.startswith("truncate"):
        return data[: len(data) // 2]
    if wish.startswith("prose"):
        return f"Here is the stage you asked for:\n```json\n{data}\n```\nAnything else?"
    if wish.startswith("not json"):
        return "I would rather talk about the weather."
    return data


class Handler(BaseHTTPRequestHandler):
    delay = 0.0

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        wish = asked["messages"][1]["content"]
        time.sleep(self.delay + (3600 if wish.startswith("slow") else 0))
        if not self.path.endswith("/chat/completions") or wish.startswith("error"):
            self.send_error(503, "the model is overloaded")
            return
        content = answer_to(asked["messages"])
        body = json.dumps({
            "object": "chat.completion", "model": asked["model"],
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": content}}],
            "usage": {"prompt_tokens": sum(len(m["content"]) for m in asked["messages"]) // 4,
                      "completion_tokens": len(content) // 4}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Nothing: a server within tests is quiet."""


def make_server(port=0, delay=0.0):
    """A server on a port of this machine (0: a free one); serve_forever() runs it."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Delayed", (Handler,), {"delay": delay}))
    server.daemon_threads = True
    return server


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--delay", type=float, default=0)
    given = parser.parse_args()
    with make_server(given.port, given.delay) as running:
        print(f"listening on http://127.0.0.1:{running.server_port}/v1", flush=True)
        running.serve_forever()
