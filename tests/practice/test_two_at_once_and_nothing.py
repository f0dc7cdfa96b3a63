"""Two roles of one name at once are one; a refusal of the database is called by its name; what changes nothing is not written down."""

import threading
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction

from frontdesk.audit.models import Entry
from frontdesk.intake.models import Referral
from frontdesk.intake.referrals import actions as referrals
from frontdesk.people.models import Role
from frontdesk.practice.drafts import actions as drafting
from frontdesk.practice.roles import actions as roles
from frontdesk.tenancy.context import enter
from tests import factory as f
from tests.web_client import as_staff, at


def _made_by_two(monkeypatch, guarded):
    """How many roles there are after two people make one of the same name, each judged while the other is."""
    with transaction.atomic():
        practice = f.load_cedar()
        admin = f.actor(practice, "admin")
    both, judge = threading.Barrier(2), roles.is_taken

    def judged(*given):
        found = judge(*given)
        with suppress(threading.BrokenBarrierError):  # in line the other does not come here before this one is done
            both.wait(1.5)
        return found

    monkeypatch.setattr(roles, "is_taken", judged)
    if not guarded:
        monkeypatch.setattr(roles, "one_at_a_time", lambda practice: None)

    def make(name):
        try:
            with transaction.atomic():
                enter(practice)
                roles.create(admin, practice, name=name)
        except roles.WrongName:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=(name,)) for name in ("Night lead", "Night leads")]
    [one.start() for one in threads]
    [one.join() for one in threads]
    with transaction.atomic():
        enter(practice)
        return Role.objects.filter(name__startswith="Night lead").count()


def test_two_who_make_a_role_of_one_name_at_once_make_one(fresh_db, monkeypatch):
    assert _made_by_two(monkeypatch, guarded=True) == 1


def test_the_control_without_the_line_there_are_two(fresh_db, monkeypatch):
    assert _made_by_two(monkeypatch, guarded=False) == 2


@pytest.fixture
def received(cedar):
    desk = f.actor(cedar, "scheduler")

    def receive(key):
        return referrals.receive(desk, cedar, values={"last_name": "Quist"}, source="file", outside_key=key)  # fmt: skip

    return receive


def test_a_key_that_is_there_is_known_already(received):
    received("R-1")
    with pytest.raises(referrals.KnownAlready):
        received("R-1")


def test_what_else_the_database_refuses_is_not_called_known_already(received, monkeypatch):
    there = received("R-1")
    monkeypatch.setattr(referrals, "next_number", lambda: there.number)
    with pytest.raises(IntegrityError):
        received("R-2")
    assert Referral.objects.count() == 1


def edits():
    return Entry.objects.filter(action="policy.edit").count()


def test_an_edit_that_changes_nothing_while_a_draft_is_open_is_not_written_down(cedar):
    manager = as_staff(cedar, "manager")
    changed = f.CEDAR + "  Visits at Downtown take 45 minutes.\n"
    manager.post(at(cedar, "setup/file/"), {"text": changed})
    assert edits() == 1
    manager.post(at(cedar, "setup/file/"), {"text": changed})
    assert edits() == 1


def test_control_an_edit_that_changes_something_is(cedar):
    maria = f.actor(cedar, "manager")
    row = drafting.start(maria, cedar)
    for change, count in ((lambda text: text, 0), (lambda text: text + "# why\n", 1)):
        row = drafting.edit(maria, row, change=change, reason="a remark")
        assert edits() == count
