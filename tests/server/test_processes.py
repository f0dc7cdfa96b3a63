"""Processes are watched for ever: what dies or freezes is started again, and nothing outlives whoever watches."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from frontdesk.server import processes
from frontdesk.server.processes import Child, watch
from frontdesk.server.running import Claim

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def child(code, **more):
    return Child("child", [sys.executable, "-c", code], dict(os.environ), **more)


def watched(children, seconds, said=None, enough=lambda: False):
    """For so long, or until that is enough."""
    until = time.monotonic() + seconds
    for one in children:
        one.start()
    try:
        watch(
            children,
            lambda: time.monotonic() > until or enough(),
            lambda: None,
            (said if said is not None else []).append,
        )
    finally:
        for one in children:
            one.stop()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"


def test_what_dies_is_started_again_however_often(monkeypatch):
    monkeypatch.setattr(processes, "BACKOFF", (0.05,))
    said = []
    watched([child("raise SystemExit(3)")], 20, said, lambda: len(said) >= 4)
    assert len(said) >= 4 and all("status 3" in line for line in said)


def test_after_a_healthy_minute_earlier_deaths_are_forgotten(monkeypatch):
    monkeypatch.setattr(processes, "HEALTHY", 0.5)
    one = child("import time; time.sleep(60)", failures=9)
    watched([one], 1.5)
    assert one.failures == 0


def test_control_before_a_healthy_minute_they_are_not():
    one = child("import time; time.sleep(60)", failures=9)
    watched([one], 1.5)
    assert one.failures == 9


def test_what_froze_is_ended_and_started_again(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "FROZEN", 1.5)
    code = (
        "import time; from frontdesk.server import heartbeat; heartbeat.EVERY = 0.2; heartbeat.start(); time.sleep(60)"
    )
    one, said = child(code, beat=tmp_path / "beat"), []
    threading.Timer(2, lambda: os.kill(one.process.pid, signal.SIGSTOP)).start()
    watched([one], 8, said)
    assert said and "did not move" in said[0]


def test_control_what_beats_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "FROZEN", 1.5)
    code = (
        "import time; from frontdesk.server import heartbeat; heartbeat.EVERY = 0.2; heartbeat.start(); time.sleep(60)"
    )
    said = []
    watched([child(code, beat=tmp_path / "beat")], 5, said)
    assert not said


def test_what_a_child_has_started_ends_with_it(tmp_path):
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"open({str(note)!r}, 'w').write(str(p.pid)); time.sleep(60)"
    )
    one = child(code)
    threading.Timer(1.5, lambda: os.kill(one.process.pid, signal.SIGKILL)).start()
    watched([one], 2.5)
    time.sleep(0.5)
    assert not alive(int(note.read_text()))


def test_a_child_does_not_outlive_whoever_was_killed(tmp_path):
    note = tmp_path / "pid"
    code = f"""
import os, sys, time
from frontdesk.server.processes import Child
one = Child("child", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ))
one.start()
open({str(note)!r}, "w").write(str(one.process.pid))
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 20
    while time.monotonic() < until and not (note.exists() and note.read_text()):
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    time.sleep(0.5)
    assert not alive(int(note.read_text()))


@pytest.fixture
def claimed(tmp_path):
    claim = Claim(tmp_path)
    assert claim.claim("http://127.0.0.1:8000/") is None
    yield tmp_path
    claim.give_up()


def test_a_second_one_is_told_what_runs(claimed):
    other = Claim(claimed).claim("http://127.0.0.1:8001/")
    assert other and other.pid == os.getpid() and "http://127.0.0.1:8000/" in str(other)


def test_a_claim_ends_with_its_holder(tmp_path):
    code = f"from pathlib import Path; from frontdesk.server.running import Claim; Claim(Path({str(tmp_path)!r})).claim('x')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert Claim(tmp_path).who() is None
