"""Calls that the rules order after what happens to a visit: whose work, by when, and when they close."""

import datetime as dt
import html

import pytest
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Proposal
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.intake.tasks.actions import open_task
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.records.deaths import actions as deaths
from frontdesk.rules.families.orders import Order
from tests import factory as f
from tests.practices import practice as file
from tests.web_client import as_staff, at

BOOKED = "  When a follow-up visit is booked, the clinician calls within 2 business days.\n"
MISSED = "  When a visit is missed, the front desk calls within 1 day.\n"
CANCELED = "  When a visit is canceled, the scheduler calls within 4 hours.\n"
AHEAD = 9
COMPLETED = "  When a visit is completed, the manager calls within 3 days.\n"


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + BOOKED + MISSED + CANCELED + COMPLETED)


def open_(one):
    return {task.after: task for task in Task.objects.filter(kind="order", thing_id=one.pk, state="open")}


def begun(one):
    start = now() - dt.timedelta(hours=2)
    type(one).objects.filter(pk=one.pk).update(start=start, end=start + dt.timedelta(minutes=20))
    one.refresh_from_db()
    return one


def test_a_booking_orders_a_call_with_whose_work_it_is_and_by_when(practice):
    one = f.booked(practice)
    (task,) = open_(one).values()
    assert (task.meant_for, task.what, task.patient) == ("clinician", BOOKED.strip(), one.patient)
    assert now() < task.due_at <= one.start


def test_it_closes_with_a_press_and_with_a_cancellation_which_orders_its_own(practice):
    one, other, desk = f.booked(practice), f.booked(practice, "10:00"), f.actor(practice, "scheduler")
    tasks.done(desk, open_(one)["booked"], outcome="reached")
    assert open_(one) == {}
    booking.cancel(desk, other, reason="The patient asked")
    assert set(open_(other)) == {"canceled"}


def test_what_is_taken_back_orders_nothing_any_more(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    booking.no_show(desk, begun(one))
    assert set(open_(one)) == {"booked", "missed"}
    correcting.correct(desk, one, state="booked", reason="came after all")
    assert set(open_(one)) == {"booked"}


def test_a_completed_visit_orders_what_its_sentence_says(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    booking.complete(desk, booking.arrive(desk, begun(one)))
    assert open_(one)["completed"].meant_for == "manager"


def test_a_visit_that_moves_takes_it_along(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    new = booking.reschedule(desk, one, place=f.place("11:00"), channel="staff")
    assert open_(one) == {} and set(open_(new)) == {"booked"}


def accepted(desk, given):
    action = proposals.accept if isinstance(given, Proposal) else waitlist.accept
    action(desk, given, reason="by telephone")
    return type(given.hold).objects.get(pk=given.hold.pk)


def test_an_offer_that_nobody_accepted_orders_nothing(practice):
    desk = f.actor(practice, "scheduler")
    hold = accepted(desk, f.offered(f.patient(practice, established=True), f.place("10:00")))
    assert set(open_(hold)) == {"booked"}
    correcting.undo(desk, hold)
    assert open_(hold) == {}


@pytest.mark.parametrize("given_of", [f.proposed, lambda one: f.offered(one.patient, f.place("08:30"), instead_of=one)])
def test_a_time_that_nobody_accepted_gives_the_call_back_to_the_visit_that_stands(practice, given_of):
    desk = f.actor(practice, "scheduler")
    one = f.booked(practice, by=desk)
    hold = accepted(desk, given_of(one))
    assert set(open_(hold)) == {"booked"} and open_(one) == {}
    correcting.undo(desk, hold)
    assert open_(hold) == {} and set(open_(one)) == {"booked"}


def test_nobody_calls_about_who_has_died(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    arrived = booking.arrive(desk, begun(one))
    deaths.deceased(desk, arrived.patient, on=now().date())
    booking.complete(desk, type(one).objects.get(pk=one.pk))
    assert not Task.objects.filter(thing_id=one.pk, state="open").exists()


def test_a_death_orders_no_call_about_what_it_cancels(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    deaths.deceased(desk, one.patient, on=now().date())
    assert open_(one) == {}


def test_two_sentences_order_two_calls_and_a_condition_is_judged_when_it_happens(db):
    other = "  When a visit is booked, the manager calls within 1 day.\n"
    missing = "  When a visit is booked, the scheduler calls within 1 day when referral is missing.\n"
    medicaid = "  When a visit is booked, the scheduler calls within 9 days when the insurance is Medicaid.\n"
    practice = f.load_cedar(f.CEDAR + BOOKED + other + missing + medicaid)
    one = f.booked(practice)
    found = Task.objects.filter(kind="order", thing_id=one.pk, state="open").values_list("what", flat=True)
    assert sorted(found) == sorted([BOOKED.strip(), other.strip(), missing.strip()])


def test_without_a_sentence_nobody_is_to_call(cedar):
    f.booked(cedar)
    assert not Task.objects.filter(kind="order").exists()


def test_the_list_says_whose_work_it_is(practice):
    one = f.booked(practice)
    page = html.unescape(as_staff(practice, "front_desk").get(at(practice, "console/exceptions/?kind=order")).content.decode())  # fmt: skip
    assert "Call by the rules" in page and "Clinician" in page and f"/console/appointments/{one.pk}/" in page


def with_lee(practice):
    who = f.patient(practice, established=True)
    there = f.place("09:30", provider="lee", date=f.day(AHEAD))
    desk = f.actor(practice, "scheduler")
    return booking.book(desk, who, visit_type=f.visit("follow-up"), place=there, override=True, reason="They asked")


def listed(practice, role, **more):
    client = as_staff(practice, role, **more)
    return client, html.unescape(client.get(at(practice, "console/exceptions/")).content.decode())


def test_a_clinician_sees_the_calls_about_their_own_visits_and_says_what_came_of_them(practice):
    chen, lee = f.booked(practice), with_lee(practice)
    open_task("message", chen.patient, due_at=now(), patient=chen.patient)
    client, page = listed(practice, "clinician", provider="chen")
    assert chen.patient.name in page and lee.patient.name not in page and page.count("<tr id=") == 1
    assert f"/console/appointments/{chen.pk}/" in page
    mine, theirs = open_(chen)["booked"], open_(lee)["booked"]
    for task in (mine, theirs):
        client.post(
            at(practice, f"console/exceptions/{task.pk}/done/"), {"outcome": "reached", "version": task.version}
        )
        task.refresh_from_db()
    assert (mine.state, theirs.state) == ("done", "open")


def test_whoever_has_the_visit_now_has_its_call(practice):
    one = f.booked(practice)
    moved = booking.reschedule(
        f.actor(practice, "scheduler"),
        one,
        place=f.place("09:30", provider="lee", date=f.day(AHEAD)),
        override=True,
        reason="asked",
    )
    assert one.patient.name not in listed(practice, "clinician", provider="chen")[1]
    assert one.patient.name in listed(practice, "clinician", provider="lee")[1]
    assert open_(moved)["booked"].provider.code == "lee"


def test_a_manager_sees_the_calls_that_are_theirs_and_no_way_to_what_is_closed_to_them(practice):
    one = begun(f.booked(practice))
    booking.complete(f.actor(practice, "front_desk"), booking.arrive(f.actor(practice, "front_desk"), one))
    client, page = listed(practice, "manager")
    assert one.patient.name in page and page.count("<tr id=") == 1 and "/console/appointments/" not in page
    task = open_(one)["completed"]
    client.post(at(practice, f"console/exceptions/{task.pk}/take/"), {"version": task.version})
    task.refresh_from_db()
    assert task.owner == client.who
    client.post(at(practice, f"console/exceptions/{task.pk}/done/"), {"outcome": "reached", "version": task.version})
    task.refresh_from_db()
    assert task.state == "done"


@pytest.mark.parametrize("role", ["clinician", "manager", "front_desk"])
def test_who_has_none_reads_what_comes_up_there_for_them(cedar, role):
    _, page = listed(cedar, role, **({"provider": "chen"} if role == "clinician" else {}))
    own, all_ = "Calls that your practice's rules give to you", "messages that did not arrive"
    assert ((own in page), (all_ in page)) == ((False, True) if role == "front_desk" else (True, False))


def test_control_the_front_desk_sees_them_all(practice):
    chen, lee = f.booked(practice), with_lee(practice)
    page = listed(practice, "front_desk")[1]
    assert chen.patient.name in page and lee.patient.name in page


@given(
    st.datetimes(dt.datetime(2026, 11, 1), dt.datetime(2027, 2, 1)),
    st.integers(0, 12),
    st.sampled_from(["hours", "days", "business days"]),
)
def test_by_when_agrees_with_counting_on_the_fingers(moment, amount, unit):
    """The plain oracle: hours one by one in UTC, dates one by one, of which some are no business days."""
    setup = file("The practice is closed on December 25.").setup
    zone = setup.zone
    moment = moment.replace(second=0, microsecond=0, tzinfo=zone)
    found = Order(amount=amount, unit=unit).due(moment, zone, setup.book.business_days)
    if unit == "hours":
        assert (found.astimezone(dt.UTC) - moment.astimezone(dt.UTC)).total_seconds() == amount * 3600
        return
    date, left = moment.date(), amount
    while left:
        date += dt.timedelta(days=1)
        shut = unit == "business days" and (date.weekday() > 4 or (date.month, date.day) == (12, 25))
        left -= not shut
    evening = dt.datetime.combine(date, dt.time(17), zone)
    assert found == max(evening, moment)


# A death that was none, and visits that are moved nearer ----------------------------------------------------


def death_and_back(practice, one):
    desk = f.actor(practice, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(0))
    deaths.alive(desk, one.patient, reason="the wrong record")


def test_of_several_calls_about_one_visit_each_is_opened_again(practice):
    one = begun(f.booked(practice))
    booking.no_show(f.actor(practice, "front_desk"), one)
    before = set(open_(one))
    assert before == {"booked", "missed"}
    death_and_back(practice, one)
    assert set(open_(one)) == before


def test_what_staff_had_done_before_is_not_ordered_again(practice):
    one = f.booked(practice)
    tasks.done(f.actor(practice, "scheduler"), open_(one)["booked"], outcome="reached")
    death_and_back(practice, one)
    again = type(one).objects.get(patient=one.patient, state="booked")
    assert again.pk != one.pk and open_(again) == {}


def test_what_nobody_had_done_is_ordered_still(practice):
    one = f.booked(practice)
    death_and_back(practice, one)
    assert set(open_(type(one).objects.get(patient=one.patient, state="booked"))) == {"booked"}


def test_a_call_before_the_visit_is_due_before_it_where_it_is_moved_nearer(practice):
    one = f.booked(practice)
    Task.objects.filter(thing_id=one.pk, kind="order").update(due_at=one.start)
    near = booking.reschedule(
        f.actor(practice, "scheduler"), one, place=f.place("09:00", date=f.day(2)), reason="sooner"
    )
    assert open_(near)["booked"].due_at <= near.start


# Who has come back --------------------------------------------------------------------------------------------


def again(desk, one, visit="follow-up"):
    return booking.book(desk, one.patient, visit_type=f.visit(visit), place=f.place("11:00"))


def given_up(practice, how):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    if how == "missed":
        booking.no_show(desk, begun(one))
    else:
        booking.cancel(desk, one, reason="The patient asked")
    return one


@pytest.mark.parametrize("how", ["missed", "canceled"])
def test_who_has_booked_another_instead_is_not_called_about_the_one_that_was_not_kept(practice, how):
    one, desk = given_up(practice, how), f.actor(practice, "scheduler")
    new = again(desk, one)
    assert how not in open_(one) and set(open_(new)) == {"booked"}
    assert Task.objects.get(thing_id=one.pk, after=how).outcome == "booked again"
    correcting.undo(desk, new)
    assert how in open_(one)


# Taken back when they have come, or when another visit is to come, nobody has to be called -------------------------


def calls_about(one):
    """By the list's own kind, or by which rule: who did not come is in both."""
    there = Task.objects.filter(thing_id=one.pk, state="open").exclude(after__in=["booked", "completed"])
    return {task.after or task.kind for task in there.exclude(kind="refill")}


def test_who_came_after_all_is_not_called_when_the_booking_is_undone_that_had_settled_it(practice):
    one, desk = given_up(practice, "missed"), f.actor(practice, "scheduler")
    assert calls_about(one) == {"missed", "no_show"}
    new = again(desk, one)
    correcting.correct(desk, one, state="arrived", reason="they sat in the hall")
    correcting.undo(desk, new)
    assert calls_about(one) == set()


def test_whoever_is_marked_missed_again_is_called_again(practice):
    one, desk = given_up(practice, "missed"), f.actor(practice, "scheduler")
    new = again(desk, one)
    correcting.correct(desk, one, state="arrived", reason="they sat in the hall")
    correcting.undo(desk, new)
    correcting.correct(desk, one, state="no_show", reason="it was somebody else")
    assert calls_about(one) == {"missed", "no_show"}


@pytest.mark.parametrize("how", ["missed", "canceled"])
def test_whoever_has_yet_another_visit_is_called_only_when_that_is_undone_too(practice, how):
    one, desk = given_up(practice, how), f.actor(practice, "scheduler")
    first = again(desk, one)
    second = booking.book(desk, one.patient, visit_type=f.visit("follow-up"), place=f.place("10:00"))
    correcting.undo(desk, first)
    assert calls_about(one) == set()
    correcting.undo(desk, second)
    assert how in calls_about(one)


@pytest.mark.parametrize("how", ["missed", "canceled"])
def test_control_what_they_had_besides_when_they_were_to_be_called_settles_nothing(practice, how):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    booking.book(desk, one.patient, visit_type=f.visit("follow-up"), place=f.place("10:00"))
    if how == "missed":
        booking.no_show(desk, begun(one))
    else:
        booking.cancel(desk, one, reason="The patient asked")
    assert how in calls_about(one)
    new = again(desk, one)
    assert calls_about(one) == set()
    correcting.undo(desk, new)
    assert how in calls_about(one)


def test_a_death_that_was_none_opens_no_call_about_who_came(practice):
    one, desk = given_up(practice, "missed"), f.actor(practice, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(0))
    correcting.correct(desk, one, state="arrived", reason="they sat in the hall")
    deaths.alive(desk, one.patient, reason="the wrong record")
    assert calls_about(one) == set()


@pytest.mark.parametrize("how", ["missed", "canceled"])
def test_control_one_of_another_kind_is_none_instead(practice, how):
    one = given_up(practice, how)
    again(f.actor(practice, "scheduler"), one, visit="procedure")
    assert how in open_(one)


def test_control_what_was_completed_or_is_to_come_is_called_about_still(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    booking.complete(desk, booking.arrive(desk, begun(one)))
    again(desk, one)
    assert set(open_(one)) == {"booked", "completed"}
