"""The end of the trail is one row of the practice's: it is taken when everything else is done, and held by nobody who waits."""

import pytest
from django.db import transaction

from frontdesk.audit import action as audited
from frontdesk.audit.models import Entry
from frontdesk.audit.queries import first_broken
from frontdesk.booking import actions, locks
from frontdesk.booking.models import Appointment
from frontdesk.day.away import actions as away
from frontdesk.people import lines
from frontdesk.practice.models import Provider
from frontdesk.tenancy.context import enter, inside_practice
from tests import factory as f
from tests.booking.test_locks import at_once, deadlocked


@pytest.fixture
def kept(fresh_db):
    """A time that somebody keeps, on a day on which its provider falls ill."""
    with transaction.atomic():
        practice = f.load_cedar()
        desk, who = f.actor(practice, "scheduler"), f.patient(practice, established=True)
        held = actions.hold(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"), channel="phone")
    return practice, desk, held


def ill_while_it_is_confirmed(kept, monkeypatch):
    """Two actions in one press, of which the second needs the line in which the other stands; each holds its own when they meet."""
    practice, desk, held = kept

    def ill():
        chen = Provider.objects.select_related("practice").get(code="chen")
        day = {"first_on": f.day(), "last_on": f.day(), "from_minute": 0, "to_minute": 1440}
        away.at_once(desk, chen, note="", **day)

    meet = at_once(practice, ill, lambda: actions.confirm(desk, Appointment.objects.get(pk=held.pk)))
    meeting = next(meet)
    monkeypatch.setattr(locks, "line_up", meeting(locks.line_up))
    monkeypatch.setattr(lines, "wait_for_rules", meeting(lines.wait_for_rules))
    return next(meet)


def test_who_writes_down_and_then_decides_waits_for_nobody_who_waits_for_the_trail(kept, monkeypatch):
    assert ill_while_it_is_confirmed(kept, monkeypatch) == {}
    with inside_practice(kept[0]):
        assert {"away.write_down", "away.decide", "appointment.book"} <= set(
            Entry.objects.values_list("action", flat=True)
        )
        assert first_broken() is None


def test_control_an_entry_that_is_written_before_the_next_line_ends_in_a_deadlock(kept, monkeypatch):
    monkeypatch.setattr(audited, "at_the_end", lambda work: work())
    assert len(deadlocked(ill_while_it_is_confirmed(kept, monkeypatch))) == 1


def actions_in_the_trail():
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def test_what_was_taken_back_with_its_savepoint_stands_nowhere(kept):
    practice, desk, held = kept
    with inside_practice(practice):
        before = actions_in_the_trail()
        with pytest.raises(LookupError), transaction.atomic():
            actions.extend(desk, held)
            raise LookupError
        actions.confirm(desk, held)
    with inside_practice(practice):
        assert actions_in_the_trail() == [*before, "appointment.book"]


def test_what_failed_as_a_whole_stands_nowhere_and_neither_does_it_stand_in_what_comes_next(kept):
    practice, desk, held = kept
    with inside_practice(practice):
        before = actions_in_the_trail()
    with pytest.raises(LookupError), inside_practice(practice):
        actions.extend(desk, held)
        raise LookupError
    with inside_practice(practice):
        transaction.set_rollback(True)
    with inside_practice(practice):
        assert actions_in_the_trail() == before


def test_whoever_reads_the_trail_in_the_same_transaction_finds_what_was_done(kept):
    practice, desk, held = kept
    with inside_practice(practice):
        actions.extend(desk, held)
        assert Entry.objects.order_by("-number").first().action == "appointment.extend"


def test_what_was_done_in_a_practice_stands_in_its_trail_though_another_is_entered(kept):
    practice, desk, held = kept
    with transaction.atomic():
        other = f.load_cedar(slug="birch")
    with inside_practice(practice):
        actions.extend(desk, held)
        enter(other)
    with inside_practice(practice):
        assert actions_in_the_trail()[-1] == "appointment.extend"


def test_the_trail_of_one_press_stands_in_the_order_in_which_it_was_done(kept, monkeypatch):
    """And however much one press does: a list of hundreds is loaded in one transaction."""
    practice, desk, held = kept
    monkeypatch.setattr(actions, "MOST_EXTENSIONS", 100)
    with inside_practice(practice):
        before = actions_in_the_trail()
        for _ in range(80):
            actions.extend(desk, held)
        one = actions.confirm(desk, held)
        actions.cancel(desk, one, reason="pressed by mistake")
    with inside_practice(practice):
        done = [*["appointment.extend"] * 80, "appointment.book", "appointment.cancel"]
        assert actions_in_the_trail() == [*before, *done]
        assert first_broken() is None


def test_what_was_done_stands_though_it_was_read_inside_of_what_was_taken_back(kept):
    practice, desk, held = kept
    with inside_practice(practice):
        before = actions_in_the_trail()
        actions.extend(desk, held)
        with pytest.raises(LookupError), transaction.atomic():
            assert actions_in_the_trail() == [*before, "appointment.extend"]
            raise LookupError
        actions.confirm(desk, held)
    with inside_practice(practice):
        assert actions_in_the_trail() == [*before, "appointment.extend", "appointment.book"]
