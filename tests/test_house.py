"""Rules of the house that no linter knows."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "frontdesk"
WRITES = re.compile(
    r"\.save\(|\.delete\(|\.bulk_create\(|\.update_or_create\(|objects\.create\(|\.objects\..*\.update\("
)
MAY_WRITE = (
    "actions.py",
    "take.py",
    "lanes.py",
    "basis.py",  # a version goes along with what it was begun with
    "patients.py",
    "drafts.py",
    "delivery.py",
    "incoming.py",  # a text that came in is kept as it came, whoever sent it
    "jobs.py",
    "demo_data.py",
    "taking_back.py",  # what waits to be said, for the actions that take something back
    "limits.py",  # counts tries, by statements of its own
    "retention.py",  # takes away what is over
    "sessions.py",  # begins the session of a sample, as Django begins others
    "action.py",
)


def files(pattern: str):
    return [path for path in SOURCE.rglob(pattern) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", files("*.py"), ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_actions_and_what_they_are_made_of_write(path):
    found = [line.strip() for line in path.read_text().splitlines() if WRITES.search(line)]
    assert path.name in MAY_WRITE or not found, found


def test_the_check_can_fail():
    assert WRITES.search("Appointment.objects.filter(pk=1).update(state='x')")
    assert WRITES.search("thing.save()")


@pytest.mark.parametrize("path", files("*.py"), ids=lambda path: str(path.relative_to(SOURCE)))
def test_wall_clock_time_is_made_in_few_places(path):
    assert "timezone.localtime" not in path.read_text()


@pytest.mark.parametrize("path", files("*.html"), ids=lambda path: str(path.relative_to(SOURCE)))
def test_templates_ask_may_by_its_tag_and_carry_nothing_inline(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|https?://", text.replace("http://www.w3.org", ""))
    assert "permissions" not in text
    assert not re.search(r'method="post"(?![^§]*?csrf_token)', text), "a form without its token"


def test_files_are_small():
    long = {str(path.relative_to(SOURCE)): len(path.read_text().splitlines()) for path in files("*.py")}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


@pytest.mark.parametrize("path", files("**/*.html"), ids=lambda path: path.name)
def test_a_notice_is_a_block(path):
    """Inside a line its padding lies over the lines beside it as soon as it breaks: at 390 px its letters are cut."""
    inline = re.search(r"<(?:strong|span|em|a|b)\b[^>]*\bclass=\"[^\"]*\bnotice\b", path.read_text(encoding="utf-8"))
    assert inline is None, inline[0] if inline else ""
