"""Append-only, chained, verifiable."""

import pytest
from django.db import DatabaseError, connection, transaction

from frontdesk.audit.models import Entry
from frontdesk.audit.queries import first_broken
from frontdesk.booking import actions
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import superuser


def some_history(cedar):
    desk = f.actor(cedar, "front_desk")
    done = actions.book(desk, f.patient(cedar), visit_type=f.visit("procedure"), place=f.place())
    actions.cancel(desk, done, reason="The patient is ill")
    return done


def test_every_action_leaves_an_entry_with_who_what_and_why(cedar):
    done = some_history(cedar)
    entry = Entry.objects.get(action="appointment.cancel")
    assert (entry.actor_name, entry.reason, entry.thing_id) == ("Some front_desk", "The patient is ill", done.pk)
    assert entry.changes["state"] == ["booked", "cancelled"]


def test_an_action_without_permission_leaves_nothing(cedar):
    from frontdesk.access.may import NotAllowed

    before = Entry.objects.count()
    with pytest.raises(NotAllowed):
        actions.book(f.actor(cedar, "billing"), f.patient(cedar), visit_type=f.visit("procedure"), place=f.place())
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_application_cannot_change_an_entry(cedar, statement):
    some_history(cedar)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_chain_is_whole_whatever_the_sessions_zone(cedar):
    some_history(cedar)
    assert first_broken() is None
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'Asia/Kathmandu'; SET LOCAL intervalstyle = 'iso_8601'")
    assert first_broken() is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit_entry SET reason = 'all is well' WHERE number = 3",
        "DELETE FROM audit_entry WHERE number = 3",
        "DELETE FROM audit_entry WHERE number = (SELECT max(number) FROM audit_entry)",
    ],
)
def test_control_who_changes_the_database_by_hand_is_found_out(fresh_db, damage):
    with transaction.atomic():
        cedar = f.load_cedar()
        some_history(cedar)
        some_history(cedar)
    with superuser(fresh_db) as root:
        root.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        root.execute(damage)
    with inside_practice(cedar):
        assert first_broken() is not None


def test_nothing_of_a_patient_is_in_the_entry_of_a_booking_but_ids(cedar):
    who = f.patient(cedar, first_name="Canaryfirst", last_name="Canarylast")
    actions.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place())
    entry = Entry.objects.get(action="appointment.book")
    assert "Canary" not in str(entry.changes) + entry.rule + entry.reason
