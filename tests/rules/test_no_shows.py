"""No-shows and late cancellations of so many months, counted back from today; and what counts as a no-show although it was canceled."""

import datetime as dt
import json

import pytest

from frontdesk.practice.file import FileFaults
from frontdesk.rules.conditions.patient import NoShows
from frontdesk.rules.facts import Facts, NotKept
from frontdesk.rules.language import Refusal, parse, render
from frontdesk.server.cli import main
from tests.practices import practice

VOCABULARY = practice().setup.book.vocabulary


def missed(*dates, visit="follow-up", counts_as="no-show"):
    return tuple(NotKept(visit, dt.date.fromisoformat(date), counts_as) for date in dates)


def holds(said, facts):
    rule = parse(f"Visits need approval when the patient has {said}.", VOCABULARY)
    return rule.when.holds(facts)


# What is said, today, the dates of no-shows, and whether it is so.
WINDOWS = [
    ("1 or more no-shows in 12 months", "2026-12-01", ["2025-12-01"], True),  # that day
    ("1 or more no-shows in 12 months", "2026-12-01", ["2025-11-30"], False),  # the day before
    ("1 or more no-shows in 12 months", "2026-12-01", ["2025-12-02"], True),
    (
        "1 or more no-shows in 1 month",
        "2027-03-31",
        ["2027-02-28"],
        True,
    ),  # a month that has no 31st ends with its last
    ("1 or more no-shows in 1 month", "2027-03-31", ["2027-02-27"], False),
    ("1 or more no-shows in 1 month", "2028-03-31", ["2028-02-29"], True),
    ("1 or more no-shows in 1 month", "2028-03-31", ["2028-02-28"], False),
    ("1 or more no-shows in 12 months", "2028-02-29", ["2027-02-28"], True),
    ("1 or more no-shows in 1 month", "2027-02-28", ["2027-01-28"], True),
    ("1 or more no-shows in 1 month", "2027-02-28", ["2027-01-27"], False),
    ("1 or more no-shows in 30 days", "2026-12-01", ["2026-11-01"], True),
    ("1 or more no-shows in 30 days", "2026-12-01", ["2026-10-31"], False),
    ("1 or more no-shows in 2 weeks", "2026-12-01", ["2026-11-17"], True),
    ("1 or more no-shows in 2 weeks", "2026-12-01", ["2026-11-16"], False),
    ("1 or more no-shows in 1 year", "2026-12-01", ["2025-12-01"], True),
    ("1 or more no-shows since January 1", "2026-12-01", ["2026-01-01"], True),
    ("1 or more no-shows since January 1", "2026-12-01", ["2025-12-31"], False),
    ("1 or more no-shows since January 1", "2027-01-01", ["2026-12-31"], False),  # it starts over
    ("1 or more no-shows since July 1", "2027-06-30", ["2026-07-01"], True),  # of the year before: it lies ahead
    ("1 or more no-shows since July 1", "2027-06-30", ["2026-06-30"], False),
    ("1 or more no-shows since July 1", "2027-07-01", ["2027-06-30"], False),
    ("1 or more no-shows since February 29", "2027-03-01", ["2027-02-28"], True),  # a year that has none
    ("1 or more no-shows since February 29", "2028-03-01", ["2028-02-28"], False),
    ("3 or more no-shows in 12 months", "2026-12-01", ["2026-01-01", "2026-02-01", "2026-03-01"], True),
    ("3 or more no-shows in 12 months", "2026-12-01", ["2025-11-01", "2026-02-01", "2026-03-01"], False),
    ("at least 2 no-shows in the last 12 months", "2026-12-01", ["2026-02-01", "2026-03-01"], True),
]


@pytest.mark.parametrize(("said", "today", "dates", "so"), WINDOWS)
def test_it_is_counted_back_from_today_by_the_calendar(said, today, dates, so):
    facts = Facts(not_kept=missed(*dates), today=dt.date.fromisoformat(today))
    assert holds(said, facts) is so
    later = facts.on(dt.date.fromisoformat(today) + dt.timedelta(days=300))
    assert holds(said, later) is so, "a start that lies ahead changes nothing"


def test_of_a_visit_type_only_these_count():
    facts = Facts(not_kept=missed("2026-11-01") + missed("2026-10-01", visit="procedure"), today=dt.date(2026, 12, 1))
    assert holds("1 or more no-shows of procedures", facts) and not holds("2 or more no-shows of procedures", facts)
    assert holds("2 or more no-shows of procedures and follow-up visits in 12 months", facts)
    assert not holds("1 or more late cancellations", facts)
    assert holds("1 or more late cancellations", Facts(not_kept=missed("2020-01-01", counts_as="late cancellation")))


ALL_THREE = (
    *missed("2026-11-01"),
    *missed("2026-11-02", counts_as="late cancellation"),
    *missed("2026-11-03", counts_as="cancellation"),
)


@pytest.mark.parametrize(
    ("said", "how_many"),
    [
        ("no-shows", 1),
        ("late cancellations", 1),
        ("cancellations", 2),  # late or in time
        ("no-shows or cancellations", 3),
        ("no-shows or late cancellations", 2),
    ],
)
def test_several_kinds_count_together(said, how_many):
    facts = Facts(no_shows=1, not_kept=ALL_THREE, today=dt.date(2026, 12, 1))
    assert holds(f"{how_many} or more {said}", facts) is True
    assert holds(f"{how_many + 1} or more {said}", facts) is False


def test_in_a_row_are_those_after_which_no_such_visit_was_kept():
    facts = Facts(
        no_shows=3,
        not_kept=(
            NotKept("follow-up", dt.date(2026, 9, 1), kept_since=("follow-up", "procedure")),
            NotKept("procedure", dt.date(2026, 10, 1), kept_since=("follow-up",)),
            NotKept("procedure", dt.date(2026, 11, 1)),
        ),
        today=dt.date(2026, 12, 1),
    )
    assert holds("3 or more no-shows", facts) and holds("1 or more no-shows in a row", facts)
    assert not holds("2 or more no-shows in a row", facts), "a follow-up visit was kept between the two"
    assert holds("2 or more no-shows of procedures in a row", facts), "and no procedure"
    assert not holds("2 or more no-shows of procedures in a row in 60 days", facts)
    assert holds("2 or more no-shows in a row", Facts(no_shows=2)) is None


@pytest.mark.parametrize(
    ("facts", "so"),
    [
        (Facts(), None),
        (Facts(no_shows=0), False),  # of none in all, none was in this time
        (Facts(no_shows=1), False),
        (Facts(no_shows=2), None),
        (Facts(no_shows=2, not_kept=()), False),
    ],
)
def test_what_is_not_known_stands_in_the_way_of_nothing(facts, so):
    facts = Facts(**{**facts.__dict__, "today": dt.date(2026, 12, 1)})
    assert holds("2 or more no-shows in 12 months", facts) is so
    assert holds("2 or more late cancellations", facts) is (None if facts.not_kept is None else False)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Cancelling less than 24 hours ahead is a no-show.", "Canceling less than 24 hours ahead counts as a no-show."),
        ("Canceling visits less than 1 day ahead counts as a no-show.", "Canceling less than 1 day ahead counts as a no-show."),
        ("Canceling procedures at Downtown less than 2 business days ahead counts as a no-show.", None),
        ("Visits need approval when the patient has 3 or more no-shows of procedures in 12 months.", None),
        ("Visits need approval when patient has at least 1 no-show within the past 2 years.", "Visits need approval when the patient has 1 or more no-shows in 24 months."),
        ("Visits need approval when the patient has 2 or more late cancelations in 3 weeks.", "Visits need approval when the patient has 2 or more late cancellations in 21 days."),
        ("Visits need approval when the patient has 2 or more cancelations or no-shows in a row.", "Visits need approval when the patient has 2 or more no-shows or cancellations in a row."),
        ("Visits need approval when the patient has 3 or more no-shows since Jan 1.", "Visits need approval when the patient has 3 or more no-shows since January 1."),
        ("Visits need approval when the patient has 2 or more no-shows of procedures in a row in 12 months.", None),
        ("Visits need approval when the patient has 1 or more late cancellation of procedures or the patient is new.", "Visits need approval when the patient has 1 or more late cancellations of procedures or the patient is new."),
    ],
)  # fmt: skip
def test_what_people_write(written, canonical):
    rule = parse(written, VOCABULARY)
    assert render(rule, VOCABULARY) == (canonical or written)


@pytest.mark.parametrize(
    "said",
    [
        "2 or more no-shows in 12 months since January 1",
        "2 or more no-shows or no-shows",
        "1 or more no-shows since February 30",
        "0 or more no-shows",
        "2 or more no-shows in 0 months",
        "1 or more no-shows in 101 years",
    ],
)
def test_what_says_nothing_is_refused(said):
    with pytest.raises(Refusal):
        holds(said, Facts())


def test_a_total_alone_asks_for_no_days():
    assert not NoShows(2).of_which_days_matter
    assert NoShows(2, within=(1, "months")).of_which_days_matter and NoShows(2, visits=("x",)).of_which_days_matter


# On the command line ----------------------------------------------------------------------------------------------

FILE = """\
practice: {name: Cedar, timezone: America/Chicago}
locations: [{id: main, name: Main}]
visit types: [{id: follow-up, name: Follow-up visit}, {id: procedure, name: Procedure}]
providers:
  - {id: chen, name: Dr. Chen, hours: [{at: main, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}]}
"""
NOW = "2026-11-25T10:00"  # a Wednesday


def appointment(start, state, visit="follow-up", canceled=None, patient="p-1"):
    more = f', canceled: "{canceled}"' if canceled else ""
    return f'- {{visit: {visit}, provider: chen, at: main, start: "{start}", minutes: 30, patient: {patient}, state: {state}{more}}}'


@pytest.fixture
def asks(tmp_path, capsys):
    """Whether `explain` asks for approval, by rules and appointments."""

    def ask(rules, *appointments, options=("--patient-id", "p-1"), now=NOW):
        path = tmp_path / "practice.yaml"
        lines = "\n".join(f"  {one}" for one in appointments)
        path.write_text(f"{FILE}rules: |\n  {rules}\nappointments:\n{lines or '  []'}\n")
        arguments = ["explain", str(path), "--visit", "follow-up", "--provider", "chen", "--at", "main"]
        arguments += ["--start", "2026-12-01T09:00", "--now", now, "--json", *options]
        assert main(arguments) == 0
        return bool(json.loads(capsys.readouterr().out)["needs"]["approval"])

    return ask


TWO = "Visits need approval when the patient has 2 or more no-shows in 12 months. "
ONE = "Visits need approval when the patient has 1 or more no-shows in 12 months. "
ROW = "Visits need approval when the patient has 2 or more no-shows or cancellations in a row. "
LATE = "Visits need approval when the patient has 1 or more late cancellations in 12 months. "
COUNTS = "Canceling less than 24 hours ahead counts as a no-show. "
CUT_OFF = "Patients may cancel visits up to 48 hours ahead. "


@pytest.mark.parametrize(
    ("rules", "appointments", "asked"),
    [
        (TWO, [("2026-02-10T09:00", "missed"), ("2026-06-10T09:00", "missed")], True),
        (TWO, [("2025-11-24T09:00", "missed"), ("2026-06-10T09:00", "missed")], False),
        (TWO, [("2025-11-25T09:00", "missed"), ("2026-06-10T09:00", "missed")], True),
        (TWO, [("2026-06-10T09:00", "missed"), ("2026-06-10T10:00", "completed")], False),
        (ONE, [("2026-11-25T11:00", "missed")], False),  # it is not over yet
        (ONE, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-10T08:00")], False),
        (ONE + COUNTS, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-10T08:00")], True),
        (ONE + COUNTS, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-09T09:00")], False),  # 24 hours ahead
        (ONE + COUNTS, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-09T09:01")], True),
        (ONE + COUNTS, [("2026-06-10T09:00", "canceled")], False),  # nobody knows when
        (ONE + COUNTS, [("2026-11-26T09:00", "canceled", "follow-up", "2026-11-25T10:01")], False),  # not canceled yet
        (ONE + COUNTS, [("2026-11-26T09:00", "canceled", "follow-up", "2026-11-25T10:00")], True),  # of a visit to come
        (LATE, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-10T08:00")], False),  # until when, nobody says
        (LATE + CUT_OFF, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-08T09:00")], False),
        (LATE + CUT_OFF, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-08T09:01")], True),
        (LATE + CUT_OFF + COUNTS, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-09T09:01")], False),  # one thing
        (LATE + CUT_OFF + COUNTS, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-09T08:59")], True),
        (LATE + COUNTS, [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-10T08:59")], False),
        (ONE + "Canceling less than 2 business days ahead counts as a no-show.", [("2026-06-09T09:00", "canceled", "follow-up", "2026-06-08T08:00")], True),
        (ONE + "Canceling less than 2 business days ahead counts as a no-show.", [("2026-06-09T09:00", "canceled", "follow-up", "2026-06-07T20:00")], False),
        (ONE + "Canceling less than 1 day ahead counts as a no-show.", [("2026-06-09T09:00", "canceled", "follow-up", "2026-06-08T23:59")], False),
        (ONE + "Canceling less than 1 day ahead counts as a no-show.", [("2026-06-09T09:00", "canceled", "follow-up", "2026-06-09T00:00")], True),
        (ONE + "Canceling procedures less than 24 hours ahead counts as a no-show.", [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-10T08:00")], False),
        (ONE + COUNTS, [("2026-03-08T09:00", "canceled", "follow-up", "2026-03-07T09:00")], True),  # 23 real hours: the clock goes forward
        (ONE + COUNTS, [("2026-11-01T09:00", "canceled", "follow-up", "2026-10-31T09:30")], False),  # 24.5: it goes back
        (ROW, [("2026-02-10T09:00", "missed"), ("2026-06-10T09:00", "canceled", "follow-up", "2026-06-01T09:00")], True),
        (ROW, [("2026-02-10T09:00", "missed"), ("2026-06-10T09:00", "missed"), ("2026-03-10T09:00", "completed")], False),
        (ROW, [("2026-02-10T09:00", "missed"), ("2026-06-10T09:00", "missed"), ("2026-06-10T11:00", "completed")], False),
        (ROW, [("2026-02-10T09:00", "missed"), ("2026-06-10T09:00", "missed"), ("2026-02-10T08:00", "completed")], True),
        (ROW, [("2026-02-10T09:00", "missed"), ("2026-06-10T09:00", "missed"), ("2026-12-01T11:00", "booked")], True),  # not kept yet
        (ROW, [("2026-02-10T09:00", "missed"), ("2026-06-10T09:00", "missed"), ("2026-03-10T09:00", "completed", "procedure")], False),
        ("Visits need approval when the patient has 1 or more no-shows. " + COUNTS, [("2020-06-10T09:00", "canceled", "follow-up", "2020-06-10T08:00")], True),
        ("Visits need approval when the patient has 1 or more no-shows.", [("2020-06-10T09:00", "missed")], True),
        (ONE + COUNTS + "Canceling follow-up visits less than 2 hours ahead counts as a no-show.", [("2026-06-10T09:00", "canceled", "follow-up", "2026-06-10T06:00")], False),  # the narrower
    ],
)  # fmt: skip
def test_by_the_appointments_of_the_file(asks, rules, appointments, asked):
    assert asks(rules, *(appointment(*one) for one in appointments)) is asked


def test_whose_they_are_matters_and_who_is_not_known_has_none(asks):
    two = [appointment("2026-02-10T09:00", "missed"), appointment("2026-06-10T09:00", "missed")]
    assert asks(TWO, *two) and not asks(TWO, *two, options=("--patient-id", "p-2")) and not asks(TWO, *two, options=())


def test_a_total_that_is_told_stands(asks):
    assert asks(
        "Visits need approval when the patient has 2 or more no-shows.",
        options=("--patient-id", "p-1", "--no-shows", "2"),
    )
    assert not asks(TWO, options=("--patient-id", "p-1", "--no-shows", "5"))  # of a patient the days are the file's


def test_a_total_without_days_counts_within_every_span(asks):
    assert asks(TWO, options=("--no-shows", "2"))
    assert not asks(TWO, options=("--no-shows", "1"))


@pytest.mark.parametrize(
    "wrong",
    [
        appointment("2026-02-10T09:00", "missed", canceled="2026-02-09T09:00"),
        appointment("2026-02-10T09:00", "canceled", canceled="yesterday"),
        appointment("2026-04-10T09:00", "canceled", canceled="2026-03-08T02:30"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(wrong):
    with pytest.raises(FileFaults, match=r"line \d+"):
        practice("", appointments=wrong.replace("at: main", "at: downtown"))


def test_what_was_canceled_takes_no_time():
    file = practice("", appointments=appointment("2026-12-01T09:00", "canceled", canceled="2026-11-30T08:00").replace("at: main", "at: downtown"))  # fmt: skip
    assert file.appointments == () and list(file.canceled) == ["p-1"]
