"""A database that is away: one line when it goes, patience, one line when it is back."""

import os
import subprocess
import sys
import time

import pytest

from frontdesk.server import answering
from frontdesk.server.answering import Answering
from tests.conftest import server
from tests.relay import Relay

pytestmark = [pytest.mark.slow, pytest.mark.alone]

KEYS = {"FRONTDESK_SECRET_KEY": "".join(f"aB3dE{number}" for number in range(9)), "FRONTDESK_DEMO": ""}


def looked(address, seconds, said, **more):
    one, until, looks = Answering(address, said.append, **more), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        one.look()
        looks += 1
        time.sleep(0.02)
    assert looks > 10, (
        "whoever looks after processes was kept waiting"
    )  # as often as the clock allows, not once a failure
    return one


def test_it_is_said_once_and_the_pauses_grow(monkeypatch):
    monkeypatch.setattr(answering, "PAUSES", (0.1, 0.2, 30))
    said = []
    one = looked("postgresql://nobody@127.0.0.1:1/x", 1.5, said)
    assert len(said) == 1 and said[0].startswith("the database does not answer (")
    assert (one.answers, one.failures) == (False, 3)


def test_one_that_does_not_answer_keeps_nobody_waiting(monkeypatch):
    import socket

    monkeypatch.setattr(answering, "PATIENCE", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        said = []
        looked(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/x", 1.5, said)
    assert len(said) == 1 and "nothing within" in said[0]


@pytest.fixture
def relay(fresh_db, tmp_path):
    """A way to the database, and the environment of whoever takes it."""
    one = Relay(server().port)
    address = server().url("app", fresh_db).replace(f":{server().port}/", f":{one.port}/")
    env = {**os.environ, **KEYS, "FRONTDESK_APP_DATABASE_URL": address}
    env["FRONTDESK_DOCUMENTS"] = str(tmp_path / "documents")  # those of other tests were kept with other keys
    for name in ("DATABASE_URL", "FRONTDESK_AS_OWNER"):
        env.pop(name, None)
    yield one, env
    one.cut()


def until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.parametrize("command", [["worker"], pytest.param(["serve", "--port", "0"], marks=pytest.mark.slow)])
def test_a_process_says_it_in_one_line_and_goes_on_when_it_is_back(relay, tmp_path, command):
    one, env = relay
    one.cut()
    with (tmp_path / "said").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "frontdesk.server.cli", *command], env=env, stdout=out, stderr=out
        )
    said = (tmp_path / "said").read_text
    try:
        until(lambda: "does not answer" in said())
        time.sleep(3)
        one.mend()
        until(lambda: "answers again" in said())
        one.cut()
        until(lambda: said().count("does not answer") == 2)
        one.mend()
        until(lambda: said().count("answers again") == 2)
        assert process.poll() is None
    finally:
        process.terminate()
        assert process.wait(30) == 0
    lines = said().splitlines()
    assert len(lines) == 5 and all(line.startswith("frontdesk") for line in lines), lines
