"""An appointment that is handed on takes each person and room in their turn, and the database holds it."""

import datetime as dt

import pytest

from frontdesk.availability.model import minute_of
from frontdesk.availability.taken_rows import TakenRows
from frontdesk.booking import actions, offers
from frontdesk.booking.engine_rows import booked
from frontdesk.booking.errors import BreaksRules, JustTaken
from frontdesk.booking.freed_times import not_on_offer
from frontdesk.booking.models import Reservation
from frontdesk.booking.take import Wish
from frontdesk.day.correcting import actions as correcting
from frontdesk.practice import policies
from frontdesk.practice.models import Provider
from tests import factory
from tests.booking.readers import differences

STEPPED = factory.CEDAR.replace(
    "intake:",
    """\
  - {id: ortiz, name: Nurse Ortiz, kind: nurse, hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}
intake:""",
    1,
).replace("Visits take 30 minutes.", "Visits take 30 minutes.\n  Follow-up visits start with 10 minutes with a nurse.")


@pytest.fixture
def stepped(db):
    return factory.load_cedar(STEPPED)


def book(practice, time="09:00", provider="chen", **more):
    who = factory.patient(practice, established=True)
    place = factory.place(time, provider)
    desk = factory.actor(practice, "scheduler")
    return actions.book(desk, who, visit_type=factory.visit("follow-up"), place=place, **more)


def spans(appointment):
    """(who, minutes after the start from, to) of every provider it takes."""
    rows = Reservation.objects.filter(appointment=appointment, kind="provider").order_by("during")
    names = dict(Provider.objects.values_list("pk", "code"))
    at = lambda moment: int((moment - appointment.start).total_seconds()) // 60  # noqa: E731
    return [(names[row.subject], at(row.during.lower), at(row.during.upper)) for row in rows]


def test_the_nurse_is_taken_first_and_the_doctor_after(stepped):
    assert spans(book(stepped)) == [("ortiz", 0, 10), ("chen", 10, 30)]


def test_two_doctors_cannot_have_the_one_nurse_at_once(stepped):
    book(stepped)
    with pytest.raises(JustTaken):
        book(stepped, provider="lee")


def test_while_the_nurse_has_the_patient_the_doctor_is_still_free(stepped):
    first = book(stepped)
    assert (
        Reservation.objects.filter(
            subject=first.provider_id, during__contains=first.start + dt.timedelta(minutes=5)
        ).count()
        == 0
    )


def test_moving_takes_the_nurse_along_and_cancelling_frees_everybody(stepped):
    first = book(stepped)
    desk = factory.actor(stepped, "scheduler")
    moved = actions.reschedule(desk, first, place=factory.place("10:00"), reason="asked")
    assert spans(moved) == [("ortiz", 0, 10), ("chen", 10, 30)]
    assert not first.reservations.exists()
    actions.cancel(desk, moved, reason="asked")
    assert not Reservation.objects.exists()


def test_the_constraint_refuses_a_nurse_who_is_taken_even_where_nobody_looked(stepped, monkeypatch):
    """The guard taken out: who judges by an engine that sees nothing taken is stopped by the database."""
    from frontdesk.availability.taken_rows import TakenRows
    from frontdesk.booking import offers

    book(stepped)
    monkeypatch.setattr(offers, "TakenInDatabase", lambda setup, *_: TakenRows(setup, ()))
    with pytest.raises(JustTaken):
        book(stepped, provider="lee")


def test_an_override_takes_a_nurse_who_is_there_or_nobody(stepped):
    one = book(stepped, "12:30", override=True, reason="the last one today")
    assert spans(one) == [("chen", 10, 30)]
    with pytest.raises(BreaksRules):
        book(stepped, "13:00")


def test_every_page_says_when_the_patient_comes_and_the_providers_part_beside_it(stepped):
    from tests.web_client import as_staff, at

    book(stepped)
    day, desk = factory.day(), as_staff(stepped, "scheduler")
    own = as_staff(stepped, "clinician", provider="chen").get(at(stepped, f"console/mine/?date={day}"))
    sheet = desk.get(at(stepped, f"console/calendar/day-sheet/?by=provider&date={day}"))
    for page in (own.content.decode(), sheet.content.decode()):
        assert "9:00 AM–9:30 AM" in page
        assert "part 9:10 AM–9:30 AM" in page
    calendar = desk.get(at(stepped, f"console/calendar/?date={day}")).content.decode()
    assert '<strong class="num">9:10 AM</strong>' in calendar  # a card says the time at which it lies
    assert "starts 9:00 AM" in calendar


def test_a_file_of_the_day_has_the_clock_of_the_place(stepped):
    from tests.web_client import as_staff, at

    made = book(stepped)
    url = at(stepped, f"console/calendar/day-sheet/?by=provider&date={factory.day()}&format=csv")
    text = as_staff(stepped, "scheduler").get(url).content.decode()
    assert f"{factory.day()}T09:00-0" in text
    assert f"{made.start.astimezone(dt.UTC):%H:%M}+00:00" not in text


# Who is taken as the visit's own provider, whoever else has a part of it -------------------------------------

STEP = "Follow-up visits start with 10 minutes with a nurse."
TOO = [STEP, "Follow-up visits are with Dr. Chen and Dr. Lee together.", "Follow-up visits need a nurse."]


@pytest.fixture(params=["Visits take 30 minutes.", *TOO])
def with_others(db, request):
    return factory.load_cedar(STEPPED.replace(STEP, request.param))


def test_its_own_provider_is_taken_among_the_rows_as_in_the_database(with_others):
    one = book(with_others)
    assert differences() == []
    setup = policies.current().setup
    there = TakenRows(setup, booked(setup, one.start, one.end, None, ()))
    assert there.bitmap(("provider", "chen"), minute_of(one.start) + 15, 15) == (1 << 15) - 1


def test_a_time_that_may_stand_again_is_offered_to_nobody_and_undo_gives_it_back(with_others):
    one = book(with_others)
    desk, other = factory.actor(with_others, "scheduler"), factory.patient(with_others, established=True)
    actions.cancel(desk, one, reason="asked")
    wish = Wish(other, factory.visit("procedure"), factory.place("09:00"), "staff", agreed=True)
    ready = offers.engine(also=not_on_offer())
    starts = [slot.start for slot in ready.slots(wish.wanted(("chen",), ("downtown",)), factory.day(), 1)]
    assert starts and not any(minute_of(one.start) <= start < minute_of(one.end) for start in starts)
    one.refresh_from_db()
    before = spans(book(with_others, "10:00"))
    assert spans(correcting.undo(desk, one)) == before
