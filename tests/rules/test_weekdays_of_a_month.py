"""Holidays that move come back every year by the weekday on which they are."""

import datetime as dt

import pytest

from frontdesk.practice.file import read
from frontdesk.rules.facts import Visit
from tests import factory as f


def closed(sentence, *dates):
    book = read(f"{f.CEDAR}  {sentence}\n").setup.book
    entry = book.entries[-1]
    assert entry.rule.covers(Visit("follow-up", "chen", "downtown"))
    return entry.rule.sentence(book.vocabulary), [bool(entry.rule.closed(dt.date.fromisoformat(one))) for one in dates]


@pytest.mark.parametrize(
    ("said", "there", "not_there"),
    [
        ("the fourth Thursday of November", ("2026-11-26", "2027-11-25", "2028-11-23"), ("2026-11-19", "2029-11-29")),
        ("the day after the fourth Thursday of November", ("2026-11-27", "2027-11-26"), ("2026-11-26", "2030-11-22")),
        ("the last Monday of May", ("2026-05-25", "2027-05-31"), ("2027-05-24",)),
        ("the first Monday of September", ("2026-09-07", "2028-09-04"), ("2026-09-14",)),
        ("the day after the last Sunday of May", ("2026-06-01",), ("2026-05-31",)),
    ],
)
def test_it_is_closed_every_year_on_that_weekday_and_on_no_other(said, there, not_there):
    sentence, found = closed(f"The practice is closed on {said}.", *there, *not_there)
    assert sentence == f"the practice is closed on {said}"
    assert found == [True] * len(there) + [False] * len(not_there)


def test_it_may_be_written_with_figures_and_for_some_hours():
    sentence, found = closed("Downtown is closed on the 4th Thursday of Nov. from 12:00 to 17:00.", "2026-11-26")
    assert sentence == "Downtown is closed on the fourth Thursday of November from 12:00 to 17:00" and found == [True]
