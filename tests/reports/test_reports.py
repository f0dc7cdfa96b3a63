"""Every figure opens onto its records, and is how many there are."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.practice.models import Payer
from frontdesk.reports import queries
from frontdesk.reports.models import Access
from frontdesk.reports.next_available import actions as access
from frontdesk.reports.next_available import queries as access_queries
from tests import factory as f
from tests.web_client import as_staff, at


def ask(practice):
    who = f.patient(practice, payer=Payer.objects.get(code="medicaid"))
    desk = f.actor(practice, "front_desk")
    return intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers={"reason": "x"})


def test_the_pipeline_counts_by_state_and_age_and_each_count_is_its_list(cedar):
    manager = f.actor(cedar, "manager")
    for days in (0, 2, 5, 20):
        one = ask(cedar)
        Request.objects.filter(pk=one.pk).update(
            state_since=now() - dt.timedelta(days=days, hours=1), due_at=now() - dt.timedelta(days=days - 3)
        )
    stage = next(one for one in queries.pipeline(manager) if one.state == "awaiting_approval")
    assert (stage.count, stage.ages, stage.late) == (4, (1, 1, 1, 1), 2)
    for number, count in enumerate(stage.ages):
        assert queries.requests(manager, "awaiting_approval", age=number).count() == count
    assert queries.requests(manager, "awaiting_approval", late=True).count() == stage.late
    assert sum(one.count for one in queries.pipeline(manager)) == 4


def booked(practice, time, state=None, reason="", cancelled_ahead=None):
    desk = f.actor(practice, "front_desk")
    one = actions.book(
        desk, f.patient(practice, established=True), visit_type=f.visit("follow-up"), place=f.place(time)
    )
    match state:
        case "completed":
            actions.complete(desk, actions.arrive(desk, f.its_time(one)))
        case "no_show":
            actions.no_show(desk, f.its_time(one))
        case "cancelled":
            actions.cancel(desk, one, reason=reason)
            if cancelled_ahead is not None:
                start = now() + cancelled_ahead
                Appointment.objects.filter(pk=one.pk).update(start=start, end=start + dt.timedelta(minutes=30))
        case "rescheduled":
            actions.reschedule(desk, one, place=f.place(time, "lee"), reason=reason)
    return one


def test_no_shows_are_a_share_of_what_was_due_and_late_cancellations_stand_beside_them(cedar):
    booked(cedar, "08:00", "completed")
    booked(cedar, "08:30", "no_show")
    booked(cedar, "09:00", "completed")
    booked(cedar, "09:30", "cancelled", "ill")
    booked(cedar, "10:00", "rescheduled", "asked")
    booked(cedar, "10:30")
    # all of them into this week, one after another on its Monday
    monday = now().astimezone(cedar.zone).date()
    monday -= dt.timedelta(days=monday.weekday())
    half = dt.timedelta(minutes=30)
    for number, one in enumerate(Appointment.objects.order_by("number")):
        start = dt.datetime.combine(monday, dt.time(8), cedar.zone) + number * half
        Appointment.objects.filter(pk=one.pk).update(start=start, end=start + half)
    manager = f.actor(cedar, "manager")
    week = queries.weeks(manager, cedar)[0]
    assert (week.due, week.no_shows, week.rescheduled, week.cancelled) == (3, 1, 1, 1)
    assert week.share == 33.3
    for what in queries.WHAT:
        assert queries.appointments(manager, cedar, week.monday, what).count() == getattr(week, what), what
    (group,) = queries.by_visit_type(manager, cedar, week.monday)
    assert group.counts == {what: getattr(week, what) for what in queries.WHAT}
    assert {g.name: g.counts["cancelled"] for g in queries.by_reason(manager, cedar, week.monday)} == {
        "ill": 1,
        "asked": 0,
    }


@pytest.mark.parametrize(("ahead", "late"), [(dt.timedelta(hours=23), 1), (dt.timedelta(hours=25), 0)])
def test_a_cancellation_is_late_by_the_time_at_which_it_was_made(cedar, ahead, late):
    one = booked(cedar, "09:00", "cancelled", "ill", cancelled_ahead=ahead)
    one.refresh_from_db()
    monday = one.start.astimezone(cedar.zone).date()
    monday -= dt.timedelta(days=monday.weekday())
    assert queries.appointments(f.actor(cedar, "manager"), cedar, monday, "late").count() == late


def test_a_hold_that_expired_is_no_cancellation(cedar):
    who = f.patient(cedar, established=True)
    hold = actions.hold(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(), channel="staff"
    )
    Appointment.objects.filter(pk=hold.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    actions.expire_holds()
    monday = f.day() - dt.timedelta(days=f.day().weekday())
    assert queries.appointments(f.actor(cedar, "manager"), cedar, monday, "cancelled").count() == 0


def test_access_is_what_the_engine_offers_and_counts_days_from_today(db):
    practice = f.load_cedar(f.CEDAR + "  Book procedures at least 3 days ahead.\n")
    figures = {one.visit: one for one in access_queries.as_of_now(f.actor(practice, "manager"), practice)}
    assert (figures["procedure"].next_days, figures["procedure"].third_days) == (3, 3)


def test_where_nothing_is_on_offer_there_is_no_figure(db):
    practice = f.load_cedar(f.CEDAR + "  Dr. Chen does not offer procedures.\n  Dr. Lee does not offer procedures.\n")
    figures = {one.visit: one for one in access_queries.as_of_now(f.actor(practice, "manager"), practice)}
    assert (figures["procedure"].next_days, figures["procedure"].third_days) == (None, None)


def test_todays_figures_are_kept_once_for_everybody_and_each_provider(cedar):
    assert access.keep(cedar) == 9  # three visits, with anybody and each of two
    assert access.keep(cedar) == 0
    kept = access_queries.kept_on(f.actor(cedar, "manager"), visit="follow-up")
    assert [one.provider.code if one.provider else None for one in kept].count(None) == 1
    assert Access.objects.filter(provider__code="chen").count() == 3


def test_what_was_kept_does_not_change_when_times_are_taken(cedar):
    access.keep(cedar)
    before = list(Access.objects.order_by("id").values_list("third_days", flat=True))
    booked(cedar, "09:00")
    access.keep(cedar)
    assert list(Access.objects.order_by("id").values_list("third_days", flat=True)) == before


@pytest.mark.parametrize("role", ["front_desk", "scheduler", "clinician", "billing", "admin"])
def test_reports_are_a_managers(cedar, role):
    actor = f.actor(cedar, role, **({"provider": "chen"} if role == "clinician" else {}))
    for ask_for in (queries.pipeline, access_queries.kept_on):
        with pytest.raises(NotAllowed):
            ask_for(actor)


def test_the_pages_show_figures_and_records_and_no_patients_name(cedar):
    ask(cedar)
    booked(cedar, "09:00", "no_show")
    access.keep(cedar)
    manager = as_staff(cedar, "manager")
    week = f.day() - dt.timedelta(days=f.day().weekday())
    for path in (
        "pipeline/",
        "pipeline/awaiting_approval/?age=0",
        "access/?visit=follow-up&location=downtown",
        f"exceptions/?week={week}",
        f"exceptions/no_shows/?week={week}",
    ):
        page = manager.get(at(cedar, f"console/reports/{path}"))
        assert page.status_code == 200
        assert "Sample" not in page.content.decode(), path
        saved = manager.get(at(cedar, f"console/reports/{path}{'&' if '?' in path else '?'}format=csv"))
        assert saved["Content-Type"].startswith("text/csv") and "Sample" not in saved.content.decode()
