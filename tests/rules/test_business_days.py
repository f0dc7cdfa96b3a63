"""Business days, and times of the clock on a day before: when a visit can be booked, and until when it can be canceled."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from frontdesk.availability.for_patients import sentences_for_patient
from frontdesk.rules.business_days import BusinessDays
from frontdesk.rules.language import parse, render
from tests.practices import kinds, offered, practice, reasons, wanted

CHICAGO = ZoneInfo("America/Chicago")
HOURS = '- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "09:00"}'
ONE_A_DAY = "Visits take 60 minutes. Visits start every 60 minutes. "
VOCABULARY = practice().setup.book.vocabulary


def business(rules):
    return practice(rules).setup.book.business_days


def dates(rules, now, zone="America/Chicago", visit="follow-up"):
    """The days of the next five weeks on which a follow-up visit is offered, as month-day; `now` is local."""
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone))
    file = practice(ONE_A_DAY + rules, hours=HOURS, zone=zone)
    want = wanted(visit, now=moment.astimezone(dt.UTC), providers=("chen",))
    days = [moment.date() + dt.timedelta(days=n) for n in range(35)]
    found = [one for one in days if offered(file, want, str(one))]
    for one in days:  # and every other has one reason
        why = kinds(reasons(file, f"{one}T08:00", want=want)) if one > moment.date() else []
        assert one <= moment.date() or (one in found) == (not why), (one, why)
    return [f"{one:%m-%d}" for one in found]


# The first day that is left by `Book visits at least … ahead.`; 2026-11-25 is a Wednesday.
EARLIEST = [
    ("1 business days", "2026-11-25T07:00", "", "11-26"),
    ("1 business day", "2026-11-27T07:00", "", "11-30"),  # a Friday: Monday
    ("1 business days", "2026-11-28T07:00", "", "11-30"),  # a Saturday: Monday
    ("2 business days", "2026-11-27T07:00", "", "12-01"),
    ("0 business days", "2026-11-28T07:00", "", "11-28"),
    ("2 business days", "2026-11-25T07:00", "The practice is closed on federal holidays.", "11-30"),
    ("2 business days", "2026-11-25T07:00", "Downtown is closed on federal holidays.", "11-27"),  # one place, not all
    ("2 business days", "2026-11-25T07:00", "Dr. Chen is away on 2026-11-26.", "11-27"),
    (
        "1 business days",
        "2026-11-25T07:00",
        "The practice is closed on 2026-11-26 from 08:00 to 12:00.",
        "11-27",
    ),
    ("1 business days", "2026-12-31T07:00", "The practice is closed on January 1.", "01-04"),
    ("3 business days", "2028-02-25T07:00", "", "03-01"),  # Friday: Monday 28, the leap day, Wednesday
    ("1 business days", "2027-03-12T23:30", "", "03-15"),  # over the change of the clock
    ("1 business days", "2026-10-30T23:30", "", "11-02"),
]


@pytest.mark.parametrize(("ahead", "now", "closed", "first"), EARLIEST)
def test_the_earliest_is_so_many_business_days_after_today(ahead, now, closed, first):
    assert dates(f"Book visits at least {ahead} ahead. {closed}", now)[0] == first


@pytest.mark.parametrize(
    ("ahead", "now", "closed", "last"),
    [
        ("1 business days", "2026-11-25T07:00", "", "11-26"),
        ("1 business days", "2026-11-27T07:00", "", "11-30"),  # what lies between is left too
        ("1 business days", "2026-11-28T07:00", "", "11-30"),
        ("0 business days", "2026-11-27T07:00", "", "11-27"),
        ("10 business days", "2026-11-27T07:00", "", "12-11"),
        ("10 business days", "2026-12-14T07:00", "The practice is closed on December 25.", "12-29"),
        (
            "2 business days",
            "2026-11-25T07:00",
            "The practice is closed on 2026-11-26 from 00:00 to 12:00. The practice is closed on 2026-11-26 from 12:00 to 24:00.",
            "11-30",
        ),
    ],
)
def test_the_latest_is_so_many_business_days_after_today(ahead, now, closed, last):
    assert dates(f"Book visits at most {ahead} ahead. {closed}", now)[-1] == last


# When a visit of a date can be booked: the last day that is left at a moment.
OPEN = [
    ("17:00 on the day before", "2026-11-25T16:59", "", "11-25"),
    ("17:00 on the day before", "2026-11-25T17:00", "", "11-26"),
    ("07:30 on that day", "2026-11-25T07:29", "", None),
    ("07:30 on that day", "2026-11-25T07:30", "", "11-25"),
    ("08:00 2 days before", "2026-11-25T07:59", "", "11-26"),
    ("08:00 2 days before", "2026-11-25T08:00", "", "11-27"),
    ("17:00 on the business day before", "2026-11-27T16:59", "", "11-27"),
    ("17:00 on the business day before", "2026-11-27T17:00", "", "11-30"),  # Friday evening: Saturday to Monday
    ("17:00 on the business day before", "2026-11-29T12:00", "", "11-30"),
    ("17:00 on the business day before", "2026-11-25T17:00", "The practice is closed on federal holidays.", "11-27"),
    ("17:00 2 business days before", "2026-11-27T17:00", "", "12-01"),
    ("01:30 on the day before", "2026-11-01T01:29", "", "11-01"),
    ("01:30 on the day before", "2026-11-01T01:30", "", "11-02"),
    ("03:30 on the day before", "2027-03-14T03:29", "", "03-14"),
    ("03:30 on the day before", "2027-03-14T03:30", "", "03-15"),
]


@pytest.mark.parametrize(("at", "now", "closed", "last"), OPEN)
def test_visits_open_at_a_time_of_the_clock(at, now, closed, last):
    found = dates(f"Follow-up visits open at {at}. {closed}", now)
    assert (found[-1] if found else None) == last or (last == now[5:10] and not found)  # today's own start may be over


def test_in_the_second_of_two_hours_it_has_been_open_since_the_first():
    file = practice("Follow-up visits open at 01:30 on the day before.", hours=HOURS)
    second = dt.datetime(2026, 11, 1, 1, 10, tzinfo=CHICAGO, fold=1)
    assert offered(file, wanted(now=second.astimezone(dt.UTC), providers=("chen",)), "2026-11-02")


def test_other_visits_are_open_and_the_reason_says_when():
    file = practice(ONE_A_DAY + "Same-day visits open at 17:00 on the day before.", hours=HOURS)
    same, other = wanted("same-day", providers=("chen",)), wanted(providers=("chen",))
    assert offered(file, other, "2026-11-30") and not offered(file, same, "2026-11-30")
    (why,) = reasons(file, "2026-11-30T08:00", want=same)
    assert (why.kind, why.detail) == ("horizon", "opens Sun Nov 29, 5:00 PM")
    assert why.rule == "Same-day visits open at 17:00 on the day before."


def test_the_narrower_sentence_says_when():
    rules = "Visits open at 17:00 on the day before. Follow-up visits open at 07:00 2 days before."
    assert dates(rules, "2026-11-25T07:00")[-1] == "11-27"


CLOSE = [  # when it closes, now (a local time), closures, the first date that is offered
    ("12:00 on that day", "2026-11-25T07:00", "", "11-25"),
    ("12:00 on that day", "2026-11-25T12:00", "", "11-26"),
    ("07:30 on that day", "2026-11-25T07:29", "", "11-25"),
    ("07:30 on that day", "2026-11-25T07:30", "", "11-26"),  # although that day's start lies ahead
    ("17:00 on the day before", "2026-11-25T16:59", "", "11-26"),
    ("17:00 on the day before", "2026-11-25T17:00", "", "11-27"),
    ("17:00 on the business day before", "2026-11-27T17:00", "", "12-01"),  # a Friday: Monday is closed by then
    ("17:00 on the business day before", "2026-11-27T16:59", "", "11-28"),
    ("17:00 on the business day before", "2026-11-25T17:00", "The practice is closed on federal holidays.", "11-28"),
    ("17:00 2 business days before", "2026-11-26T17:00", "", "12-01"),
    ("01:30 on that day", "2026-11-01T01:29", "", "11-01"),
    ("01:30 on that day", "2026-11-01T01:30", "", "11-02"),
    ("02:30 on that day", "2027-03-14T01:59", "", "03-14"),  # the clock never shows it: it closes when it would
    ("02:30 on that day", "2027-03-14T03:30", "", "03-15"),
]


@pytest.mark.parametrize(("at", "now", "closed", "first"), CLOSE)
def test_visits_close_at_a_time_of_the_clock(at, now, closed, first):
    assert dates(f"Follow-up visits close at {at}. {closed}", now)[0] == first


def test_other_visits_are_not_closed_and_the_reason_says_when_it_was():
    file = practice(ONE_A_DAY + "Same-day visits close at 12:00 on that day.", hours=HOURS)
    now = dt.datetime(2026, 11, 30, 7, 0, tzinfo=CHICAGO)
    early = wanted("same-day", providers=("chen",), now=now.astimezone(dt.UTC))
    assert offered(file, early, "2026-11-30")
    noon = dt.datetime(2026, 11, 30, 12, 0, tzinfo=CHICAGO).astimezone(dt.UTC)
    same, other = wanted("same-day", providers=("chen",), now=noon), wanted(providers=("chen",), now=noon)
    why = next(why for why in reasons(file, "2026-11-30T13:00", want=same) if why.rule)
    assert why.rule == "Same-day visits close at 12:00 on that day." and why.kind == "lead time"
    assert why.detail == "earliest is Tue Dec 1; closed Mon Nov 30, 12:00 PM"
    assert not [why for why in reasons(file, "2026-11-30T13:00", want=other) if why.kind == "lead time"]


def test_patients_read_until_when():
    said = "Visits close at 12:00 on that day."
    book = practice(said).setup.book
    english, spanish = (sentences_for_patient(book, [said], language)[0] for language in ("en", "es"))
    assert "until 12:00 PM on that day" in english and "hasta las 12:00 p. m. de ese día" in spanish


@pytest.mark.parametrize(
    ("day", "english", "spanish"),
    [
        ("on that day", "until the end of that day", "hasta las 12:00 de la noche de ese día"),
        ("on the day before", "until the end of the day before", "hasta las 12:00 de la noche del día anterior"),
        ("2 days before", "until the end of the day, 2 days before", "hasta las 12:00 de la noche, 2 días antes"),
    ],
)
def test_the_end_of_a_day_is_not_read_as_its_beginning(day, english, spanish):
    said = f"Visits close at 24:00 {day}."
    book = practice(said).setup.book
    for language, words in (("en", english), ("es", spanish)):
        (told,) = sentences_for_patient(book, [said], language)
        assert words in told and "12:00 AM" not in told


def test_it_is_told_to_patients_in_their_own_words():
    said = "Visits open at 13:00 on the business day before."
    book = practice(said).setup.book
    english, spanish = (sentences_for_patient(book, [said], language)[0] for language in ("en", "es"))
    assert "from 1:00 PM on the business day before" in english and "la 1:00 p. m. del día hábil anterior" in spanish


# Until when a visit that begins then may be canceled.
CUT_OFF = [
    (
        "up to 2 business days ahead",
        "2026-12-01T09:00",
        "2026-11-29T23:59",
    ),  # on Sunday, Tuesday is the second after today
    ("up to 1 business day ahead", "2026-11-30T09:00", "2026-11-29T23:59"),  # on Sunday, Monday is the first one after
    ("up to 1 business day ahead", "2026-11-28T09:00", "2026-11-26T23:59"),  # a visit on Saturday
    ("up to 0 business days ahead", "2026-11-30T09:00", "2026-11-30T09:00"),
    ("until 15:00 on the business day before", "2026-11-30T09:00", "2026-11-27T15:00"),
    ("until 15:00 on the business day before", "2026-12-01T09:00", "2026-11-30T15:00"),
    ("until 15:00 on the business day before", "2026-11-29T09:00", "2026-11-27T15:00"),
    ("until 15:00 on the day before", "2026-11-30T09:00", "2026-11-29T15:00"),
    ("until 12:00 on that day", "2026-11-30T09:00", "2026-11-30T09:00"),  # never later than it begins
    ("until 07:00 on that day", "2026-11-30T09:00", "2026-11-30T07:00"),
    ("until 15:00 2 business days before", "2026-12-01T09:00", "2026-11-27T15:00"),
    ("until 15:00 on the business day before", "2026-12-28T09:00", "2026-12-24T15:00"),  # Christmas is a Friday
    ("until 15:00 on the day before", "2027-03-15T09:00", "2027-03-14T15:00"),
    ("until 15:00 on the day before", "2028-03-01T09:00", "2028-02-29T15:00"),
]


@pytest.mark.parametrize(("said", "start", "last"), CUT_OFF)
def test_a_visit_may_be_canceled(said, start, last):
    rule = parse(f"Patients may cancel visits {said}.", VOCABULARY)
    begins = dt.datetime.fromisoformat(start).replace(tzinfo=CHICAGO)
    days = business("The practice is closed on December 25.")
    assert rule.cut_off(begins, CHICAGO, days).strftime("%Y-%m-%dT%H:%M") == last


@pytest.mark.parametrize(("said", "start", "_last"), CUT_OFF)
def test_up_to_is_the_other_side_of_at_least(said, start, _last):
    """On the last day on which it may be canceled, the visit lies as far ahead as the sentence asks, and on the next not."""
    if "up to" not in said:
        return
    rule, days = parse(f"Patients may cancel visits {said}.", VOCABULARY), business("")
    last, date = days.last_with(dt.date.fromisoformat(start[:10]), rule.amount), dt.date.fromisoformat(start[:10])
    assert days.after(last, rule.amount) <= date < days.after(last + dt.timedelta(days=1), rule.amount)


def test_a_practice_that_is_closed_for_ever_has_an_answer():
    closed = business("The practice is closed every Monday. The practice is closed from January 1 to December 31.")
    assert closed.after(dt.date(2026, 12, 1), 2) > dt.date(2036, 1, 1)
    assert not closed.is_one(dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("rules", "shut"),
    [
        ("The practice is closed on December 24.", True),
        ("The practice is closed on December 24 from 12:00 to 24:00.", False),
        ("The practice is closed on December 24 except at North.", False),
        ("The practice is closed on December 24 when the patient is new.", False),
        ("The practice is closed on December 24 from 2027-01-01.", False),
        ("The practice is closed every Thursday except on 2026-12-24.", False),
        ("The practice is closed every Thursday except on 2026-12-31.", True),
        ("North is closed on December 24.", False),
    ],
)
def test_a_day_on_which_the_whole_practice_is_closed_all_day_is_none(rules, shut):
    assert business(rules).is_one(dt.date(2026, 12, 24)) is not shut


def test_of_no_rules_they_are_monday_to_friday():
    assert [BusinessDays().is_one(dt.date(2026, 11, 23) + dt.timedelta(days=n)) for n in range(7)] == [True] * 5 + [
        False
    ] * 2


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Book visits at least 1 business days ahead.", "Book visits at least 1 business day ahead."),
        ("Book visits at most 1 business days ahead.", "Book visits at most 1 business day ahead."),
        (
            "Patients may cancel or move visits until 3 pm the business day before.",
            "Patients may cancel visits until 15:00 on the business day before.",
        ),
        ("Same-day visits open at 5pm the day before.", "Same-day visits open at 17:00 on the day before."),
        ("Same-day visits open at 07:00 on the same day.", "Same-day visits open at 07:00 on that day."),
        ("Same-day visits close at noon that day.", "Same-day visits close at 12:00 on that day."),
        ("Visits open at 7 am 1 day before.", "Visits open at 07:00 on the day before."),
        (
            "Substance use counseling opens at noon 3 business days before.",
            "Substance use counseling opens at 12:00 3 business days before.",
        ),
    ],
)
def test_what_people_write(written, canonical):
    rule = parse(written, VOCABULARY)
    assert render(rule, VOCABULARY) == canonical and parse(canonical, VOCABULARY) == rule
