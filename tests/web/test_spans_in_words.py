"""A span of time is said as people say it: with the clock time and the date beside it, and midnight is no end that anybody says."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils.translation import override

from frontdesk.booking.models import TimeAway
from frontdesk.core import saying
from frontdesk.intake.tasks.actions import open_task
from frontdesk.web.out_words import out_words
from frontdesk.web.waiting_time import due
from tests import factory as f
from tests.web_client import as_staff, at

ALONE = re.compile(r"(?:in \d+ (?:h|min|days)|\d+ (?:h|min|days) late)")
WITH_ITS_TIME = re.compile(
    r"\d{1,2}:\d\d [AP]M</time> <span[^>]*>\((?:in \d+ (?:h|min|days)|\d+ (?:h|min|days) late)\)"
)


@pytest.mark.parametrize(
    ("begin", "end", "english", "spanish"),
    [
        (0, 1440, "all day", "todo el día"),
        (780, 1440, "from 1 PM", "desde la 1 p. m."),
        (810, 1440, "from 1:30 PM", "desde la 1:30 p. m."),
        (0, 720, "until 12 PM", "hasta las 12 p. m."),
        (540, 900, "9 AM–3 PM", "9 a. m.–3 p. m."),
    ],
)
def test_the_ends_of_a_day_are_no_clock_times(begin, end, english, spanish):
    assert (saying.span(begin, end, "en"), saying.span(begin, end, "es")) == (english, spanish)


@pytest.mark.parametrize(
    ("sentence", "english", "spanish"),
    [
        ("Dr. Chen is away on 2099-12-18 from 13:00 to 24:00.", "Dr. Chen is out Fri, Dec 18, 2099, from 1 PM", "Dr. Chen no estará: vie. 18 de dic. de 2099, desde la 1 p. m."),
        ("The practice is closed from 2099-11-26 to 2099-11-27.", "Closed Thu, Nov 26, 2099 – Fri, Nov 27, 2099", "Cerrado: jue. 26 de nov. de 2099 – vie. 27 de nov. de 2099"),
        ("Dr. Chen is away at Downtown on 2099-12-18.", "Dr. Chen is out Fri, Dec 18, 2099 (Downtown)", "Dr. Chen no estará: vie. 18 de dic. de 2099 (Downtown)"),
        ("At most 2 procedures per day with Dr. Chen.", "At most 2 procedures per day with Dr. Chen.", "At most 2 procedures per day with Dr. Chen."),
    ],
)  # fmt: skip
def test_who_is_out_is_said_as_at_the_desk(cedar, sentence, english, spanish):
    assert out_words(sentence) == english
    with override("es"):
        assert out_words(sentence) == spanish


def test_a_time_until_something_is_due_has_its_clock_time_and_date_beside_it(cedar):
    moment = dt.datetime(2026, 12, 1, 6, 30, tzinfo=dt.UTC)  # half past midnight there
    with time_machine.travel(moment, tick=False):
        for later in (dt.timedelta(hours=17), dt.timedelta(days=4), -dt.timedelta(hours=3)):
            assert WITH_ITS_TIME.search(due(moment + later, "America/Chicago"))
        assert due(moment + dt.timedelta(hours=24), "America/Chicago").endswith("tomorrow at 12:30 AM</time>")


def test_no_list_of_staff_has_a_span_without_its_time(cedar):
    one = f.booked(cedar)
    open_task("no_show", one, due_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=4), patient=one.patient)
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    page = page.replace("Try again in ", "")  # what is chosen there is a span by itself
    assert ALONE.search(page) and len(ALONE.findall(page)) == len(WITH_ITS_TIME.findall(page))


def test_no_page_says_midnight_as_the_end_of_time_away(cedar):
    """The list, its own page, the clinician's day and the calendar."""
    scheduler = as_staff(cedar, "scheduler")
    wish = {"provider": "chen", "first_on": f.day(), "last_on": f.day(), "from_time": "10:00", "key": "one"}
    made = scheduler.post(at(cedar, "console/away/"), wish)
    assert made.status_code == 302
    row = TimeAway.objects.get()
    for path in ("away/", f"away/{row.pk}/", f"calendar/?date={f.day()}&subject=chen"):
        page = scheduler.get(at(cedar, f"console/{path}")).content.decode()
        assert "12:00 AM" not in page and "24:00" not in page and "the end of the day" not in page, path
        assert "from 10 AM" in page, path
    mine = (
        as_staff(cedar, "clinician", provider="chen").get(at(cedar, f"console/mine/?date={f.day()}")).content.decode()
    )
    assert "from 10 AM" in mine and "12:00 AM" not in mine
