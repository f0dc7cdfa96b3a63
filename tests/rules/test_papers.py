"""What a paper's sentences mean: by when it is due, and how long one that was given is good."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Wanted, minute_of
from frontdesk.rules.facts import Facts
from frontdesk.rules.families.papers import PaperDue, PaperHolds
from frontdesk.rules.language import parse, render
from frontdesk.server.cli import main
from tests import factory as f
from tests.practices import practice

CHICAGO = ZoneInfo("America/Chicago")
VOCABULARY = practice().setup.book.vocabulary
NOW = dt.datetime(2026, 11, 30, 14, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("The insurance card is due 48 hours before new patient visits.", None),
        ("insurance card is due 1 week before visits", "The insurance card is due 7 days before visits."),
        ("The referral is due 2 business days before procedures with Dr. Chen at Downtown when the patient is new.", None),
        ("A referral holds for 1 year.", "A referral holds for 12 months."),
        ("Insurance cards hold for 2 weeks for procedures", "An insurance card holds for 14 days for procedures."),
        ("A referral holds for 12 months when the insurance is Medicaid.", None),
    ],
)  # fmt: skip
def test_what_people_write(written, canonical):
    assert render(parse(written, VOCABULARY), VOCABULARY) == (canonical or written)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "due"),
    [
        (48, "hours", "2026-12-10T09:00", "2026-12-08T09:00"),
        (24, "hours", "2026-11-01T09:00", "2026-10-31T10:00"),  # of a day with 25 hours: these are hours
        (3, "days", "2026-12-10T09:00", "2026-12-07T23:59"),
        (0, "days", "2026-12-10T09:00", "2026-12-10T09:00"),
        (2, "business days", "2026-12-14T09:00", "2026-12-10T23:59"),  # a Monday: Friday is one, Thursday the second
        (1, "business days", "2026-12-28T09:00", "2026-12-24T23:59"),  # the 25th is closed
    ],
)
def test_by_when_it_is_due(amount, unit, start, due):
    book = practice("The practice is closed on December 25.").setup.book
    begins = dt.datetime.fromisoformat(start).replace(tzinfo=CHICAGO)
    found = PaperDue(paper="referral", amount=amount, unit=unit).due(begins, CHICAGO, book.business_days)
    assert found.strftime("%Y-%m-%dT%H:%M") == due


@given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)), st.integers(0, 40))
def test_so_many_dates_before_is_counted_on_the_fingers(start, days):
    """The plain oracle: walk back a date at a time, and take the last minute of the one that is reached."""
    begins = start.replace(second=0, microsecond=0, tzinfo=CHICAGO)
    date = begins.date()
    for _ in range(days):
        date = date - dt.timedelta(days=1)
    found = PaperDue(paper="x", amount=days, unit="days").due(begins, CHICAGO, practice().setup.book.business_days)
    if days:
        assert (found.date(), found.hour, found.minute) == (date, 23, 59)
    assert found.astimezone(dt.UTC) <= begins.astimezone(dt.UTC)


def needs(rules, date, given, **more):
    engine = Engine(practice(rules).setup)
    start = minute_of(dt.datetime.fromisoformat(f"{date}T09:00").replace(tzinfo=CHICAGO))
    known = Facts(given={field: dt.date.fromisoformat(day) for field, day in given.items()}, **more)
    return engine.needs(Wanted("procedure", NOW, known, ("chen",), ("downtown",)), start)


ASKS = "Procedures need a referral before booking."
HOLDS = "A referral holds for 12 months."


@pytest.mark.parametrize(
    ("date", "given", "asks"),
    [
        ("2026-12-10", "2025-12-10", False),  # the last date for which it is good
        ("2026-12-11", "2025-12-10", True),
        ("2027-02-28", "2026-02-28", False),
        ("2026-12-11", None, True),
    ],
)
def test_one_that_was_given_is_good_for_so_long_on_the_date_of_the_start(date, given, asks):
    found = needs(f"{ASKS}\n{HOLDS}", date, {"referral": given} if given else {})
    assert (found.information == ("referral",)) == asks
    if given and asks:
        assert found.expired == {"referral": dt.date(2026, 12, 10)}


def test_one_that_stands_in_the_request_is_asked_again_once_it_is_not_good():
    answers = {"referral": "document"}
    assert needs(f"{ASKS}\n{HOLDS}", "2026-12-11", {"referral": "2025-12-10"}, answers=answers).information
    assert not needs(ASKS, "2026-12-11", {"referral": "2025-12-10"}, answers=answers).information, "without a sentence"
    assert not needs(f"{ASKS}\n{HOLDS}", "2026-12-11", {}, answers=answers).information, "it was said just now"


def test_without_a_sentence_what_was_given_earlier_is_asked_all_the_same():
    assert needs(ASKS, "2026-12-10", {"referral": "2026-12-01"}).information == ("referral",)


def test_of_two_sentences_the_narrower_says_how_long():
    rules = f"{ASKS}\n{HOLDS}\nA referral holds for 30 days for procedures."
    assert needs(rules, "2026-12-11", {"referral": "2026-11-01"}).information == ("referral",)
    assert not needs(rules, "2026-12-01", {"referral": "2026-11-01"}).information


@given(st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)), st.integers(0, 800), st.integers(1, 600))
def test_how_long_it_holds_agrees_with_counting_dates(given_on, later, days):
    held = PaperHolds(paper="referral", amount=days, unit="days").last_date(given_on)
    start = given_on + dt.timedelta(days=later)
    assert (start <= held) == (len(range(given_on.toordinal(), start.toordinal())) <= days)


def explained(tmp_path, capsys, rules, *more):
    path = tmp_path / "practice.yaml"
    indented = "\n".join(f"  {line}" for line in rules.splitlines())
    cedar = f.CEDAR.split("rules: |")[0]
    path.write_text(f"{cedar}rules: |\n{indented}\n")
    asked = ("explain", str(path), "--visit", "procedure", "--provider", "chen", "--at", "downtown", "--now", "2026-11-30T08:00")  # fmt: skip
    status = main([*asked, "--start", "2026-12-11T09:00", *more])
    return status, capsys.readouterr()


def test_the_command_line_takes_when_it_was_given_and_says_until_when_it_was_good(tmp_path, capsys):
    rules = f"{ASKS}\n{HOLDS}"
    status, said = explained(tmp_path, capsys, rules, "--given", "referral=2025-12-10")
    assert status == 0 and "referral (held until Thu Dec 10 2026)" in said.out
    status, said = explained(tmp_path, capsys, rules, "--given", "referral=2025-12-10", "--json")
    assert json.loads(said.out)["needs"]["expired"] == {"referral": "2026-12-10"}
    status, said = explained(tmp_path, capsys, rules, "--given", "referral=2026-01-10", "--json")
    assert json.loads(said.out)["needs"] == {"approval": [], "information": []}
    status, said = explained(tmp_path, capsys, rules, "--given", "referal=2026-01-10")
    assert status == 2 and "did you mean 'referral'?" in said.err


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("The insurance card is due 1 days before procedures.", "The insurance card is due 1 day before procedures."),
        ("An insurance card holds for 1 months.", "An insurance card holds for 1 month."),
        (
            "When a visit is missed, the front desk calls within 1 hours.",
            "When a visit is missed, the front desk calls within 1 hour.",
        ),
    ],
)
def test_one_day_is_one_day(typed, canonical):
    assert {render(parse(text, VOCABULARY), VOCABULARY) for text in (typed, canonical)} == {canonical}
