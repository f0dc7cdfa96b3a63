"""What is done for many patients in one go stands in nobody's way: neither in a booking's, nor in another list's."""

import threading

import pytest
from django.db import transaction

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking import locks
from frontdesk.booking.models import Recall
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls import importing, inviting
from frontdesk.people import lines
from tests import factory as f
from tests.booking.test_locks import at_once, deadlocked


@pytest.fixture
def two(fresh_db):
    """Two patients with a visit that is due; the first has an appointment with Dr. Chen."""
    with transaction.atomic():
        practice = f.load_cedar()
        desk = f.actor(practice, "scheduler")
        people = [f.patient(practice, established=True, last_name=name) for name in ("Adams", "Baker")]
        booking.book(desk, people[0], visit_type=f.visit("procedure"), place=f.place("09:00"))
        for who in people:
            recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(14))
    return practice, desk, people


def listed(people, key):
    said = [
        f"{key}{who.last_name},{who.first_name},{who.last_name},{who.birth_date},procedure,{f.day(30)}"
        for who in people
    ]
    return "\n".join(["key,first name,last name,birth date,visit,due", *said]).encode()


def while_one_books(two, monkeypatch, work):
    """One works for both patients, another books for the second: each has taken its first line when they meet."""
    practice, desk, (_first, second) = two
    place, booker = f.place("11:00"), threading.local()

    def books():
        booker.here = True
        booking.book(desk, second, visit_type=f.visit("procedure"), place=place)

    meet = at_once(practice, lambda: work(meeting), books)
    meeting, wait = next(meet), lines.wait_for_patients
    met = meeting(wait)
    monkeypatch.setattr(
        lines, "wait_for_patients", lambda people: (met if getattr(booker, "here", False) else wait)(people)
    )
    return next(meet)


def test_who_is_invited_and_who_books_at_that_moment_wait_for_nobody_for_ever(two, monkeypatch):
    def invites(meeting):
        rows = {one.patient_id: one for one in Recall.objects.all()}
        first, second = (rows[who.pk] for who in two[2])
        meeting(recalls.invite)(SYSTEM, first)
        recalls.invite(SYSTEM, second)

    assert while_one_books(two, monkeypatch, invites) == {}


@pytest.mark.several_at_once
def test_control_whose_line_takes_their_providers_too_ends_in_a_deadlock(two, monkeypatch):
    def lines_up(meeting):
        first, second = (who.pk for who in two[2])
        meeting(locks.line_up)(patients=[first])
        locks.line_up(patients=[second])

    assert len(deadlocked(while_one_books(two, monkeypatch, lines_up))) == 1


def test_two_lists_that_name_the_same_people_in_another_order_take_turns(two, monkeypatch):
    practice, desk, people = two
    meet = at_once(
        practice,
        lambda: importing.load(desk, listed(people, "A")),
        lambda: importing.load(desk, listed(people[::-1], "B")),
    )
    monkeypatch.setattr(recalls, "require_alive", next(meet)(recalls.require_alive))
    assert next(meet) == {}


def test_everybody_who_is_due_is_invited_each_in_a_transaction_of_their_own(two):
    practice, _desk, _people = two
    assert inviting.invite_due(practice) == 2
    assert inviting.invite_due(practice) == 0, "they were told a moment ago"
