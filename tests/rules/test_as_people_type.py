"""Dates, days, times and spans as people type them: taken where there is one reading, else told how to write them."""

import pytest

from frontdesk.rules.language import Refusal, parse, render
from tests.practices import practice

VOCABULARY = practice().setup.book.vocabulary


@pytest.mark.parametrize(
    "typed, canonical",
    [
        ("Procedures take 20min.", "Procedures take 20 minutes."),
        ("Procedures take 20mins.", "Procedures take 20 minutes."),
        ("Procedures take 1h.", "Procedures take 60 minutes."),
        ("Procedures take 1 h.", "Procedures take 60 minutes."),
        ("Procedures take 2hrs.", "Procedures take 120 minutes."),
        ("Procedures take 1h 30min.", "Procedures take 90 minutes."),
        ("Procedures start every 15min.", "Procedures start every 15 minutes."),
        ("Keep 10min free after procedures.", "Keep 10 minutes free after procedures."),
        ("Book procedures at least 24h ahead.", "Book procedures at least 24 hours ahead."),
        ("Procedures are only offered 9am-1pm.", "Procedures are only offered from 09:00 to 13:00."),
        ("Procedures are only offered from 9am–1pm.", "Procedures are only offered from 09:00 to 13:00."),
        ("Procedures are only offered from 9:00-13:00.", "Procedures are only offered from 09:00 to 13:00."),
        ("Dr. Chen is away on 2026-12-03 9am-1pm.", "Dr. Chen is away on 2026-12-03 from 09:00 to 13:00."),
        (
            "Procedures are only offered on Mon, Wed and Fri.",
            "Procedures are only offered on Mondays, Wednesdays and Fridays.",
        ),
        ("Procedures are only offered on Tues. and Thurs.", "Procedures are only offered on Tuesdays and Thursdays."),
        ("Dr. Chen is away every Mon.", "Dr. Chen is away every Monday."),
        ("Keep Mon and Wed for procedures.", "Keep Mondays and Wednesdays for procedures."),
        ("The practice is closed on 25 December.", "The practice is closed on December 25."),
        ("The practice is closed on 25 Dec.", "The practice is closed on December 25."),
        ("Dr. Chen is away on 25 December 2026.", "Dr. Chen is away on 2026-12-25."),
    ],
)
def test_one_reading_is_taken(typed, canonical):
    assert render(parse(typed, VOCABULARY), VOCABULARY) == canonical


DATE = "write a date as December 25 (every year) or as 2026-12-25"
HALVES = "say of both times which half of the day is meant, such as “from 9 am to 1 pm”"
DAYS = "name each day, as in “Mondays, Wednesdays and Fridays”; Monday to Friday are “weekdays”"
ONLY = "write “only offered” where these are all the times there are"


@pytest.mark.parametrize(
    "typed, told",
    [
        ("The practice is closed on 12-25.", DATE),
        ("The practice is closed on 12/25.", DATE),
        ("Dr. Chen is away on 12-25-2026.", DATE),
        ("Procedures take 1½ hours.", "write 90 minutes for 1½ hours"),
        ("Procedures take 1 ½ hours.", "write 90 minutes for 1 ½ hours"),
        ("Procedures take 1 1/2 hours.", "write 90 minutes for 1 1/2 hours"),
        ("Procedures take 1.5 hours.", "write 90 minutes for 1.5 hours"),
        ("Procedures take 1h30.", "write 90 minutes for 1h30"),
        ("Procedures take 20m.", "write the word, such as 20 minutes"),
        ("Procedures take -20 minutes.", "write a number without a sign"),
        ("Procedures are only offered from 9-1pm.", HALVES),
        ("Procedures are only offered 9-1pm.", HALVES),
        ("Procedures are only offered between 9am and 1pm.", "write “from” and “to”, as in “from 9:00 to 13:00”"),
        ("Procedures are only offered on Mon-Fri.", DAYS),
        ("Procedures are only offered on Mon/Wed/Fri.", DAYS),
        ("Procedures are only offered on Mondays to Fridays.", DAYS),
        ("Procedures are offered on Mon, Wed and Fri.", ONLY),
        ("Procedures are offered from 9am to 1pm.", ONLY),
        ("The practice is closed on weekends.", "one with “every Saturday” and one with “every Sunday”"),
        ("Dr. Chen is away every weekend.", "Dr. Chen is away every Saturday. Dr. Chen is away every Sunday."),
    ],
)
def test_what_has_more_than_one_is_told_how_to_write_it(typed, told):
    with pytest.raises(Refusal) as refused:
        parse(typed, VOCABULARY)
    assert told in str(refused.value)


def test_what_is_told_can_be_read():
    for sentence in (
        "Procedures take 90 minutes.",
        "Dr. Chen is away every Saturday.",
        "Procedures are only offered from 9 am to 1 pm.",
        "Procedures are only offered on weekdays.",
        "The practice is closed on December 25.",
    ):
        assert parse(sentence, VOCABULARY)
