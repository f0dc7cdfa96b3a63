"""Another length, and taking back what was pressed by mistake."""

import datetime as dt

import pytest

from frontdesk.access.may import NotAllowed
from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules, JustTaken
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.intake.undo.actions import TooLateToUndo
from tests import factory as f


def book(practice, time="09:00", provider="chen"):
    who = f.patient(practice, established=True)
    desk = f.actor(practice, "front_desk")
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, provider))


def test_a_longer_visit_takes_the_longer_time(db):
    practice = f.load_cedar(f.CEDAR.replace("  Visits take 30 minutes.\n", ""))
    one = correcting.resize(f.actor(practice, "scheduler"), book(practice), minutes=60)
    assert one.end - one.start == dt.timedelta(minutes=60)
    assert {r.during.upper for r in one.reservations.all()} == {one.end}
    with pytest.raises(JustTaken):
        book(practice, "09:30")


def test_against_a_rule_only_with_a_reason_and_the_audit_names_the_rule(cedar):
    one, maria = book(cedar), f.actor(cedar, "scheduler")
    with pytest.raises(BreaksRules) as broken:
        correcting.resize(maria, one, minutes=60)
    assert [reason.rule for reason in broken.value.reasons] == ["Visits take 30 minutes."]
    with pytest.raises(Exception, match="Say why"):
        correcting.resize(maria, one, minutes=60, override=True)
    done = correcting.resize(maria, one, minutes=60, override=True, reason="two problems")
    assert done.override_reason == "two problems"
    last = Entry.objects.order_by("number").last()
    assert "Visits take 30 minutes." in last.rule and last.changes["end"]


def test_front_desk_does_not_change_lengths(cedar):
    with pytest.raises(NotAllowed):
        correcting.resize(f.actor(cedar, "front_desk"), book(cedar), minutes=60)


def test_a_longer_visit_does_not_push_into_the_next(db):
    practice = f.load_cedar(f.CEDAR.replace("  Visits take 30 minutes.\n", ""))
    one = book(practice)
    book(practice, "09:30")
    with pytest.raises(JustTaken):
        correcting.resize(f.actor(practice, "scheduler"), one, minutes=60)
    one.refresh_from_db()
    assert one.end - one.start == dt.timedelta(minutes=30)
    assert one.reservations.count() == 2


@pytest.mark.parametrize("pressed", ["arrive", "no_show"])
def test_who_pressed_it_by_mistake_takes_it_back(cedar, pressed):
    one, desk = f.its_time(book(cedar)), f.actor(cedar, "front_desk")
    getattr(actions, pressed)(desk, one)
    with pytest.raises(TooLateToUndo):
        correcting.undo(f.actor(cedar, "front_desk"), one)
    back = correcting.undo(desk, one)
    back.patient.refresh_from_db()
    assert (back.state, back.patient.no_shows) == ("booked", 0)
    assert not Task.objects.filter(state="open").exists()


def test_what_cannot_be_taken_back_says_so(cedar):
    one, desk = f.its_time(book(cedar)), f.actor(cedar, "front_desk")
    actions.complete(desk, actions.arrive(desk, one))
    with pytest.raises(TooLateToUndo):
        correcting.undo(desk, one)
