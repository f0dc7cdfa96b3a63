"""A family of rules is one file: put beside the others it is read, explained, told, counted among the effects and found in drafts."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import frontdesk

SOURCE = Path(frontdesk.__file__).parent
EXAMPLES = SOURCE.parents[1] / "examples"
SENTENCE = "Procedures start in the first half of the hour."


@pytest.fixture(scope="module", params=[True, False], ids=["with the file", "without it"])
def house(request, tmp_path_factory):
    """A copy of the source; in one of the two the file stands among the families, and nothing else is changed."""
    copy = tmp_path_factory.mktemp("house") / "frontdesk"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "locale"))
    if request.param:
        shutil.copy(Path(__file__).with_name("early_in_the_hour.py"), copy / "rules" / "families")
    return copy.parent, request.param


def run(house, *command, code="import sys; from frontdesk.server.cli import main; sys.exit(main())"):
    there = os.environ | {"PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, env=there, check=False
    )


@pytest.fixture
def file(tmp_path):
    """A practice with that sentence among its rules."""
    written = (EXAMPLES / "cedar-family-medicine.yaml").read_text(encoding="utf-8").rstrip()
    assert "\nrules: |" in written
    path = tmp_path / "cedar.yaml"
    path.write_text(written.replace("\nrules: |\n", f"\nrules: |\n  {SENTENCE}\n", 1), encoding="utf-8")
    return path


def slots(house, file):
    asked = (
        "slots",
        str(file),
        "--visit",
        "procedure",
        "--from",
        "2026-12-01",
        "--days",
        "7",
        "--patient",
        "established",
    )
    done = run(house, *asked, "--now", "2026-11-30T08:00", "--json")
    assert done.returncode == 0, done.stderr
    return [slot["start"] for slot in json.loads(done.stdout)["slots"]]


def test_it_is_read_and_leaves_the_times_that_it_says(house, file):
    where, added = house
    checked = run(where, "practice", "check", str(file))
    if not added:  # the control: nobody else reads it
        assert checked.returncode != 0 and "first half" in checked.stdout + checked.stderr
        return
    assert checked.returncode == 0, checked.stdout + checked.stderr
    starts = slots(where, file)
    assert starts and all(int(start[14:16]) < 30 for start in starts)


def test_a_time_that_it_leaves_out_is_explained_by_its_sentence(house, file):
    where, added = house
    if not added:
        pytest.skip("there is nothing to explain")
    early = slots(where, file)[0]
    late = f"{early[:14]}40"
    asked = ("--visit", "procedure", "--start", late, "--patient", "established", "--now", "2026-11-30T08:00")
    said = run(where, "explain", str(file), *asked, "--provider", "chen", "--at", "downtown")
    assert SENTENCE in said.stdout, said.stdout + said.stderr


def test_a_change_of_it_is_told_and_it_stands_in_the_book_of_rules(house):
    where, added = house
    code = (
        "from dataclasses import replace\n"
        "from frontdesk.availability.effects import effects\n"
        "from frontdesk.rules import book\n"
        "from frontdesk.rules.families import BY_NAME\n"
        "from frontdesk.practice.file.reader import read_path\n"
    )
    if not added:
        found = run(where, code=code + "print('early in the hour' in BY_NAME)")
        assert found.stdout.strip() == "False", found.stderr
        return
    code += (
        f"setup = read_path({str(EXAMPLES / 'cedar-family-medicine.yaml')!r}).setup\n"
        f"read, faults = book.read_rules([book.Sentence({SENTENCE!r}, 1)], setup.book.vocabulary)\n"
        "empty, _ = book.read_rules([], setup.book.vocabulary)\n"
        "(told,) = effects(replace(setup, book=empty), replace(setup, book=read))\n"
        "print(told.what, '|', told.after, '|', BY_NAME['early in the hour'].titled('es'))"
    )
    found = run(where, code=code)
    assert found.stdout.strip() == f"early in the hour | {SENTENCE} | Al principio de la hora", found.stderr
