"""A death is one action that ends everything, says what, and can be taken back; nothing new comes about for the dead."""

import datetime as dt

import pytest
from django.db import transaction

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Death, Recall, WaitlistEntry, WaitlistOffer
from frontdesk.booking.series.actions import book_series
from frontdesk.booking.take import take
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request, Task
from frontdesk.intake.states import IllegalTransition
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import to_tell
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import fill, wish_of
from frontdesk.people.alive import HasDied
from frontdesk.records.deaths import actions as deaths
from frontdesk.records.deaths.queries import deaths_of, ended
from frontdesk.records.matching.actions import match
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def who(cedar, desk):
    """Somebody with one of everything."""
    made = f.patient(cedar, established=True)
    due = recalls.order(desk, made, visit_type=f.visit("follow-up"), due_on=f.day(7))
    one = booking.book(desk, made, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    due.refresh_from_db()
    assert due.state == "booked"
    recalls.invite(SYSTEM, recalls.order(desk, made, visit_type=f.visit("procedure"), due_on=f.day(20)))
    waitlist.join(desk, made, visit_type=one.visit_type, first_on=f.day(0), appointment=one)
    intake.create_for_caller(desk, made, visit_type=f.visit("procedure"), answers={})
    booking.hold(desk, made, visit_type=f.visit("procedure"), place=f.place("11:00"), channel="staff")
    return made


def died(desk, who):
    return deaths.deceased(desk, who, on=f.day(-1))


def test_everything_that_is_open_ends_at_once(cedar, desk, who):
    died(desk, who)
    assert not Appointment.objects.filter(patient=who, state__in=["held", "booked"]).exists()
    assert set(Recall.objects.filter(patient=who).values_list("state", flat=True)) == {"closed"}
    assert set(WaitlistEntry.objects.filter(patient=who).values_list("state", flat=True)) == {"left"}
    assert set(Request.objects.filter(patient=who).values_list("state", flat=True)) == {"withdrawn"}
    assert not Task.objects.filter(patient=who, state="open").exclude(kind="refill").exists()
    assert not Message.objects.filter(patient=who, state="queued").exists()
    assert to_tell(cedar) == []


def test_it_says_what_it_ended(desk, who):
    died(desk, who)
    assert ended(deaths_of(who)) == ["1 appointment", "1 request", "2 recalls", "1 place on the waitlist"]


def test_nobody_is_told_or_to_be_called_about_it(desk, who):
    before = Message.objects.count()
    died(desk, who)
    assert Message.objects.count() == before


def test_a_mistake_is_taken_back_and_all_of_it_is_there_again(desk, who):
    requests = dict(Request.objects.values_list("pk", "state"))
    died(desk, who)
    deaths.alive(desk, who, reason="another person of that name")
    one = Appointment.objects.get(patient=who, state="booked")
    assert one.start == f.place("09:00").start
    assert sorted(Recall.objects.values_list("state", flat=True)) == ["booked", "planned"]
    assert Recall.objects.get(state="booked").appointment_id == one.pk
    assert (WaitlistEntry.objects.get().state, WaitlistEntry.objects.get().appointment_id) == ("waiting", one.pk)
    assert dict(Request.objects.values_list("pk", "state")) == requests
    assert Death.objects.get().state == "taken back"
    who.refresh_from_db()
    assert who.deceased_on is None


def test_a_time_that_is_taken_by_now_is_somebodys_task(cedar, desk, who):
    died(desk, who)
    booking.book(desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place("09:00"))
    deaths.alive(desk, who, reason="a mistake")
    assert Task.objects.get(kind="rebook", state="open").patient_id == who.pk


def test_members_of_a_series_stay_in_it(cedar, desk):
    who = f.patient(cedar, established=True)
    first = book_series(desk, who, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=3)
    died(desk, who)
    deaths.alive(desk, who, reason="a mistake")
    assert Appointment.objects.filter(series=first.series, state="booked").count() == 3


NEW = {
    "booked": lambda desk, who: booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("10:00")),
    "held": lambda desk, who: booking.hold(
        desk, who, visit_type=f.visit("follow-up"), place=f.place("10:00"), channel="staff"
    ),
    "waitlisted": lambda desk, who: waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0)),
    "due": lambda desk, who: recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(7)),
    "asked for": lambda desk, who: intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={}),
    "matched": lambda desk, who: match(desk, stranger(who.practice), patient=who, reason="showed an ID"),
    "in a series": lambda desk, who: book_series(
        desk, who, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=2
    ),
}


def stranger(practice):
    made = f.patient(practice, self_registered=True)
    return intake.create_for_caller(SYSTEM, made, visit_type=f.visit("follow-up"), answers={})


@pytest.mark.parametrize("new", NEW.values(), ids=NEW)
def test_the_dead_cannot_be(cedar, desk, new):
    who = f.patient(cedar, established=True)
    died(desk, who)
    with pytest.raises(HasDied), transaction.atomic():
        new(desk, who)


@pytest.mark.parametrize("new", NEW.values(), ids=NEW)
def test_the_living_can_be(cedar, desk, new):
    """The control of the test above."""
    assert new(desk, f.patient(cedar, established=True))


@pytest.mark.parametrize("new", ["booked", "waitlisted", "due"])
def test_the_database_refuses_it_whatever_the_code_does(cedar, desk, who, new, monkeypatch):
    died(desk, who)
    for room in ("booking.take", "outreach.waitlist.actions", "outreach.recalls.actions"):
        monkeypatch.setattr(f"frontdesk.{room}.require_alive", lambda patient: None)
    with pytest.raises(HasDied), transaction.atomic():
        NEW[new](desk, who)


def test_a_due_visit_of_the_dead_is_not_invited(cedar, desk):
    who = f.patient(cedar, established=True)
    due = recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(7))
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    died(desk, who)
    due.refresh_from_db()
    one.refresh_from_db()
    assert (due.state, one.state, to_tell(cedar)) == ("closed", "cancelled", [])
    with pytest.raises(IllegalTransition), transaction.atomic():
        recalls.invite(desk, due)


def test_the_waitlist_offers_nothing_to_the_dead(cedar, desk, who):
    died(desk, who)
    assert fill(cedar) == 0


def test_the_page_says_what_was_ended_and_takes_it_back_with_a_reason(cedar, who):
    desk = as_staff(cedar, "front_desk")
    page = desk.post(
        at(cedar, f"console/patients/{who.pk}/deceased/"), {"on": f.day(-1).isoformat()}, follow=True
    ).content.decode()
    assert "1 appointment, 1 request, 2 recalls, 1 place on the waitlist" in page and "It was a mistake" in page
    url = at(cedar, f"console/patients/{who.pk}/alive/")
    assert desk.post(url, {"reason": ""}).status_code == 409
    assert desk.post(url, {"reason": "another person"}).status_code == 302
    who.refresh_from_db()
    assert who.deceased_on is None


def test_what_was_before_yesterday_stays_as_it_was(cedar, desk):
    who = f.patient(cedar, established=True)
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    Appointment.objects.filter(pk=one.pk).update(state="arrived", start=past, end=past + dt.timedelta(minutes=30))
    Appointment.objects.filter(pk=one.pk).update(state="completed")
    died(desk, who)
    one.refresh_from_db()
    assert one.state == "completed"


def test_an_open_offer_of_the_waitlist_ends_with_the_patient(cedar, desk):
    made = f.patient(cedar, established=True)
    one = booking.book(desk, made, visit_type=f.visit("follow-up"), place=f.place("10:00"))
    entry = waitlist.join(desk, made, visit_type=one.visit_type, first_on=f.day(0), appointment=one)
    held = take(wish_of(entry, f.place("09:30", date=f.day(5))), "held", 60)
    waitlist.offer(SYSTEM, entry, hold=held, keep=dt.timedelta(minutes=60))
    died(desk, made)
    entry.refresh_from_db()
    assert entry.state == "left"
    assert not Appointment.objects.filter(patient=made, state__in=["held", "booked"]).exists()
    deaths.alive(desk, made, reason="somebody else")
    entry.refresh_from_db()
    assert entry.state == "offered"


def offered_earlier(practice, desk, time="09:30"):
    """Somebody who has an appointment at ten, and was offered an earlier time; they have read of it."""
    one = f.booked(practice, "10:00", by=desk)
    given = f.offered(one.patient, f.place(time, date=f.day(5)), instead_of=one)
    Message.objects.filter(template="waitlist-offer").update(state="sent")
    return one.patient, given


def now_(thing):
    return type(thing).objects.get(pk=thing.pk)


def test_a_time_that_was_on_offer_is_offered_again_until_when_it_was(cedar, desk):
    who, given = offered_earlier(cedar, desk)
    died(desk, who)
    assert now_(given).state == "declined"
    deaths.alive(desk, who, reason="a mistake")
    again = now_(given)
    assert (again.state, again.entry.state, again.hold.state) == ("offered", "offered", "held")
    assert (again.hold.start, again.hold.hold_expires_at) == (given.hold.start, given.expires_at)
    assert not Task.objects.filter(kind="lost").exists()
    theirs = waitlist.accept(f.themselves(who), again)
    assert (theirs.state, theirs.start) == ("booked", given.hold.start)
    assert Appointment.objects.filter(patient=who, state="booked").count() == 1


def test_the_message_of_the_offer_that_waited_waits_again(cedar, desk):
    who, _given = offered_earlier(cedar, desk)
    Message.objects.filter(template="waitlist-offer").update(state="queued")
    died(desk, who)
    assert Message.objects.get(template="waitlist-offer").state == "withdrawn"
    deaths.alive(desk, who, reason="a mistake")
    assert Message.objects.get(template="waitlist-offer").state == "queued"


def taken_meanwhile(cedar, desk, given):
    other = f.patient(cedar, established=True)
    booking.book(desk, other, visit_type=given.hold.visit_type, place=f.place("09:30", date=f.day(5)))


def past_its_end(cedar, desk, given):
    WaitlistOffer.objects.filter(pk=given.pk).update(expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))


def without_what_they_had(cedar, desk, given):
    other, one = f.patient(cedar, established=True), given.entry.appointment
    booking.book(desk, other, visit_type=one.visit_type, place=f.place("10:00"))


@pytest.mark.parametrize("gone", [taken_meanwhile, past_its_end, without_what_they_had])
def test_an_offer_that_cannot_be_again_is_listed_as_one_that_a_merge_has_ended(cedar, desk, gone):
    who, given = offered_earlier(cedar, desk)
    died(desk, who)
    gone(cedar, desk, given)
    deaths.alive(desk, who, reason="a mistake")
    assert (now_(given).state, now_(given.entry).state) == ("declined", "waiting")
    task = Task.objects.get(kind="lost", state="open")
    assert (task.patient, task.thing_id, task.owner_id) == (who, given.entry_id, desk.id)
    assert "was given back when their death was entered" in task.what
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/?kind=lost")).content.decode()
    assert "Waitlist: ended by mistake" in page and who.last_name in page


def closed_and_its_visit_stands_again(desk, due, one):
    booking.cancel(desk, one, reason="pressed by mistake")
    recalls.close(desk, now_(due), reason="ordered for somebody else")
    correcting.undo(desk, now_(one))


def closed_beside_its_visit(desk, due, one):
    recalls.close(desk, now_(due), reason="ordered for somebody else")


def refused_beside_its_visit(desk, due, one):
    recalls.refuse(desk, now_(due), reason="ordered for somebody else")


@pytest.mark.parametrize("ends", [closed_and_its_visit_stands_again, closed_beside_its_visit, refused_beside_its_visit])
@pytest.mark.parametrize("time", ["is free", "is somebody else's"])
def test_what_staff_had_closed_is_closed_still_and_says_why(cedar, desk, ends, time):
    made = f.patient(cedar, established=True)
    due = recalls.order(desk, made, visit_type=f.visit("follow-up"), due_on=f.day(7))
    one = booking.book(desk, made, visit_type=due.visit_type, place=f.place("09:00"))
    ends(desk, due, one)
    before = now_(due).state, now_(due).reason
    assert before[0] in ("closed", "refused")
    died(desk, made)
    if time != "is free":
        booking.book(desk, f.patient(cedar, established=True), visit_type=due.visit_type, place=f.place("09:00"))
    deaths.alive(desk, made, reason="another person of that name")
    assert (now_(due).state, now_(due).reason) == before


def test_written_down_twice_the_date_changes_and_the_way_back_stays(cedar, desk, who):
    died(desk, who)
    (first,) = deaths_of(who)
    deaths.deceased(desk, who, on=f.day(-3))
    assert list(Death.objects.filter(patient=who)) == [first] and deaths_of(who).get().on == f.day(-3)
    deaths.alive(desk, who, reason="another person of that name")
    assert Appointment.objects.filter(patient=who, state="booked").count() == 1
    assert Request.objects.filter(patient=who).exclude(state="withdrawn").exists()


def test_what_they_wrote_and_their_yes_are_there_again(cedar, desk):
    from frontdesk.messaging.models import Inbound
    from tests.messaging.test_texts import hook, remind, seen

    one = seen(cedar)
    remind(one)
    booking.will_come(SYSTEM, one)
    hook(cedar, "I can't come", "SM1")
    deaths.deceased(desk, one.patient, on=f.day(0))
    assert Task.objects.get(kind="cannot").state == "done"
    deaths.alive(desk, one.patient, reason="the wrong record")
    again = Appointment.objects.get(patient=one.patient, state="booked")
    assert again.confirmed_at is not None
    assert Task.objects.get(kind="cannot").state == "open" and Inbound.objects.get().about == [again.pk]
    booking.cancel(desk, again, reason="cannot come")
    assert Task.objects.get(kind="cannot").state == "done"


def test_a_time_that_was_on_offer_is_named_among_what_ended(cedar, desk):
    from frontdesk.records.deaths.queries import deaths_of, ended
    from tests.messaging.test_what_was_asked import offered, seen

    one = seen(cedar, days=9)
    offered(one)
    deaths.deceased(desk, one.patient, on=f.day(0))
    assert "1 time on offer" in ended(deaths_of(one.patient))
