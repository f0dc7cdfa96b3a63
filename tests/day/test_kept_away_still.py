"""Time away that is taken back: who is kept away by something else is asked to move still; and a closed day that opens again is told like it."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking import messages
from frontdesk.day.away import actions as away
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.messaging.events import Leaving
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.practice.actions import add_rule, remove_rule
from frontdesk.practice.models import Provider
from frontdesk.rules.families.closures import Closure
from frontdesk.rules.scope import Scope
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


def closed():
    return Closure(Scope(), f.day(), f.day())


def is_away(desk, **when):
    chen = Provider.objects.select_related("practice").get(code="chen")
    how = {"first_on": f.day(), "last_on": f.day(), "from_minute": 0, "to_minute": 1440, "note": "", **when}
    return away.at_once(desk, chen, **how)


def close(practice):
    add_rule(practice, f"The practice is closed on {f.day()}.", "holiday")


def reopen(practice):
    remove_rule(practice, closed(), "no holiday")


def asked(one, desk):
    """Its patient has read that it must move; the time that is held for them."""
    made = f.proposed(one, desk)
    Message.objects.update(state="sent")
    return made


def is_to_move(one):
    return Task.objects.filter(kind="move", thing_id=one.pk, state="open").exists()


def hears_that_it_stays(one):
    return Message.objects.filter(template="time-stays", thing_id=one.pk).exists()


def away_again(practice, desk):
    is_away(desk, from_minute=8 * 60, to_minute=11 * 60)


def closed_since(practice, desk):
    close(practice)


@pytest.mark.parametrize("meanwhile", [away_again, closed_since])
@pytest.mark.parametrize("when", ["before", "after"])
def test_who_is_kept_away_by_something_else_keeps_what_was_proposed_and_hears_nothing(cedar, desk, meanwhile, when):
    one = f.booked(cedar)
    made = is_away(desk)
    if when == "before":
        meanwhile(cedar, desk)
    kept = asked(one, desk)
    if when == "after":
        meanwhile(cedar, desk)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/away/{made.pk}/")).content.decode()
    assert "Nobody gets a message" in page
    away.take_back(desk, made, reason="well again")
    kept.refresh_from_db()
    assert (kept.state, kept.hold.state) == ("proposed", "held")
    assert is_to_move(one) and not hears_that_it_stays(one)
    assert (
        "cannot take place" in as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/")).content.decode()
    )


def test_when_that_is_over_too_it_stays_and_they_hear_it_once(cedar, desk):
    one = f.booked(cedar)
    made, other = is_away(desk), is_away(desk, from_minute=8 * 60, to_minute=11 * 60)
    kept = asked(one, desk)
    away.take_back(desk, made, reason="well again")
    assert is_to_move(one)
    away.take_back(desk, other, reason="no meeting")
    kept.refresh_from_db()
    assert (kept.state, kept.hold.state, is_to_move(one)) == ("passed", "cancelled", False)
    assert Message.objects.filter(template="time-stays", thing_id=one.pk).count() == 1


def test_a_day_that_is_closed_no_longer_is_told_to_who_had_been_asked_to_move(cedar, desk):
    one = f.booked(cedar)
    close(cedar)
    kept = asked(one, desk)
    reopen(cedar)
    kept.refresh_from_db()
    assert (kept.state, kept.hold.state, is_to_move(one)) == ("passed", "cancelled", False)
    assert Message.objects.filter(template="time-stays", thing_id=one.pk).count() == 1
    remove_rule(cedar, closed(), "nothing is changed by that")
    assert Message.objects.filter(template="time-stays", thing_id=one.pk).count() == 1


def test_away_on_a_closed_day_it_stays_when_the_last_of_the_two_is_gone(cedar, desk):
    one = f.booked(cedar)
    made = is_away(desk)
    close(cedar)
    asked(one, desk)
    away.take_back(desk, made, reason="well again")
    assert is_to_move(one)
    reopen(cedar)
    assert not is_to_move(one) and hears_that_it_stays(one)


def test_who_was_asked_for_another_reason_is_asked_still_whatever_is_published(cedar, desk):
    one = f.booked(cedar)
    kept = asked(one, desk)
    close(cedar)
    reopen(cedar)
    kept.refresh_from_db()
    assert is_to_move(one) and not hears_that_it_stays(one)


def test_nobody_is_told_who_has_heard_nothing(cedar, desk):
    one = f.booked(cedar)
    close(cedar)
    f.proposed(one, desk)
    reopen(cedar)
    assert not is_to_move(one) and not hears_that_it_stays(one)
    assert not Message.objects.filter(thing_id=one.pk, template="time-proposed", state="queued").exists()


def test_who_has_taken_the_time_that_was_proposed_stays_there(cedar, desk):
    one = f.booked(cedar)
    close(cedar)
    kept = asked(one, desk)
    proposals.accept(f.themselves(one.patient), kept)
    reopen(cedar)
    one.refresh_from_db()
    assert (one.state, one.successor.state) == ("rescheduled", "booked")
    assert not hears_that_it_stays(one)


def stays_at_night(practice, desk):
    """That it stays is written, and waits for the morning."""
    one = f.booked(practice)
    made = is_away(desk)
    asked(one, desk)
    away.take_back(desk, made, reason="well again")
    said = Message.objects.get(template="time-stays", thing_id=one.pk)
    assert said.state == "queued"
    return one, said


def test_that_it_stays_is_not_said_any_more_when_another_time_is_proposed_meanwhile(cedar, desk):
    one, said = stays_at_night(cedar, desk)
    f.proposed(one, desk)
    said.refresh_from_db()
    assert said.state == "withdrawn"


def test_it_is_when_that_is_undone(cedar, desk):
    one = f.booked(cedar)
    said = messages.tell_of(one, "time-stays", messages.about(one))
    f.proposed(one, desk)
    said.refresh_from_db()
    assert said.state == "withdrawn"
    correcting.undo(desk, one)
    said.refresh_from_db()
    assert said.state == "queued"


@pytest.mark.parametrize("ends", ["moved", "canceled"])
def test_nor_when_it_is_moved_or_canceled(cedar, desk, ends):
    one, said = stays_at_night(cedar, desk)
    if ends == "moved":
        booking.reschedule(desk, one, place=f.place("11:00"))
    else:
        booking.cancel(desk, one, reason="the patient asked")
    said.refresh_from_db()
    assert said.state == "withdrawn"


def test_nor_when_nobody_is_there_again_by_the_time_it_leaves(cedar, desk):
    _one, said = stays_at_night(cedar, desk)
    is_away(desk)
    messages.leaving(Leaving(said))
    said.refresh_from_db()
    assert said.state == "withdrawn"
