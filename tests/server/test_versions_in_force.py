"""An update that finds errors in what a practice has in force is refused before anything is changed, and says where they are."""

import os
import subprocess
import sys

import pytest
from django.db import connection, transaction

from frontdesk.server.complaint import Complaint
from frontdesk.server.versions_in_force import must_be_readable
from tests import factory as f
from tests.conftest import server, superuser


def put_in_force(database, text, slug="cedar"):
    """As a version of before published it, which found nothing wrong with it: by now nothing would let it in."""
    with superuser(database) as root:
        root.execute("SET session_replication_role = replica")
        of_it = "state = 'published' AND practice_id = (SELECT id FROM tenancy_practice WHERE slug = %s)"
        assert root.execute(f"UPDATE practice_policy SET text = %s WHERE {of_it}", [text, slug]).rowcount == 1


def looked_at():
    with transaction.atomic(), connection.cursor() as cursor:
        must_be_readable(cursor)


def test_what_is_in_force_and_can_be_read_is_no_hindrance(fresh_db):
    with transaction.atomic():
        f.load_cedar()
        f.load_cedar(slug="birch")
    looked_at()


@pytest.mark.parametrize(
    "wrong", ["  Visits take some time.\n", "  Visits take 30 minutes. # the usual\n", "nothing: known\n"]
)
def test_each_error_of_each_practice_is_said_with_its_line(fresh_db, wrong):
    with transaction.atomic():
        f.load_cedar()
        f.load_cedar(slug="birch")
    put_in_force(fresh_db, f.CEDAR + wrong, "birch")
    line = len(f.CEDAR.splitlines()) + 1
    with pytest.raises(Complaint, match=rf"birch: line {line}: "):
        looked_at()


def test_what_is_no_longer_in_force_is_nobodys_hindrance(fresh_db):
    with transaction.atomic():
        f.load_cedar()
    put_in_force(fresh_db, f.CEDAR + "nothing: known\n")
    with pytest.raises(Complaint):
        looked_at()
    with superuser(fresh_db) as root:
        root.execute("SET session_replication_role = replica")
        root.execute("UPDATE practice_policy SET state = 'superseded'")
    looked_at()


@pytest.mark.slow
def test_the_command_says_so_in_one_line_and_leaves_the_database_as_it_was(fresh_db):
    with transaction.atomic():
        f.load_cedar()
    put_in_force(fresh_db, f.CEDAR + "  Visits take some time.\n")
    with superuser(fresh_db) as root:
        root.execute(
            "DELETE FROM django_migrations WHERE app = 'reports' AND name = (SELECT max(name) FROM django_migrations WHERE app = 'reports')"
        )
    env = {**os.environ, "DATABASE_URL": server().url("owner", fresh_db)}
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk.server.cli", "migrate"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "cedar: line" in done.stderr and "Traceback" not in done.stderr, done.stderr
