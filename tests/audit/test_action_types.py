"""A wrong call of an action is found before it runs: mypy is given wrong calls and must name each, and one that is right."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
from frontdesk.booking.actions import book, cancel
from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Task
from frontdesk.access.may import Actor


def wrong(actor: Actor, one: Appointment, task: Task) -> None:
"""
CALLS = {
    "cancel(actor, one, reason='Ill')": "",
    "cancel.once('key', actor, one, reason='Ill')": "",
    "cancel(actor, one, reazon='Ill')": 'Unexpected keyword argument "reazon"',
    "cancel('nobody', one, reason='Ill')": 'incompatible type "str"; expected "Actor"',
    "cancel(actor, 42, reason='Ill')": 'incompatible type "int"; expected "Appointment"',
    "cancel(actor, one, reason=7)": 'incompatible type "int"; expected "str"',
    "cancel(actor, one, reason='Ill', key='a key')": 'Unexpected keyword argument "key"',
    "cancel.once(7, actor, one, reason='Ill')": 'incompatible type "int"; expected "str | None"',
    "book(actor, one.patient)": "Missing named argument",
    "book(actor, one.patient, visit_type='follow-up', place=None)": 'incompatible type "str"; expected "VisitType"',
    "cancel(actor, one, reason='Ill').nothing_of_it": 'has no attribute "nothing_of_it"',
    "print(one.state == 'booked')": "",
    "print(one.state == 'bookd')": "Non-overlapping equality check",
    "print(task.state == 'closed')": "Non-overlapping equality check",
    "one.state = 'canceled'": "Incompatible types in assignment",
    "one.move_to('gone')": "incompatible type \"Literal['gone']\"",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict[str, list[str]]:
    """What mypy says of each call."""
    path = tmp_path_factory.mktemp("calls") / "calls.py"
    path.write_text(HEAD + "".join(f"    {call}\n" for call in CALLS))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr + done.stdout
    found: dict[str, list[str]] = {call: [] for call in CALLS}
    first = len(HEAD.splitlines()) + 1
    for line in re.findall(r"calls\.py:(\d+): error: .*", done.stdout):
        found[list(CALLS)[int(line) - first]] = [
            text for text in done.stdout.splitlines() if f"calls.py:{line}: error" in text
        ]
    return found


@pytest.mark.parametrize("call", CALLS)
def test_mypy_knows_what_an_action_takes_and_gives(said, call):
    if CALLS[call]:
        assert any(CALLS[call] in text for text in said[call]), said[call]
    else:
        assert said[call] == []
