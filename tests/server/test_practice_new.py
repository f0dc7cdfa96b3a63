"""`frontdesk practice new`, as it is typed: a practice with nothing in it, and two people who can sign in."""

import os
import subprocess
import sys

import pytest

from tests.conftest import server


def _new(database, *, timezone="America/Chicago", slug="birch", manager="manager@birch.example"):
    people = ("--admin", "admin@birch.example", "--manager", manager)
    return _run(database, "practice", "new", slug, "--name", "Birch", "--timezone", timezone, *people)


def _run(database, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "frontdesk.server.cli", *arguments],
        env={**os.environ, "DATABASE_URL": server().url("owner", database)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_practice_is_made_once_with_a_password_for_each_of_the_two(fresh_db):
    made = _new(fresh_db)
    assert made.returncode == 0, made.stderr
    assert "admin: admin@birch.example" in made.stdout and "manager: manager@birch.example" in made.stdout
    assert "/birch/console/" in made.stdout
    again = _new(fresh_db)
    assert again.returncode != 0 and "already" in again.stderr and "Traceback" not in again.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"timezone": "Chicago"}, "IANA"),
        ({"slug": "Birch Lane"}, "small letters"),
        ({"manager": "Admin@birch.example"}, "of their own"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_that_says_what_to_write(fresh_db, typed, said):
    made = _new(fresh_db, **typed)
    assert made.returncode != 0 and said in made.stderr and made.stderr.count("\n") == 1


def test_before_the_first_version_is_published_there_is_nothing_to_write_and_one_line_says_so(fresh_db):
    assert _new(fresh_db, slug="alder").returncode == 0
    done = _run(fresh_db, "practice", "dump", "alder")
    assert done.returncode == 2 and "published nothing yet" in done.stderr and "Traceback" not in done.stderr
