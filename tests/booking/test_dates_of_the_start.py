"""Wherever a start is known, what depends on a date is judged on its date: how old somebody is, and whether they have been seen by then."""

import ast
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.db.models import Q
from django.utils.timezone import now

import frontdesk
from frontdesk.availability.model import Wanted, minute_of
from frontdesk.booking import actions, engine_rows, offers
from frontdesk.booking.calendar.places import Placement, cells
from frontdesk.booking.locks import _names
from frontdesk.booking.models import Appointment
from frontdesk.booking.rules import cut_off
from frontdesk.booking.take import Wish
from frontdesk.booking.unready import waits_for_a_yes
from frontdesk.day.exceptions.queries import rules_against
from frontdesk.intake.evaluation import facts
from frontdesk.intake.models import Request
from frontdesk.practice import policies
from frontdesk.rules.facts import birthdays
from tests import factory as f
from tests.booking.test_calendar import book
from tests.web_client import as_staff, at

SOURCE = Path(frontdesk.__file__).parent
OLD = "Follow-up visits need approval when the patient is over 64."
# Who asks what day it is where the practice is; never to judge an appointment of which the start is known.
TODAY = {
    "day/away/actions.py": "time away that is over is not decided any more",
    "day/away/keeping.py": "time away that is over is kept in no version",
    "records/deaths/actions.py": "a death of which nobody knows the day",
    "records/known/actions.py": "a visit of before is not in the future",
    "booking/models.py": "whether a due visit is overdue",
    "outreach/recalls/planned/first_night.py": "which due visits of a new plan would be overdue or invited",
    "outreach/recalls/planned/queries.py": "a plan makes what becomes due from today on",
    "outreach/recalls/visits.py": "what lies ahead or is today",
    "outreach/recalls/possible.py": "how far ahead a due visit can be booked",
    "outreach/recalls/queries.py": "a due visit that is overdue may be booked from today on",
    "booking/sample/actions.py": "the days of the made-up people",
    "outreach/waitlist/actions.py": "who waits for days that are over",
    "intake/evaluation.py": "the age of now, beside the birth date by which each start is judged",
    "intake/referrals/importing.py": "how far ahead a date of a file may lie",
    "intake/referrals/minimum.py": "a birth date is not in the future",
    "practice/actors.py": "who acts for a child today",
    "reports/next_available/queries.py": "the first day of a figure",
    "tenancy/today.py": "the date of the practice that was entered",
    "web/choosing.py": "the first day of the times that are shown",
    "web/console/away.py": "the day that is shown",
    "web/console/billing.py": "the day that is shown",
    "web/console/calendar.py": "the day that is shown",
    "web/console/joining.py": "who waits, waits from today on",
    "web/console/mine.py": "the day that is shown",
    "web/console/patients.py": "the age of now, on the patient's page",
    "web/console/recalls.py": "in so many months from now",
    "web/console/reports.py": "the week that is shown",
    "web/portal/earlier.py": "whether a paper on file would do for a visit of today",
    "web/portal/journey.py": "a birth date is not in the future",
    "web/portal/requests.py": "the day that is shown",
    "web/portal/times.py": "the first day of the times that are shown",
    "web/portal/waitlist.py": "who waits, waits from today on",
    "web/setup/describing.py": "a year that a description leaves out",
}


def born_so_that(days: int, years: int) -> dt.date:
    """Of somebody who will be that old in so many days."""
    then = f.day(days)
    return then.replace(year=then.year - years, day=min(then.day, 28))


def wanted(visit, who, **more):
    return Wanted(visit, now(), facts(who, {}, "phone"), **more, patient=str(who.pk))


def test_whoever_asks_what_day_it_is_says_why():
    calls = lambda path: any(  # noqa: E731
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "today_at"
        for node in ast.walk(ast.parse(path.read_text()))
    )
    asking = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if calls(path)}
    assert asking == set(TODAY)


@pytest.fixture
def over_64(db):
    return f.load_cedar(f.CEDAR + f"  {OLD}\n")


@pytest.mark.parametrize(("days", "state"), [(8, "awaiting_approval"), (3, "approved"), (None, "approved")])
def test_a_request_with_a_time_is_decided_as_the_rules_hold_then(over_64, days, state):
    """65 in five days: a time after that waits for a yes, one before it and none at all do not."""
    who = f.patient(over_64, established=True, birth_date=born_so_that(5, 65))
    time = f"chen|downtown|{f.place(date=f.day(days)).start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}" if days else ""
    path = at(over_64, f"console/book/{who.pk}/request/?visit=follow-up")
    answer = as_staff(over_64, "front_desk").post(path, {"reason-answer": "a cough", "time": time})
    assert answer.status_code == 302, answer.content.decode()
    made = Request.objects.get(patient=who)
    assert made.state == state and (OLD in made.deciding) == (state == "awaiting_approval")


def test_what_waits_now_does_not_wait_always_where_a_birthday_ends_it(db):
    """Whose birthday is beyond what can be booked (90 days) waits always."""
    practice = f.load_cedar(f.CEDAR + "  Follow-up visits need approval when the patient is under 18.\n")
    for days, always in ((5, False), (80, False), (150, True)):
        who = f.patient(practice, established=True, birth_date=born_so_that(days, 18))
        found = waits_for_a_yes(offers.engine(), wanted("follow-up", who))
        assert bool(found.always) is always, days


def test_what_is_never_possible_is_not_possible_after_the_birthday_either(db):
    adults = "Procedures are for patients over 17."
    practice = f.load_cedar(f.CEDAR + f"  {adults}\n")
    soon, later = born_so_that(20, 18), born_so_that(20, 15)
    assert offers.sentences_against_everybody(wanted("procedure", f.patient(practice, birth_date=soon))) == ()
    assert offers.sentences_against_everybody(wanted("procedure", f.patient(practice, birth_date=later))) == (adults,)
    before = minute_of(f.place(date=f.day(10)).start)
    assert offers.sentences_against_everybody(
        wanted("procedure", f.patient(practice, birth_date=soon)), until=before
    ) == (adults,)


def test_who_was_born_on_a_leap_day_has_it_on_march_1_of_other_years():
    born, year = dt.date(2008, 2, 29), dt.date(2026, 2, 1)
    assert birthdays(born, year, dt.date(2028, 3, 1)) == [
        dt.date(2026, 3, 1),
        dt.date(2027, 3, 1),
        dt.date(2028, 2, 29),
    ]
    assert birthdays(born, dt.date(2026, 3, 1), dt.date(2026, 12, 1)) == []


def first_and_next(practice):
    """A new patient's first visit, and the follow-up a week later that only somebody established may have."""
    who, desk = f.patient(practice), f.actor(practice, "scheduler")
    first = actions.book(
        desk, who, visit_type=f.visit("new-patient"), place=f.place("10:00"), override=True, reason="x"
    )
    then = f.place("09:00", date=f.day(14))
    return who, first, actions.book(desk, who, visit_type=f.visit("follow-up"), place=then)


def test_who_has_been_seen_by_then_is_not_new_at_the_later_visit(cedar):
    """Neither for what is looked at of an appointment, nor where new patients are counted; unless that first one is canceled."""
    _who, first, after = first_and_next(cedar)

    def taken():
        rows = engine_rows.taken_rows(policies.current().setup, Q()).values()
        return {one.start: one.facts.patient for one in rows}

    assert rules_against(after) == []
    assert taken() == {minute_of(first.start): "new", minute_of(after.start): "established"}
    actions.cancel(f.actor(cedar, "scheduler"), first, reason="The patient asked")
    assert [reason.rule for reason in rules_against(after)] == ["Follow-up visits are for established patients."]
    assert taken()[minute_of(after.start)] == "new"


def test_until_when_a_visit_may_be_canceled_is_judged_as_the_rules_hold_at_its_start(db):
    known, old = "Patients may cancel visits up to 2 days ahead.", "Patients may cancel visits up to 5 days ahead"
    practice = f.load_cedar(f.CEDAR + f"  {known}\n  {old} when the patient is over 64.\n")
    for born, sentence in ((born_so_that(5, 65), f"{old} when the patient is over 64."), (born_so_that(9, 65), known)):
        who = f.patient(practice, established=True, birth_date=born)
        one = actions.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
        assert cut_off(one, seen=None)[1] == sentence
        Appointment.objects.filter(pk=one.pk).delete()


def test_the_day_of_a_first_visit_in_the_calendar_is_judged_before_and_after_it(cedar):
    """At 9:00 they are new and no follow-up can be; from the start of their first visit on they are known."""
    who = f.patient(cedar)
    book(cedar, "09:30", visit="new-patient", who=who, override=True, reason="x")
    placement = Placement(f.visit("follow-up"), who)
    found = cells(placement, "chen", f.day(), placement.engine())
    first, *others = found
    assert (first.wall, first.minutes) == (8 * 60, 2 * 60) and "established" in first.reasons[0].rule
    assert {one.wall for one in others if one.fits} == {10 * 60, 10 * 60 + 30, 11 * 60, 11 * 60 + 30}
    lee = cells(placement, "lee", f.day(), placement.engine())
    assert [one.wall for one in lee if one.fits] == [10 * 60, 10 * 60 + 30, 11 * 60, 11 * 60 + 30]


def test_a_line_is_joined_by_the_date_of_the_place(db):
    """At 7 in the evening in Chicago it is the next date elsewhere: the caps that are counted are those of the local one."""
    cap = "At most 2 follow-up visits per day when the patient is under 18"
    practice = f.load_cedar(f.CEDAR.replace('to: "12:00"', 'to: "20:00"') + f"  {cap}.\n")
    who = f.patient(practice, established=True, birth_date=born_so_that(8, 18))
    local = f.place("19:30")
    evening = Wish(who, f.visit("follow-up"), replace(local, start=local.start.astimezone(dt.UTC)), "phone")
    assert any(cap in name for name in _names(evening))
    assert not any(cap in name for name in _names(Wish(who, f.visit("follow-up"), f.place(date=f.day(9)), "phone")))
