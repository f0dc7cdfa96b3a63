"""When visits of a plan are due, against a plain reading of docs/rules.md that knows nothing of it: one day after another, by `calendar` alone."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from frontdesk.rules.due import Course, Phase, Span, TookPlace, next_in_phases
from frontdesk.rules.facts import Facts, Visit, age_on
from frontdesk.rules.families.plans import Again, AtAges, Following, InPhases
from frontdesk.rules.scope import Scope

ONE = dt.timedelta(days=1)
dates = st.dates(dt.date(2023, 1, 1), dt.date(2029, 12, 31))
spans = st.one_of(
    st.builds(Span, st.integers(1, 800), st.just("days")),
    st.builds(Span, st.integers(1, 110), st.just("weeks")),
    st.builds(Span, st.integers(1, 36), st.just("months")),
    st.builds(Span, st.integers(1, 5), st.just("years")),
)


def plainly_after(date, span):
    """Counted day by day, and month by month on the calendar's pages."""
    if span.unit in ("days", "weeks"):
        for _ in range(span.count * (7 if span.unit == "weeks" else 1)):
            date += ONE
        return date
    year, month = date.year, date.month
    for _ in range(span.count * (12 if span.unit == "years" else 1)):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    pages = [day for week in calendar.monthcalendar(year, month) for day in week if day]
    return dt.date(year, month, date.day if date.day in pages else pages[-1])


def first_day_of_age(born, count, unit):
    """The first day on which somebody says that they are so old."""
    day = born
    while True:
        if unit == "years" and age_on(born, day) >= count:
            return day
        if unit == "months":
            whole = (day.year - born.year) * 12 + day.month - born.month
            whole -= day.day < born.day
            if whole >= count:
                return day
        if unit in ("weeks", "days") and (day - born).days >= count * (7 if unit == "weeks" else 1):
            return day
        day += ONE


def had(visit, *days, provider="chen"):
    return tuple(TookPlace(Visit(visit, provider, "downtown"), day) for day in days)


LEAP, LAST_OF_JANUARY = dt.date(2024, 2, 29), dt.date(2027, 1, 31)


@given(dates, spans)
@example(LAST_OF_JANUARY, Span(1, "months"))
@example(LEAP, Span(1, "years"))
@example(LEAP, Span(4, "years"))
@example(dt.date(2026, 8, 31), Span(6, "months"))
def test_every_so_often_counts_from_the_last_one(day, span):
    due = Again(Scope(("a",)), every=span).due("a", Course(day + 9 * ONE, kept=had("a", day - 400 * ONE, day)))
    assert due.on == plainly_after(day, span) and due.counted_from == day
    assert (due.on - due.opens) == (due.closes - due.on) <= 14 * ONE


@given(dates, spans, st.integers(0, 800))
def test_what_follows_a_visit_is_settled_by_one_in_its_days_and_by_none_before(day, span, later):
    plan = Following(Scope(("b",)), Span(3, "days"), after=Scope(("a",)), within=span)
    on = plainly_after(day, span)
    visit = day + later * ONE
    course = Course(day + 2000 * ONE, kept=(*had("a", day), *had("b", visit)))
    due = plan.due("b", course)
    settled = visit > day and visit >= on - 3 * ONE
    assert (due is None) is settled
    assert settled or (due.on, due.opens, due.closes) == (on, on - 3 * ONE, on + 3 * ONE)


@given(dates, st.integers(0, 24 * 31), st.booleans())
@example(dt.date(2026, 12, 31), 62, False)
@example(LEAP, 366, False)
def test_of_ages_the_last_that_has_come_is_due_and_else_the_next(born, old, seen):
    ages, today = (2, 4, 6, 9, 12), born + old * ONE
    plan = AtAges(Scope(("w",)), Span(3, "days"), ages, "months", Span(1, "years"), 3)
    days = [first_day_of_age(born, age, "months") for age in ages]
    days += [first_day_of_age(born, age, "years") for age in (2, 3)]
    come = [day for day in days if day - 3 * ONE <= today]
    visits = had("w", today) if seen else ()
    due = plan.due("w", Course(today, born, visits))
    rest = [day for day in days if day not in come]
    wanted = come[-1] if come and not seen else rest[0]
    assert due.on == wanted


@given(dates, st.integers(0, 24 * 31), st.sets(st.integers(0, 6)))
@example(dt.date(2026, 12, 31), 62, {0})
@example(LEAP, 366, {4, 5})
def test_an_age_that_was_closed_is_not_due_and_says_nothing_of_the_others(born, old, over):
    ages, today = (2, 4, 6, 9, 12), born + old * ONE
    plan = AtAges(Scope(("w",)), Span(3, "days"), ages, "months", Span(1, "years"), 3)
    days = [first_day_of_age(born, age, "months") for age in (*ages, 24, 36)]
    closed = frozenset({("w", days[age]) for age in over} | {("other", day) for day in days})
    come = [day for day in days if day - 3 * ONE <= today]
    rest = [day for day in days if day not in come and ("w", day) not in closed]
    wanted = come[-1:] if come and ("w", come[-1]) not in closed else rest[:1]
    due = plan.due("w", Course(today, born, closed=closed))
    assert [due.on] == wanted if due is not None else not wanted


def test_the_last_age_is_included_and_after_it_nothing_is_due_for_long():
    plan = AtAges(Scope(("w",)), None, (2,), "years", Span(1, "years"), 4)
    born = dt.date(2022, 3, 1)
    assert plan.due("w", Course(dt.date(2026, 3, 2), born)).on == dt.date(2026, 3, 1)
    assert plan.due("w", Course(dt.date(2027, 3, 1), born)).on == dt.date(2026, 3, 1)
    assert plan.due("w", Course(dt.date(2027, 3, 3), born)) is None
    known_late = Course(dt.date(2026, 12, 2), born, known_since=dt.date(2026, 12, 1))
    assert plan.due("w", known_late) is None  # it was over before anybody here knew them


@given(st.integers(0, 42 * 7))
def test_the_weeks_of_a_pregnancy(day_of_it):
    """Walked day by day: how often the visits come then is what the week says."""
    due_date = dt.date(2027, 7, 1)
    conceived = due_date - dt.timedelta(weeks=40)
    last = conceived + day_of_it * ONE
    phases = (Phase(Span(4, "weeks"), 28), Phase(Span(2, "weeks"), 36), Phase(Span(1, "weeks")))
    found = next_in_phases(phases, last, due_date)

    def week(day):
        return (day - conceived).days / 7

    steps = {28: 28, 36: 14, 100: 7}

    def plain():
        for day in (last + n * ONE for n in range(1, 60)):
            gap = (day - last).days
            for ends, step in steps.items():
                begins = {28: 0, 36: 28, 100: 36}[ends]
                if begins <= week(day) <= ends and gap >= step and (week(last) < ends):
                    return day
        return None

    wanted = plain()
    assert (found and found[0]) == (wanted if wanted is not None and week(wanted) <= 42 else None)


def test_without_a_due_date_nothing_of_a_pregnancy_is_due_and_that_of_another_is_none():
    first = dt.date(2026, 12, 1)
    plan = InPhases(Scope(("r",)), None, Scope(("n",)), (Phase(Span(4, "weeks"), 28), Phase(Span(2, "weeks"))))
    at = {
        said: plan.due("r", Course(first, kept=had("n", first), facts=Facts(answers={"due-date": said})))
        for said in ("", "soon", "2025-01-01", "2027-12-31", "2027-07-01")
    }
    assert [said for said, due in at.items() if due is not None] == ["2027-07-01"]
    assert at["2027-07-01"].on == dt.date(2026, 12, 29)


@pytest.mark.parametrize("day", [dt.date(2027, 3, 14), dt.date(2027, 11, 7)])
@pytest.mark.parametrize("hour", [0, 1, 3, 23])
def test_on_the_days_on_which_the_clock_is_changed_a_day_is_a_day(day, hour):
    """Due dates know no hours: a visit late or early on such a day counts from that date, and what falls on it is due then."""
    zone = ZoneInfo("America/Chicago")
    start = dt.datetime.combine(day, dt.time(hour, 30), zone).astimezone(dt.UTC)
    date = start.astimezone(zone).date()
    plan = Again(Scope(("a",)), every=Span(1, "weeks"))
    assert plan.due("a", Course(date, kept=had("a", date))).on == day + 7 * ONE
    assert plan.due("a", Course(date, kept=had("a", date - 7 * ONE))).on == day


@given(dates, dates, st.sampled_from(["chen", "lee"]))
def test_who_it_is_with_and_what_is_taken_out_is_not_counted(one, other, provider):
    assume(one != other)
    plan = Again(Scope(("a",), ("chen",)), every=Span(10, "days"))
    course = Course(max(one, other), kept=(*had("a", one), *had("a", other, provider=provider)))
    last = max([one] + ([other] if provider == "chen" else []))
    assert plan.due("a", course).on == last + 10 * ONE
