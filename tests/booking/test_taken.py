"""What is taken, read out of the database as it is asked for, is what its rows say, whatever was done to them."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions, offers
from frontdesk.booking.models import Appointment, Reservation
from frontdesk.booking.summing import sum_up
from frontdesk.booking.taken import TakenInDatabase
from frontdesk.core.refusals import Refusal
from frontdesk.practice import actions as practice
from frontdesk.practice import policies
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.file import read
from frontdesk.practice.models import Policy
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.booking.readers import differences
from tests.portion import some_of, tried_with

NURSE = (
    '  - {id: kim, name: "Kim Roe, RN", kind: nurse, hours: '
    '[{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}\nintake:\n'
)
RULES = """
  Keep 10 minutes free after procedures.
  Keep 5 minutes free before follow-up visits.
  Procedures start with 10 minutes with a nurse.
  Follow-up visits have 3 seats.
  At most 4 visits per day with each provider.
  At most 2 new patient visits per week.
  At most 3 visits per day at each location when the insurance is Medicaid.
  At most 5 visits per day with Dr. Chen when the patient is new.
  At most 3 visits per half day with each provider when the patient is new.
  At most 2 hours of procedures per day at Downtown.
  At most 2 procedures in a row with each provider.
  At most 3 visits at the same time at Downtown.
  At most 2 visits per week per patient.
"""
BESIDE = """
  Follow-up visits need a nurse.
  Procedures are with Dr. Chen and Dr. Lee together.
  New patient visits start with 10 minutes with a nurse.
  Keep 5 minutes free before visits.
"""
CHANGES = (
    "Dr. Lee is away on {date}.",
    "Keep 20 minutes free after follow-up visits.",
    "At most 1 procedure per day.",
)
VISITS = ("new-patient", "follow-up", "procedure")
TIMES = ("08:00", "08:30", "09:00", "10:30", "11:30")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["book", "book", "book", "hold", "cancel", "move", "late", "keep", "publish", "owner", "sum up"]
        ),
        st.integers(0, 3),
        st.sampled_from(VISITS),
        st.sampled_from(TIMES),
        st.integers(6, 9),
        st.sampled_from(["chen", "lee"]),
    ),
    min_size=4,
    max_size=14,
)


class Busy:
    """A practice to which things are done, whatever it says to them."""

    def __init__(self, text):
        self.cedar = f.load_cedar(text, f"cedar-{next(f._numbers)}")
        self.desk = f.actor(self.cedar, "scheduler")
        self.people = [f.patient(self.cedar, established=number % 2 == 0) for number in range(4)]

    def do(self, what, who, visit, time, offset, provider):
        place = f.place(time, provider, f.day(offset))
        some = list(Appointment.objects.order_by("number"))
        one = some[who % len(some)] if some else None
        try:
            with transaction.atomic():
                if what == "book":
                    actions.book(
                        self.desk, self.people[who], visit_type=f.visit(visit), place=place, override=True, reason="x"
                    )
                elif what == "hold":
                    actions.hold(self.desk, self.people[who], visit_type=f.visit(visit), place=place, channel="staff")
                elif what == "sum up":
                    sum_up()
                elif what == "publish":
                    practice.add_rule(self.cedar, CHANGES[who % len(CHANGES)].format(date=f.day(offset)), "x")
                elif one is not None:
                    self.change(what, one, place)
        except (Refusal, NotAllowed, ValueError):
            pass

    def change(self, what, one, place):
        if what == "cancel":
            actions.cancel(self.desk, one, reason="The patient asked")
        elif what == "move":
            actions.reschedule(self.desk, one, place=place, reason="The patient asked")
        elif what == "late":
            Appointment.objects.filter(pk=one.pk, state="held").update(hold_expires_at=now() - dt.timedelta(minutes=1))
        elif what == "keep":
            actions.confirm(self.desk, one)
        elif what == "owner":  # plain SQL, by whoever may
            Reservation.objects.filter(appointment=one, kind="resource").delete()


@tried_with(1, many=2)
@pytest.mark.parametrize(
    "text", some_of([BESIDE, RULES, ""], one_in=3, torture=3), ids=["with others too", "everything", "plain"]
)
def test_both_readers_say_the_same_of_every_minute_count_and_patient(db, examples, text):
    booked = []

    @settings(
        max_examples=examples,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.explicit, Phase.generate],
    )
    @given(STEPS)
    @example([("book", 1, "follow-up", "09:00", 9, "lee"), ("book", 3, "procedure", "08:30", 9, "chen")])
    @example(
        [
            ("book", 1, "follow-up", "09:00", 9, "lee"),
            ("hold", 3, "procedure", "08:30", 9, "chen"),
            ("sum up", 0, "", "08:00", 9, "lee"),
            ("book", 2, "follow-up", "10:30", 9, "lee"),
            ("late", 1, "", "08:00", 9, "lee"),
        ]
    )
    def all_of_it(steps):
        with transaction.atomic():
            busy = Busy((f.CEDAR + text).replace("intake:\n", NURSE))
            for step in steps:
                busy.do(*step)
            assert differences() == []
            booked.extend(Appointment.objects.values_list("state", flat=True))
            first = Appointment.objects.order_by("number").first()
            assert differences(without=[first.pk] if first else []) == []
            transaction.set_rollback(True)

    all_of_it()
    assert booked.count("booked") >= examples, "what is compared is no empty practice"


def held_and_over():
    busy = Busy(f.CEDAR)
    busy.do("hold", 0, "follow-up", "09:00", 7, "chen")
    busy.do("late", 0, "follow-up", "09:00", 7, "chen")
    assert Appointment.objects.filter(state="held", hold_expires_at__lt=now()).exists()


def test_control_a_reader_that_counts_what_has_run_out_is_found(db, monkeypatch):
    held_and_over()
    assert differences() == []
    monkeypatch.setattr(TakenInDatabase, "_left_out", ([], dt.datetime(2000, 1, 1, tzinfo=dt.UTC)))
    assert any("minutes" in one for one in differences())


def test_control_a_reader_that_forgets_what_began_the_day_before_is_found(db, monkeypatch):
    from frontdesk.booking import taken

    Busy(f.CEDAR).do("book", 0, "follow-up", "09:00", 7, "chen")
    during = Reservation.objects.filter(kind="provider").get()
    midnight = during.during.lower.replace(hour=0, minute=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_reservation SET during = tstzrange(%s, %s) WHERE id = %s",
            [midnight - dt.timedelta(minutes=20), midnight + dt.timedelta(minutes=30), during.pk],
        )
    day = int(midnight.timestamp() // 60)
    reader = TakenInDatabase(offers.engine().setup)
    assert reader.bitmap(("provider", "chen"), day, 60) == (1 << 30) - 1
    assert reader.meeting(("provider", "chen"), day, day + 60)
    monkeypatch.setattr(taken, "BEFORE", 0)
    assert not TakenInDatabase(offers.engine().setup).meeting(("provider", "chen"), day, day + 60)


@pytest.mark.parametrize("days", [14, 60])
def test_what_is_read_of_one_provider_does_not_grow_with_the_others(cedar, days):
    who = f.patient(cedar, established=True)
    engine = offers.engine()
    want = offers.Wanted("follow-up", now(), patient=str(who.pk), providers=("chen",))
    with CaptureQueriesContext(connection) as asked:
        assert next(engine.slots(want, f.day(1), days), None)
    busy = [one["sql"] for one in asked.captured_queries if "booking_takenday" in one["sql"]]
    assert 1 <= len(busy) <= 2
    assert "lee" not in str(engine.taken._days)


def test_a_booking_that_another_transaction_committed_is_seen_by_the_next_search(cedar):
    """Nothing of what is taken is kept from one search to the next."""
    who = f.patient(cedar, established=True)
    want = offers.Wanted("follow-up", now(), patient=str(who.pk), providers=("chen",))
    first = offers.times(want, f.day(7), 1, limit=1)[0]
    other = f.patient(cedar, established=True)
    actions.book(
        f.actor(cedar, "scheduler"), other, visit_type=f.visit("follow-up"), place=f.place(f"{first.start:%H:%M}")
    )
    assert offers.times(want, f.day(7), 1, limit=1)[0].start > first.start


# Names of rows, which are kept for a version ----------------------------------------------------------------

NEW = (
    "  - {id: new, name: Dr. New, hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], "
    'from: "08:00", to: "12:00"}]}\nintake:\n'
)


def test_what_is_put_in_force_again_after_a_failure_is_read_by_its_own_rows(cedar):
    """The rows of whoever is new are others the second time: nothing of the first is kept."""
    manager, desk = f.actor(cedar, "manager"), f.actor(cedar, "scheduler")
    who, other = f.patient(cedar, established=True), f.patient(cedar, established=True)
    row = drafts.edit(
        manager, drafts.work_on(manager, cedar), change=lambda text: text.replace("intake:\n", NEW, 1), reason="x"
    )
    want = offers.Wanted("follow-up", now(), patient=str(who.pk), providers=("new",))
    with pytest.raises(ZeroDivisionError), inside_practice(cedar):
        drafts.publish_draft(manager, Policy.objects.get(pk=row.pk), reason="x")
        assert offers.times(want, f.day(), 1, limit=1)
        raise ZeroDivisionError
    with inside_practice(cedar):
        drafts.publish_draft(manager, Policy.objects.get(pk=row.pk), reason="x")
    with inside_practice(cedar):
        actions.book(desk, other, visit_type=f.visit("follow-up"), place=f.place("08:00", "new", f.day()))
        assert f"{offers.times(want, f.day(), 1, limit=1)[0].start:%H:%M}" == "08:30"


def test_whoever_is_new_since_a_search_began_is_counted(db):
    text = f.CEDAR + "  At most 20 visits per day at Downtown.\n"
    cedar = f.load_cedar(text)
    who = f.patient(cedar, established=True)
    engine = offers.engine()
    engine.taken.bitmap(("provider", "chen"), 0, 60)
    practice.load_over(cedar, read(text.replace("intake:\n", NEW, 1)), over=policies.published())
    desk, place = f.actor(cedar, "scheduler"), f.place("09:00", "new", f.day())
    actions.book(desk, who, visit_type=f.visit("follow-up"), place=place)
    want = offers.Wanted("follow-up", now(), patient=str(f.patient(cedar, established=True).pk))
    assert next(engine.slots(want, f.day(), 1), None)
