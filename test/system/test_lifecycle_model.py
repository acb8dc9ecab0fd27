"""Random walks through the lifecycle, step by step as a model of a few lines predicts them.

The model knows the statuses and what makes a step possible; it is written from the design, apart
from the engine's code.
"""

import json
import random

import psycopg
import pytest

from conftest import violations
from servers import fitting

COMPLETE, OPEN = "c", "ar"


class Model:
    """The nine statuses as letters, which stages have data, and data that fit, and where generations came from."""

    def __init__(self):
        self.statuses = list("allllllll")
        self.data = [None] * 9
        self.fits = [False] * 9
        self.came_from = None
        self.events = 0

    def move(self, index, to):
        if self.statuses[index] != to:
            self.statuses[index] = to
            self.events += 1

    def save(self, index, data, fits):
        if self.statuses[index] not in OPEN:
            return "SD011"
        self.data[index] = data
        self.fits[index] = fits
        self.move(index, "r")
        return None

    def complete(self, index):
        status = self.statuses[index]
        if status == COMPLETE:
            return None
        if status not in OPEN:
            return "SD001"
        if self.data[index] is None:
            return "SD005"
        if not self.fits[index]:
            return "SD006"
        if index == 8:
            return "SD007"
        self.move(index, COMPLETE)
        self.move(index + 1, "a")
        return None

    def revert(self, index, force):
        status = self.statuses[index]
        if status == "r":
            return None
        if status != COMPLETE:
            return "SD001"
        later = range(index + 1, 9)
        for other in later:
            if self.statuses[other] == "g":
                if not force:
                    return "SD002"
                self.move(other, self.came_from)
        self.move(index, "r")
        for other in later:
            self.move(other, "l")
        return None

    def send_back(self, index):
        status = self.statuses[index]
        if status == "g":
            return "SD004"
        if status in "cl":
            return "SD001"
        self.move(index, "a")
        return None

    def generate(self, index):
        status = self.statuses[index]
        if status == "g":
            return None
        if status not in OPEN:
            return "SD001"
        if index == 8:
            return "SD003"
        self.came_from = status
        self.move(index, "g")
        return None

    def ledger(self, index, success):
        if self.statuses[index] == "g":
            self.move(index, "r" if success else self.came_from)
        return None


def step(choose, model, project):
    """One random step: what the model says of it, and the statement that makes it."""
    number = choose.randint(1, 9)
    if choose.random() < 0.8:
        number = 1 + next((i for i, s in enumerate(model.statuses) if s != COMPLETE), 8)
        number = max(1, number - choose.choice([0, 0, 0, 0, 0, 1, 3]))
    index = number - 1
    stage = f"WHERE project_id = '{project.id}' AND stage_number = {number}"
    function = choose.random() < 0.5
    kind = choose.choice(
        ["save", "save", "save", "complete", "complete", "complete", "revert", "send back",
         "generate", "ledger"]
    )
    if kind == "save":
        # Stage 9 takes any object.
        fits = number == 9 or choose.random() < 0.9
        n = choose.randrange(3)
        data = fitting(number, n=n) if fits else json.dumps({"n": n})
        if function:
            return model.save(index, data, fits), f"SELECT sdp.save_stage('{project.id}', {number}, '{data}')"
        # A plain UPDATE that changes nothing moves nothing.
        expected = None if model.data[index] == data else model.save(index, data, fits)
        return expected, f"UPDATE sdp.stages SET data = '{data}' {stage}"
    if kind == "complete":
        call = f"SELECT sdp.complete_stage('{project.id}', {number})"
        expected = model.complete(index)
        return expected, call if function else f"UPDATE sdp.stages SET status = 'complete' {stage}"
    if kind == "revert":
        force = choose.random() < 0.5
        return (
            model.revert(index, force),
            f"SELECT sdp.revert_stage('{project.id}', {number}, force => {force})",
        )
    if kind == "send back":
        return model.send_back(index), f"UPDATE sdp.stages SET status = 'active' {stage}"
    if kind == "generate":
        return model.generate(index), f"UPDATE sdp.stages SET status = 'generating' {stage}"
    success = choose.random() < 0.5
    outcome = "'success', NULL" if success else "'timeout', 'too late'"
    return model.ledger(index, success), (
        "INSERT INTO sdp.ai_generations (stage_id, provider_id, model, prompt_template,"
        " input_tokens, output_tokens, total_tokens, estimated_cost, duration_ms, status,"
        f" error_message) SELECT id, '{project.provider}', 'm', 't', 1, 1, 2, 0, 1,"
        f" {outcome}"
        f" FROM sdp.stages {stage}"
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_random_walk_is_as_the_model_says(connection, project, seed):
    choose = random.Random(seed)
    model = Model()
    refused = moved = 0
    for position in range(150):
        before = "".join(model.statuses)
        expected, statement = step(choose, model, project)
        try:
            connection.execute(statement)
            answer = None
        except psycopg.Error as failure:
            answer = failure.sqlstate

        where = f"seed {seed}, step {position}, from {before}: {statement}"
        assert answer == expected, where
        assert project.statuses() == "".join(model.statuses), where
        refused += answer is not None
        moved += before != "".join(model.statuses)
    assert violations(connection) == []
    assert connection.execute(
        "SELECT count(*) FROM sdp_engine.stage_events WHERE project_id = %s", (project.id,)
    ).fetchone() == (model.events,)
    assert refused > 10 and moved > 10
