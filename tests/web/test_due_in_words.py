"""Until when something may wait, as people say it: today and tomorrow by their names, then the date; hours only beside an exact time of today."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from frontdesk.web import waiting_time

CHICAGO = ZoneInfo("America/Chicago")
NOON = dt.datetime(2026, 11, 30, 12, 0, tzinfo=CHICAGO)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(waiting_time, "now", lambda: NOON)


def said(day, clock, language="en"):
    moment = dt.datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=CHICAGO)
    with override(language):
        return re.sub(r"<[^>]*>", "", waiting_time.due(moment, "America/Chicago"))


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("11-30", "15:00", "today at 3:00 PM (in 3 h)"),
        ("11-30", "12:20", "today at 12:20 PM (in 20 min)"),
        ("11-30", "09:00", "today at 9:00 AM (3 h late)"),
        ("12-01", "08:00", "tomorrow at 8:00 AM"),
        ("12-01", "21:00", "tomorrow at 9:00 PM"),  # not "in 33 h"
        ("12-02", "08:00", "Wed, Dec 2, 8:00 AM (in 2 days)"),
        ("11-29", "10:00", "Sun, Nov 29, 10:00 AM (1 day late)"),
        ("11-27", "10:00", "Fri, Nov 27, 10:00 AM (3 days late)"),
    ],
)
def test_when_it_is_due(day, clock, words):
    assert said(day, clock) == words


def test_in_spanish_with_the_article_of_the_hour():
    assert said("12-01", "13:00", "es") == "mañana a la 1:00 p. m."
    assert said("12-01", "15:00", "es") == "mañana a las 3:00 p. m."
    assert said("12-02", "15:00", "es").endswith("(en 2 días)")


@pytest.mark.parametrize(("hours", "words"), [(23, "23 h"), (33, "1 day"), (49, "2 days")])
def test_how_long_something_has_waited(hours, words):
    assert waiting_time.age(NOON - dt.timedelta(hours=hours)) == words
