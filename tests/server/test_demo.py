"""`frontdesk demo`: one command, watched, stopped in order; a second beside it is told so."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


_started: list[subprocess.Popen] = []


@pytest.fixture(autouse=True)
def nothing_runs_on():
    """A test that failed half way leaves no demo behind: it would run beside all that follow."""
    yield
    while _started:
        process = _started.pop()
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(120)


class Demo:
    def __init__(self, home, port, *arguments):
        self.port = port
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("FRONTDESK_") and name != "DATABASE_URL"
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "frontdesk.server.cli", "demo", "--port", str(port), *arguments],
            env={**env, "FRONTDESK_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        _started.append(self.process)

    def until(self, words: str, seconds: float = 600) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            line = self.process.stdout.readline()
            self.lines.append(line)
            if words in line:
                return
            assert line or self.process.poll() is None, "".join(self.lines)
        raise AssertionError("".join(self.lines))

    def get(self, path="/cedar/") -> int:
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60).status

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)


def test_it_serves_keeps_its_data_survives_crashes_and_stops_cleanly(tmp_path):
    demo = Demo(tmp_path, free_port())
    demo.until("Ctrl-C stops everything")
    assert demo.get() == 200
    text = "".join(demo.lines)
    for role in (
        "Front desk",
        "Scheduler",
        "Clinician",
        "Billing",
        "Manager",
        "Administrator",
        "rosa@patients.example",
    ):
        assert role in text

    second = Demo(tmp_path, demo.port)
    second.until("runs already at http://127.0.0.1:")
    assert "'frontdesk stop' stops it" in "".join(second.lines)
    assert second.process.wait(120) == 1

    postmaster = int((tmp_path / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    demo.until("the database had stopped and runs again")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if demo.get() == 200:
                break
        except OSError:
            time.sleep(0.3)
    assert demo.get() == 200

    assert demo.stop() == 0
    assert not (tmp_path / "postgres/data/postmaster.pid").exists()

    again = Demo(tmp_path, free_port())
    again.until("Ctrl-C stops everything")
    assert "the schema is up to date" in "".join(again.lines), "what stands is taken as it is"
    assert again.get("/cedar/outbox/") == 200
    refused = Demo(tmp_path, free_port(), "--reset")
    refused.until("'frontdesk stop' stops it")
    assert refused.process.wait(120) == 1
    assert again.stop() == 0

    afresh = Demo(tmp_path, free_port(), "--reset")
    afresh.until("Ctrl-C stops everything")
    assert afresh.stop() == 0


def command(home, *arguments):
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("FRONTDESK_") and name != "DATABASE_URL"
    }
    line = [sys.executable, "-m", "frontdesk.server.cli", *arguments]
    return subprocess.run(line, env={**env, "FRONTDESK_HOME": str(home)}, capture_output=True, text=True, check=False)


def ours(port):
    """Processes that were told this port."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            if b"granian" in words and str(port).encode() in words:
                found.append(int(number))
    return found


def gone(port, seconds=15):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.1)
    return False


@pytest.mark.endurance
def test_web_servers_are_killed_again_and_again_and_pages_are_served_for_ever(tmp_path):
    demo = Demo(tmp_path, free_port())
    demo.until("Ctrl-C stops everything")
    for _ in range(4):
        for number in ours(demo.port):
            os.kill(number, signal.SIGKILL)
        until = time.monotonic() + 40
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if demo.get() == 200:
                    break
            time.sleep(0.2)
        assert demo.get() == 200
    assert len(ours(demo.port)) <= 4  # two, each with its worker: none was left behind
    assert demo.stop() == 0
    assert gone(demo.port)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGKILL], ids=["the terminal closes", "it is killed"])
def test_nothing_serves_on_when_whoever_looks_after_it_has_ended(tmp_path, number):
    demo = Demo(tmp_path, free_port())
    demo.until("Ctrl-C stops everything")
    assert command(tmp_path, "status").returncode == 0
    demo.process.send_signal(number)
    demo.process.wait(120)
    assert gone(demo.port)
    assert command(tmp_path, "status").returncode == 1
    assert command(tmp_path, "stop").returncode == 0
    assert "its database does not run" in command(tmp_path, "status").stdout


def test_it_says_what_runs_and_stops_it(tmp_path):
    demo = Demo(tmp_path, free_port())
    demo.until("Ctrl-C stops everything")
    said = command(tmp_path, "status").stdout
    assert f"http://127.0.0.1:{demo.port}/" in said and f"process {demo.process.pid}" in said
    dumped = command(tmp_path, "practice", "dump", "cedar")  # with nothing set, it is the running demo's database
    assert dumped.returncode == 0 and "Cedar" in dumped.stdout, dumped.stderr
    reset = command(tmp_path, "staff", "reset", "cedar", "desk@cedar.example")
    assert reset.returncode == 0 and f"the database of the demo in {tmp_path}" in reset.stderr
    done = command(tmp_path, "stop")
    assert done.returncode == 0 and "stopped" in done.stdout
    assert demo.process.wait(5) == 0 and gone(demo.port)
    assert "nothing runs" in command(tmp_path, "stop").stdout


def test_a_home_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    demo = Demo(tmp_path / "file" / "home", free_port())
    out = demo.process.communicate(timeout=120)[0]
    assert demo.process.returncode == 1
    assert len(out.strip().splitlines()) == 1
