"""Two records of one person: what one of them is due, or waits for, the other has booked.  Merged it is settled; apart again it is as it was."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Merge, WaitlistOffer
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import by_token, to_tell
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import fill
from frontdesk.people.models import Patient
from frontdesk.practice.models import Provider
from frontdesk.records.merging import actions as merging
from frontdesk.records.merging.differences import differences
from tests import factory as f
from tests.outreach.test_invited_by_mistake import link_of


@pytest.fixture
def kay(cedar):
    return f.patient(cedar, first_name="Kay", established=True)


@pytest.fixture
def gina(cedar):
    return f.patient(cedar, first_name="Gina", established=True)


@pytest.fixture(params=["the kept one", "the other one"])
def pair(request, kay, gina):
    """Who is due, or waits, and who has it booked."""
    return (kay, gina) if request.param == "the kept one" else (gina, kay)


def one(desk, kay, gina):
    kay, gina = now_(kay), now_(gina)
    choices = {each.name: "kept" for each in differences(kay, gina)}
    merging.merge(desk, kay, gone=gina, reason="the card", choices=choices)


def two(desk, kay):
    merging.unmerge(desk, now_(kay), merge=Merge.objects.get(state="merged"), reason="two people")


def now_(row):
    return type(row).objects.get(pk=row.pk)


def due(who, days=7, visit="follow-up", **more):
    return recalls.order(SYSTEM, who, visit_type=f.visit(visit), due_on=f.day(days), **more)


def book(desk, who, days=7, visit="follow-up", time="09:00"):
    return booking.book(desk, now_(who), visit_type=f.visit(visit), place=f.place(time, date=f.day(days)))


def invited(recall):
    recalls.invite(SYSTEM, recall)
    token = link_of(now_(recall))
    Message.objects.update(state="sent")
    return token


# What is due ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("visit", "days"), [("follow-up", 7), ("procedure", 9)])
def test_who_has_the_visit_booked_in_the_other_record_is_invited_to_none(cedar, desk, kay, gina, pair, visit, days):
    is_due, has_it = pair
    recall, visit_ = due(is_due, visit=visit), book(desk, has_it, days, visit)
    one(desk, kay, gina)
    assert (now_(recall).state, now_(recall).appointment) == ("booked", visit_)
    assert recall not in to_tell(cedar)
    two(desk, kay)
    assert (now_(recall).patient, now_(recall).state, now_(recall).appointment) == (is_due, "planned", None)
    assert (now_(visit_).patient, now_(visit_).state) == (has_it, "booked")


def test_their_link_books_no_second_one_until_they_are_two_again(desk, kay, gina, pair):
    is_due, has_it = pair
    recall = due(is_due)
    token = invited(recall)
    book(desk, has_it)
    one(desk, kay, gina)
    assert now_(recall).state == "booked"
    two(desk, kay)
    assert (now_(recall).state, by_token(token)) == ("invited", recall)


def test_an_invitation_that_waits_is_not_sent(desk, kay, gina, pair):
    is_due, has_it = pair
    recall = recalls.invite(SYSTEM, due(is_due))
    book(desk, has_it)
    one(desk, kay, gina)
    assert Message.objects.get(template="recall").state == "withdrawn"
    two(desk, kay)
    assert (now_(recall).state, now_(recall).told) == ("planned", 0)


def test_what_is_due_again_when_that_visit_is_canceled_is_theirs_who_are_one(desk, kay, gina, pair):
    is_due, has_it = pair
    recall, visit = due(is_due), book(desk, has_it)
    one(desk, kay, gina)
    booking.cancel(desk, now_(visit), reason="the doctor is ill")
    assert now_(recall).state == "planned"
    two(desk, kay)
    assert (now_(recall).patient, now_(recall).state) == (is_due, "planned")


@pytest.mark.parametrize("other", [{"visit": "procedure", "days": 60}, {"days": 7}, {"days": 60, "with_whom": "lee"}])
def test_what_is_no_such_visit_or_lies_before_its_days_settles_nothing(desk, kay, gina, other):
    whom = Provider.objects.get(code=other["with_whom"]) if "with_whom" in other else None
    recall = due(kay, days=60, provider=whom)
    book(desk, gina, days=other["days"], visit=other.get("visit", "follow-up"))
    one(desk, kay, gina)
    assert now_(recall).state == "planned"


def test_one_visit_settles_one_of_them_and_one_that_is_something_already_no_other(desk, kay, gina):
    first, second, hers = due(kay), due(kay, 9), due(gina)
    visit = book(desk, gina)
    assert now_(hers).appointment == visit
    one(desk, kay, gina)
    assert [now_(each).state for each in (first, second)] == ["planned", "planned"]


def test_ones_own_visit_settles_nothing_more_by_that(desk, kay, gina):
    book(desk, kay, 7, time="09:00")
    mine = due(kay, 60)
    recall = due(kay, 8)
    assert now_(recall).state == "booked"
    one(desk, kay, gina)
    assert now_(mine).state == "planned"


# Who waits --------------------------------------------------------------------------------------------------------


def waits(desk, who, **more):
    return waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(1), notice_hours=1, **more)


def test_who_has_it_booked_in_the_other_record_waits_no_longer_and_is_offered_none(cedar, desk, kay, gina, pair):
    in_line, has_it = pair
    entry, visit = waits(desk, in_line), book(desk, has_it)
    one(desk, kay, gina)
    assert (now_(entry).state, now_(entry).got) == ("booked", visit)
    fill(cedar)
    assert not WaitlistOffer.objects.exists()
    two(desk, kay)
    assert (now_(entry).patient, now_(entry).state, now_(entry).got) == (in_line, "waiting", None)
    assert now_(visit).patient == has_it


def test_they_wait_again_where_they_waited_when_the_practice_cancels_it(desk, kay, gina, pair):
    in_line, has_it = pair
    entry, visit = waits(desk, in_line), book(desk, has_it)
    one(desk, kay, gina)
    booking.cancel(desk, now_(visit), reason="the doctor is ill")
    assert now_(entry).state == "waiting"
    two(desk, kay)
    assert (now_(entry).patient, now_(entry).state) == (in_line, "waiting")


def test_what_was_on_offer_is_free_they_hear_of_it_and_apart_again_staff_are_given_it(cedar, desk, kay, gina, pair):
    in_line, has_it = pair
    given = f.offered(in_line, f.place("10:00", date=f.day(3)))
    Message.objects.update(state="sent")
    visit = book(desk, has_it)
    one(desk, kay, gina)
    assert (now_(given).state, now_(given.hold).state, now_(given.entry).got) == ("passed", "cancelled", visit)
    assert Message.objects.filter(template="offer-ended").count() == 1
    two(desk, kay)
    assert now_(given.entry).state == "waiting"
    assert Task.objects.filter(kind="lost", thing_id=given.entry.pk, patient=in_line, state="open").exists()


def test_who_waits_beside_a_visit_of_their_own_waits_on(desk, kay, gina):
    visit = book(desk, kay)
    book(desk, gina, 9)
    earlier = waits(desk, kay, appointment=visit)
    one(desk, kay, gina)
    assert now_(earlier).state == "waiting"


def test_where_both_wait_they_wait_on(desk, kay, gina):
    book(desk, gina)
    mine, hers = waits(desk, kay), waits(desk, gina)
    one(desk, kay, gina)
    assert (now_(mine).state, now_(hers).state) == ("waiting", "left")
    two(desk, kay)
    assert (now_(mine).state, now_(hers).state) == ("waiting", "waiting")


def test_what_is_over_is_nobodys_visit_to_come(desk, kay, gina):
    entry, visit = waits(desk, kay), f.its_time(book(desk, gina))
    one(desk, kay, gina)
    assert now_(entry).state == "waiting" and now_(visit).patient == kay


def test_merging_adds_no_visit(desk, kay, gina, pair):
    is_due, has_it = pair
    due(is_due), waits(desk, is_due), book(desk, has_it)
    one(desk, kay, gina)
    assert Appointment.objects.count() == 1 and Patient.objects.get(pk=gina.pk).same_as == kay
