"""A time to fill names the time, and leads to the people who wait for one like it."""

import html
import re

import pytest

from frontdesk.booking import actions
from frontdesk.booking.waitlist import actions as waitlist
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def freed(cedar):
    desk = f.actor(cedar, "front_desk")
    one = actions.book(desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place())
    actions.cancel(desk, one, reason="ill")
    return cedar, one


def page_of(practice):
    desk = as_staff(practice, "front_desk")
    rows = desk.get(at(practice, "console/exceptions/?kind=refill")).content.decode()
    href = html.unescape(re.search(r'data-row class="btn btn-primary" href="([^"]+)"', rows)[1])
    return rows, desk.get(href).content.decode()


def test_the_exception_names_the_time_with_whom_and_where(freed):
    practice, one = freed
    rows, _ = page_of(practice)
    local = one.start.astimezone(f.CHICAGO)
    assert f"{local:%a}, {local:%b} {local.day}" in rows and "9:00 AM" in rows and "Dr. Chen" in rows


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ({}, True),
        ({"parts": ["afternoon"]}, False),
        ({"first_on": 30}, False),
        ({"provider": "lee"}, False),
        ({"provider": "chen"}, True),
    ],
)
def test_it_leads_to_those_who_wait_and_whom_it_suits(freed, wish, shown):
    practice, _ = freed
    who = f.patient(practice, established=True, last_name="Waiting")
    more = dict(wish)
    if "provider" in more:
        more["provider"] = Provider.objects.get(code=more["provider"])
    first = f.day(more.pop("first_on", 0))
    waitlist.join(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), first_on=first, **more)
    _, page = page_of(practice)
    assert ("Waiting" in page) is shown
    if shown:
        assert f"console/book/{who.pk}/?visit=follow-up" in page
